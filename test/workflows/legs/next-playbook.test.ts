import { checkReadModel, type Difference } from '../../../src/journal/store/rebuild';
import { chartedWords } from '../charted-words';
import { type Engaged, Harness } from '../harness';
import {
  FIRST,
  FIRST_WITH_CLOSURE,
  SECOND,
  SECOND_WITH_FOLDER,
  SECOND_WITH_GATE,
  shipped,
  written,
} from './small-playbooks';

const HOUR_MS = 3_600_000;
const PAID = { amount: '600.00', currency: 'EUR' };
const FIRST_TEXT = written({ name: 'first', next: 'second', stages: FIRST });

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
  await harness.publish(shipped('delivery-phase'));
  await harness.publish(written({ name: 'second', stages: SECOND }));
});
afterAll(() => harness.stop());
afterEach(async () => {
  const found: Difference[] = [];
  await checkReadModel(harness.db, (difference) => found.push(difference));
  expect(found).toEqual([]);
});

async function promises(engaged: Engaged) {
  const rows = await harness.db.promiseRecord.findMany({
    where: { engagementId: engaged.id },
    orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
  });
  return new Map(rows.map((row) => [row.key, row]));
}

async function opened(engaged: Engaged, key: string) {
  return await engaged.until(`the promise ${key}`, async () => (await promises(engaged)).get(key));
}

async function kinds(engaged: Engaged, kind: string) {
  return (await engaged.journal()).filter((entry) => entry.kind === kind);
}

/** In the first leg, with nothing to do but to say hello. */
async function atHello(source = FIRST_TEXT): Promise<Engaged> {
  const engaged = await harness.engage(undefined, source);
  const waiting = await opened(engaged, 'first-payment#1');
  await engaged.state('paymentReceived', PAID, { promise: waiting });
  await engaged.until(
    'the payment',
    async () => (await promises(engaged)).get('first-payment#1')?.state === 'kept',
  );
  await opened(engaged, 'hello#1');
  return engaged;
}

async function keep(engaged: Engaged, key: string): Promise<void> {
  await engaged.keep(await opened(engaged, key));
}

/** What was undone, the first thing first, as soon as it is so many; the rest in no order. */
async function undoneOf(engaged: Engaged, count: number): Promise<string[]> {
  const undone = () =>
    harness.performed
      .filter(({ request }) => request.engagementId === engaged.id && request.key.endsWith('/undo'))
      .map(({ action }) => action);
  const [first = '', ...rest] = await engaged.until('the undoing', async () => {
    return undone().length >= count && undone();
  });
  return [first, ...rest.sort()];
}

async function ended(engaged: Engaged, status: string): Promise<void> {
  await engaged.until(status, async () => (await engaged.row()).status === status);
}

