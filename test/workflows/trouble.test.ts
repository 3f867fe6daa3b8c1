import { ApplicationFailure } from '@temporalio/common';
import { WorkflowNotFoundError } from '@temporalio/client';
import { Client } from 'pg';
import { Harness } from './harness';

describe('Trouble', () => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(async () => {
    await harness.stop();
  });
  beforeEach(() => {
    harness.performed.length = 0;
    harness.trouble.clear();
  });

  it('[S4-34] turns a step that a vendor refuses into a task for its owner, and goes on when that is done', async () => {
    harness.trouble.set('chat.postMessage', async () => {
      throw ApplicationFailure.create({
        type: 'VendorRejected',
        nonRetryable: true,
        message: 'no such channel',
      });
    });
    const engaged = await harness.engage();
    const task = await engaged.until('the task', async () => {
      return (await engaged.open()).find((promise) => promise.step === 'notify-operations');
    });
    expect(task.title).toBe(
      'By hand: Tell the Operations Manager that the client is at the planning-proposal stage',
    );
    expect(task.keptBy).toEqual([{ signal: 'stepCompleted', body: { promiseId: task.id } }]);
    await engaged.keep(task);
    await engaged.promise('sales-details');
  });

  it('undoes what it had begun when it is called off, newest first, and leaves no open promise', async () => {
    const engaged = await harness.engage();
    await engaged.driveTo('kick-off');
    await engaged.state('cancelled', {});
    await engaged.until('the end', async () => (await engaged.row()).status === 'cancelled');
    const handle = harness.env.client.workflow.getHandle(engaged.workflowId);
    await handle.result();
    const undone = harness.performed
      .map(({ action }) => action)
      .filter((action) => /void|archive|cancel/.test(action));
    expect([...undone].sort()).toEqual([
      'accounting.voidInvoice',
      ...Array(4).fill('calendar.cancel'),
      'chat.archiveChannel',
      'storage.archiveFolder',
    ]);
    expect(await harness.db.promiseRecord.count({ where: { engagementId: engaged.id, state: 'open' } })).toBe(
      0,
    );
    const later = await engaged.journal();
    expect(later.map((entry) => entry.seq)).toEqual(later.map((_, index) => index + 1));
  });

  it.each(['sales-details', 'client-signature', 'do-work', 'acceptance'])(
    'can be called off while it waits for %s',
    async (step) => {
      const engaged = await harness.engage();
      await engaged.driveTo(step);
      await engaged.state('cancelled', {});
      await harness.env.client.workflow.getHandle(engaged.workflowId).result();
      expect((await engaged.row()).status).toBe('cancelled');
      expect(
        await harness.db.promiseRecord.count({ where: { engagementId: engaged.id, state: 'open' } }),
      ).toBe(0);
      expect(await harness.db.track.count({ where: { engagementId: engaged.id, state: 'open' } })).toBe(0);
    },
  );

  it('holds, resumes and reassigns in the middle of a track', async () => {
    const engaged = await harness.engage();
    await engaged.driveTo('do-work');
    await engaged.state('held', {});
    await engaged.until('the stopped clock', async () => (await engaged.promise('do-work')).dueAt === null);
    await engaged.state('resumed', {});
    await engaged.until('the clock going on', async () => (await engaged.promise('do-work')).dueAt !== null);
    await engaged.state('reassigned', { role: 'consultant', personId: 'per_new' });
    await engaged.until(
      'the new consultant',
      async () => (await engaged.promise('do-work')).assigneeId === 'per_new',
    );
    await engaged.driveTo(null);
  });

  it('forgets nothing while the database is away: facts wait in order, and the read model catches up', async () => {
    const engaged = await harness.engage();
    const promise = await engaged.promise('sales-details');
    const allow = await databaseSwitch(harness.url);
    await allow(false);
    await engaged.state('stepCompleted', { answers: { scale: 'large' } }, { promise });
    await engaged.state('paymentReceived', { amount: '600.00', currency: 'EUR' });
    await engaged.state('paymentReceived', { amount: '600.00', currency: 'EUR' });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await allow(true);
    await engaged.until('the facts', async () => {
      return (await engaged.journal().catch(() => [])).some((entry) => entry.kind === 'factIgnored');
    });
    const journal = await engaged.journal();
    expect(journal.map((entry) => entry.seq)).toEqual(journal.map((_, index) => index + 1));
    await engaged.driveTo('client-signature');
  });

  it('goes on as a new run when its history grows long, with its promises, its clocks and what it has heard', async () => {
    const engaged = await harness.engage();
    const before = await engaged.promise('sales-details');
    const runId = async () =>
      (await harness.env.client.workflow.getHandle(engaged.workflowId).describe()).runId;
    const first = await runId();
    const heard = () =>
      harness.db.journalEntry.count({ where: { subjectId: engaged.id, kind: 'factIgnored' } });
    // How many facts make a history long depends on how many are heard in one task: a few at a time.
    let stated = 0;
    const stateOne = async () => {
      // The time-skipping server knows no run for a moment between two of them; the real one always does.
      await engaged.state('meetingHeld', {}).then(
        () => (stated += 1),
        (error: unknown) => expect(error).toBeInstanceOf(WorkflowNotFoundError),
      );
    };
    while ((await runId()) === first) {
      for (let round = 0; round < 40; round += 1) {
        await Promise.all(Array.from({ length: 5 }, stateOne));
      }
      await engaged.until('all that was stated', async () => (await heard()) === stated);
    }
    await engaged.state('meetingHeld', {}, { commandId: 'again' });
    await engaged.state('meetingHeld', {}, { commandId: 'again' });
    const after = await engaged.promise('sales-details');
    expect([after.id, after.dueAt]).toEqual([before.id, before.dueAt]);
    await engaged.driveTo(null);
    const journal = await engaged.journal();
    expect(journal.map((entry) => entry.seq)).toEqual(journal.map((_, index) => index + 1));
    expect(journal.filter((entry) => entry.kind === 'engagementStarted')).toHaveLength(1);
  }, 180_000);
});

/** Takes a database away from everybody, and gives it back: a real outage for whoever works on it. */
async function databaseSwitch(url: string): Promise<(allowed: boolean) => Promise<void>> {
  const name = new URL(url).pathname.slice(1);
  const admin = new URL(url);
  admin.pathname = '/postgres';
  return async (allowed) => {
    const client = new Client({ connectionString: admin.href });
    await client.connect();
    await client.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS ${allowed}`);
    if (!allowed) {
      await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    }
    await client.end();
  };
}