describe('An engagement', () => {
  it('[CD-18] whose playbook is done goes on by "Delivery phase" as the same engagement, from the proposal to the survey', async () => {
    const engaged = await harness.engage(undefined, shipped('client-onboarding'));
    await engaged.driveTo('plan-work');
    const before = await engaged.row();
    expect(before).toMatchObject({
      status: 'active',
      stage: 'delivery',
      playbookName: 'delivery-phase',
      playbookVersion: 1,
      earlierPlaybooks: [{ name: 'client-onboarding', version: 1, until: expect.any(String) }],
    });
    expect(await chartedWords(harness, engaged)).toMatchObject({
      'before.1.client-onboarding': '✓ Done',
      'plan-work': '▶ Now',
      'do-work': '○ Not reached',
    });
    await engaged.driveTo(null);
    const { id, reference } = engaged;
    expect(await engaged.row()).toMatchObject({
      id,
      reference,
      clientId: before.clientId,
      status: 'completed',
    });
    const journal = await engaged.journal();
    expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_entry, index) => index + 1));
    for (const once of ['engagementStarted', 'playbookBegan', 'engagementCompleted']) {
      expect(journal.filter(({ kind }) => kind === once)).toHaveLength(1);
    }
    expect(journal.find(({ kind }) => kind === 'playbookBegan')?.summary).toBe(
      '"Client onboarding" is done: the engagement goes on by "Delivery phase", version 1',
    );
    const described = await harness.env.client.workflow.getHandle(engaged.workflowId).describe();
    expect(described.searchAttributes).toMatchObject({ Playbook: ['delivery-phase'] });
  }, 240_000);

  it('[CD-18] whose next playbook is not there waits for it, says so, and can be called off meanwhile', async () => {
    const engaged = await harness.engage((playbook) => (playbook.next = 'not-yet-there'), FIRST_TEXT);
    const other = await harness.engage((playbook) => (playbook.next = 'never-there'), FIRST_TEXT);
    for (const one of [engaged, other]) {
      await one.state('paymentReceived', PAID, { promise: await opened(one, 'first-payment#1') });
      await keep(one, 'hello#1');
    }
    const trouble = (id: string) =>
      harness.db.trouble.findFirst({ where: { subjectId: id, kind: 'nextPlaybook' } });
    const said = await engaged.until('the trouble', async () => (await trouble(engaged.id)) ?? undefined);
    expect(said.why).toMatch(/No playbook not-yet-there is published. Publish it/);
    await harness.publish(written({ name: 'not-yet-there', stages: SECOND }));
    await opened(engaged, '2:hello#1');
    expect((await trouble(engaged.id))?.mendedAt).not.toBeNull();

    await other.until('the trouble', async () => (await trouble(other.id)) ?? undefined);
    await other.state('cancelled', {});
    await ended(other, 'cancelled');
    await undoneOf(other, 2);
    expect((await promises(other)).get('2:hello#1')).toBeUndefined();
  });

  it('[CD-18] that is on hold goes on so, and keeps an acting role until its date', async () => {
    const engaged = await atHello();
    await engaged.state('reassigned', { role: 'consultant', personId: 'per_regular' });
    const actingUntilMs = (await harness.nowMs()) + 30 * HOUR_MS;
    await engaged.state('reassigned', { role: 'consultant', personId: 'per_acting', actingUntilMs });
    await engaged.state('held', {});
    await keep(engaged, 'hello#1');
    await engaged.until('the next playbook', async () => (await engaged.row()).playbookName === 'second');
    expect(await engaged.row()).toMatchObject({ status: 'held', team: { consultant: 'per_acting' } });
    expect((await promises(engaged)).get('2:hello#1')).toBeUndefined();
    await engaged.state('resumed', {});
    await opened(engaged, '2:hello#1');
    expect(await engaged.row()).toMatchObject({ status: 'active' });
    await harness.env.sleep(40 * HOUR_MS);
    await engaged.until('the end of acting', async () => (await kinds(engaged, 'actingEnded')).length === 1);
    expect(await engaged.row()).toMatchObject({ team: { consultant: 'per_regular' } });
  });
});

describe('An engagement whose playbook is done', () => {
  // Nothing is kept in memory: whoever takes a task up plays all that was, as after a worker's death.
  beforeAll(async () => {
    await harness.stopWorker();
    await harness.startWorker(0);
  });

  it('[CD-18] keeps what a step of the same name promised apart, and what was said, invoiced and done', async () => {
    const engaged = await atHello();
    const hello = await opened(engaged, 'hello#1');
    await engaged.state(
      'stepCompleted',
      { answers: { scale: 'small' } },
      { promise: hello, commandId: 'said-once' },
    );
    const again = await opened(engaged, '2:hello#1');
    expect(again).toMatchObject({ state: 'open', step: 'hello', title: 'Do hello' });
    expect(again.id).not.toBe(hello.id);
    expect((await promises(engaged)).get('hello#1')).toMatchObject({ state: 'kept' });

    await engaged.state('stepCompleted', { answers: {} }, { promise: again, commandId: 'said-once' });
    await engaged.state('stepCompleted', { answers: {} }, { promise: hello });
    await engaged.until('the answer', async () => (await kinds(engaged, 'factIgnored')).length === 1);
    const [ignored] = await kinds(engaged, 'factIgnored');
    expect(ignored?.data).toMatchObject({ reason: 'the promise "hello" is kept already' });
    expect((await promises(engaged)).get('2:hello#1')).toMatchObject({ state: 'open' });

    await keep(engaged, '2:hello#1');
    const work = await engaged.promise('work');
    expect(work).toMatchObject({ key: '2:work#1', workflowId: `${engaged.workflowId}/2:project#1` });
    await engaged.keep(work);
    await ended(engaged, 'completed');
    const ledger = await harness.db.ledgerEntry.findMany({
      where: { engagementId: engaged.id },
      orderBy: { position: 'asc' },
    });
    expect(ledger.map(({ kind, milestone }) => [kind, milestone])).toEqual([
      ['invoice', 'signature'],
      ['payment', null],
      ['invoice', 'closure'],
    ]);
    const made = harness.performed.filter(({ request }) => request.engagementId === engaged.id);
    expect(made.map(({ action }) => action).sort()).toEqual([
      'accounting.createInvoice',
      'accounting.createInvoice',
      'chat.createChannel',
    ]);
  });

  it('[CD-18] takes the version that is the newest when it is there', async () => {
    await harness.publish(written({ name: 'latest', stages: SECOND }));
    const engaged = await atHello(written({ name: 'before-latest', next: 'latest', stages: FIRST }));
    await harness.publish(written({ name: 'latest', title: 'Latest, second edition', stages: SECOND }));
    await keep(engaged, 'hello#1');
    await opened(engaged, '2:hello#1');
    expect(await engaged.row()).toMatchObject({ playbookName: 'latest', playbookVersion: 2 });
    const [began] = await kinds(engaged, 'playbookBegan');
    expect(began?.summary).toContain('goes on by "Latest, second edition", version 2');
  });

  it('[CD-18] hears everything that comes while no worker is there, each once', async () => {
    const engaged = await atHello();
    const hello = await opened(engaged, 'hello#1');
    await harness.stopWorker();
    const people = Array.from({ length: 20 }, (_, index) => `per_${index}`);
    for (const [index, personId] of people.entries()) {
      if (index === 10) await engaged.state('stepCompleted', { answers: {} }, { promise: hello });
      await engaged.state('reassigned', { role: 'consultant', personId });
    }
    await engaged.state('paymentReceived', { amount: '100.00', currency: 'EUR' });
    await harness.startWorker();
    await opened(engaged, '2:hello#1');
    const heard = async () =>
      (await kinds(engaged, 'reassigned')).map(({ data }) => (data as { personId: string }).personId);
    await engaged.until('everybody', async () => (await heard()).length >= people.length);
    expect(await heard()).toEqual(people);
    expect(await engaged.row()).toMatchObject({ team: { consultant: 'per_19' } });
    expect(
      (await kinds(engaged, 'ledgerPosted')).map(
        ({ data }) => (data as { entry: { kind: string } }).entry.kind,
      ),
    ).toEqual(['invoice', 'payment', 'payment']);
  });

  it('[CD-18] loses nothing of what is said at the very moment, while workers come and go', async () => {
    const engaged = await atHello();
    const people = Array.from({ length: 60 }, (_, index) => `per_${index}`);
    const hello = await opened(engaged, 'hello#1');
    const saying = async () => {
      for (const [index, personId] of people.entries()) {
        await engaged.state('reassigned', { role: 'consultant', personId });
        if (index === 5) await engaged.state('stepCompleted', { answers: {} }, { promise: hello });
      }
    };
    const comingAndGoing = async () => {
      for (let times = 0; times < 3; times += 1) {
        await harness.stopWorker();
        await harness.startWorker();
      }
    };
    await Promise.all([saying(), comingAndGoing()]);
    await opened(engaged, '2:hello#1');
    const heard = async () =>
      (await kinds(engaged, 'reassigned')).map(({ data }) => (data as { personId: string }).personId);
    await engaged.until('everybody', async () => new Set(await heard()).size === people.length);
    expect(await engaged.row()).toMatchObject({ team: { consultant: 'per_59' } });
    expect(await kinds(engaged, 'factIgnored')).toEqual([]);
  });

  it('[CD-18] undoes what it began by either playbook when it is called off later, newest first', async () => {
    await harness.publish(written({ name: 'with-folder', stages: SECOND_WITH_FOLDER }));
    const engaged = await atHello(written({ name: 'before-folder', next: 'with-folder', stages: FIRST }));
    await keep(engaged, 'hello#1');
    await opened(engaged, '2:hello#1');
    await engaged.until(
      'the folder',
      async () => (await promises(engaged)).get('2:folder#1')?.state === 'kept',
    );
    await engaged.state('cancelled', {});
    await ended(engaged, 'cancelled');
    expect(await undoneOf(engaged, 3)).toEqual([
      'storage.archiveFolder',
      ...['accounting.voidInvoice', 'chat.archiveChannel'].sort(),
    ]);
    expect([...(await promises(engaged)).values()].filter(({ state }) => state === 'open')).toEqual([]);
  });

  it('[CD-18] does not deliver while the first payment, taken back in between, is not there again', async () => {
    const engaged = await atHello();
    await keep(engaged, 'hello#1');
    await opened(engaged, '2:hello#1');
    await engaged.state('paymentRefunded', { ...PAID, invoice: null });
    const anew = await opened(engaged, 'first-payment#2');
    expect(anew).toMatchObject({
      state: 'open',
      title: 'See the payment arrive',
      keptBy: [{ signal: 'paymentReceived', body: PAID }, { signal: 'paymentWaived' }],
    });
    await keep(engaged, '2:hello#1');
    await engaged.until(
      'the end of the hello',
      async () => (await promises(engaged)).get('2:hello#1')?.state === 'kept',
    );
    expect((await engaged.row()).stage).not.toBe('delivery');
    await engaged.state('paymentReceived', PAID, { promise: anew });
    expect(await engaged.promise('work')).toMatchObject({ key: '2:work#1' });
  });

  it('[CD-18] waits for a payment that was taken back at the end of the playbook before', async () => {
    const engaged = await atHello(
      written({ name: 'with-closure', next: 'second', stages: FIRST_WITH_CLOSURE }),
    );
    await keep(engaged, 'hello#1');
    await opened(engaged, 'wrap-up#1');
    await engaged.state('paymentRefunded', { ...PAID, invoice: null });
    await opened(engaged, 'first-payment#2');
    await keep(engaged, 'wrap-up#1');
    await keep(engaged, '2:hello#1');
    expect((await promises(engaged)).get('first-payment#2')).toMatchObject({ state: 'open' });
    await engaged.state('paymentWaived', {});
    await engaged.promise('work');
    expect((await promises(engaged)).get('first-payment#2')).toMatchObject({ state: 'waived' });
  });

  it('[CD-18] lets a waiver count for the gate that it was given for, and no other', async () => {
    await harness.publish(written({ name: 'second-with-gate', stages: SECOND_WITH_GATE }));
    const engaged = await harness.engage(
      undefined,
      written({ name: 'before-gate', next: 'second-with-gate', stages: FIRST }),
    );
    await engaged.state('paymentWaived', {}, { promise: await opened(engaged, 'first-payment#1') });
    await keep(engaged, 'hello#1');
    await keep(engaged, '2:hello#1');
    const second = await opened(engaged, '2:second-payment#1');
    expect(second).toMatchObject({ state: 'open', keptBy: [{ body: PAID }, { signal: 'paymentWaived' }] });
    await engaged.state('paymentReceived', { ...PAID, invoice: 'INV-second' }, { promise: second });
    await engaged.promise('work');
    expect((await promises(engaged)).get('2:second-payment#1')).toMatchObject({ state: 'kept' });
  });
});
