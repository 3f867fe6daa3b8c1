import type { ProblemSignal, ProblemSignalFields } from '../../../src/problem/domain/facts';
import { v7 as uuid } from 'uuid';
import { type ProblemInput, problemWorkflowId } from '../../../src/problem/domain/problem';
import { SHIPPED, shippedDesk } from '../../support/service-desk';
import { HOUR_MS, SAM, type Ticketed, TicketHarness } from './ticket-harness';

const EFFECT = {
  effect: {
    ...{ metric: 'firstTimeResolution', client: null, before: 60, after: 80, computed: true },
    beforePeriod: { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' },
    afterPeriod: { from: '2026-02-01T00:00:00Z', to: '2026-03-01T00:00:00Z' },
  },
};

describe('A problem', () => {
  let harness: TicketHarness;

  beforeAll(async () => {
    harness = await TicketHarness.start();
  });
  afterAll(async () => {
    await harness.stop();
  });

  const open = async (tickets: Ticketed[], rootCause: string | null = null) => {
    const id = `prb_${uuid()}`;
    const reference = `PRB-${id.slice(-8)}`;
    const workflowId = problemWorkflowId(reference);
    const openedAtMs = await harness.nowMs();
    const at = new Date(openedAtMs);
    const ids = tickets.map((ticket) => ticket.id);
    await harness.db.problem.create({
      data: {
        ...{ id, reference, workflowId, title: 'Reports are empty on Mondays', description: '' },
        ...{ source: 'clientFeedback', status: rootCause === null ? 'identified' : 'analysed', rootCause },
        ...{ tickets: ids, openedBy: SAM, deskVersion: SHIPPED, openedAt: at, updatedAt: at },
      },
    });
    const { calendars, calendar, ladder, problems } = shippedDesk();
    const input: ProblemInput = {
      ...{ problemId: id, reference, openedBy: SAM, openedAtMs, tickets: ids },
      isAnalysed: rootCause !== null,
      rules: { version: SHIPPED, calendars, calendar, ladder, steps: problems.steps },
      time: harness.time,
    };
    const handle = await harness.env.client.workflow.start('problem', {
      ...{ workflowId, taskQueue: harness.queue, args: [input] },
    });
    const state = async <S extends ProblemSignal>(
      signal: S,
      body: Record<string, string | object> = {},
      fields: ProblemSignalFields[S] = {} as ProblemSignalFields[S],
    ) => {
      const commandId = uuid();
      const occurredAtMs = await harness.nowMs();
      await harness.db.command.create({
        data: {
          ...{ subjectId: id, id: commandId, signal, body, actor: SAM, state: 'accepted' },
          receivedAt: new Date(occurredAtMs),
        },
      });
      await handle.signal(signal, { commandId, actor: SAM, occurredAtMs, fields });
      return async () =>
        await harness.until(`a verdict on ${signal}`, async () => {
          const command = await harness.db.command.findFirst({ where: { id: commandId } });
          return command && command.state !== 'accepted' ? command : undefined;
        });
    };
    const say = async <S extends ProblemSignal>(...stated: Parameters<typeof state<S>>) =>
      await (await state(...stated))();
    const row = () => harness.db.problem.findUniqueOrThrow({ where: { id } });
    const promises = () =>
      harness.db.promiseRecord.findMany({ where: { subjectId: id }, orderBy: { openedAt: 'asc' } });
    return { id, reference, openedAtMs, handle, state, say, row, promises };
  };

  it('[OOES-34] goes from the ticket over root cause, solution and measured effect to the new standard', async () => {
    const [first, second] = [await harness.open(), await harness.open()];
    const problem = await open([first]);
    await problem.say('rootCauseFound', { rootCause: 'The job runs before the data is there.' });
    await problem.say('linked', { tickets: [second.id] }, { tickets: [second.id] });
    await problem.say('fixImplemented', { solution: 'It waits for the data.' });
    await problem.say('effectMeasured', EFFECT);
    await problem.say('closed');
    await harness.until('the end', async () => (await problem.handle.describe()).status.name === 'COMPLETED');
    expect(await problem.row()).toMatchObject({
      ...{ status: 'closed', round: 1, tickets: [first.id, second.id], effect: EFFECT.effect },
      rootCause: 'The job runs before the data is there.',
      ...{ solution: 'It waits for the data.', endedAt: expect.any(Date) },
    });
    expect((await problem.promises()).map(({ step, owedBy, state }) => [step, owedBy, state])).toEqual([
      ['root-cause', 'operations-manager', 'kept'],
      ['fix', 'operations-manager', 'kept'],
      ['effect', 'account-manager', 'kept'],
      ['standard', 'operations-manager', 'kept'],
    ]);
    for (const ticket of [first, second]) {
      const told = (await ticket.journal()).filter(({ kind }) => kind.startsWith('problem'));
      expect(told.map(({ summary }) => summary)).toEqual([
        `Comes from the problem ${problem.reference}`,
        `The problem ${problem.reference} is not open any more`,
      ]);
    }
  });

  it('[OOES-34] is not closed before its effect is measured, and takes each fact only in its turn', async () => {
    const problem = await open([await harness.open()]);
    for (const signal of ['closed', 'effectMeasured', 'fixImplemented', 'refinementRequested'] as const) {
      expect(await problem.say(signal, EFFECT)).toMatchObject({
        ...{ state: 'ignored', reason: 'what is owed now is: root-cause' },
      });
    }
    await problem.say('rootCauseFound', { rootCause: 'x' });
    await problem.say('fixImplemented', { solution: 'y' });
    expect((await problem.say('closed')).state).toBe('ignored');
    expect(await problem.row()).toMatchObject({ status: 'implemented', endedAt: null });
    expect((await problem.say('cancelled', { reason: 'The product is gone.' })).state).toBe('applied');
    expect((await problem.say('closed').catch(() => ({ state: 'gone' }))).state).not.toBe('applied');
    expect((await problem.promises()).at(-1)).toMatchObject({ step: 'effect', state: 'cancelled' });
  });

  it('[OOES-34] is refined as often as its effect is not enough, with promises of their own each time', async () => {
    const problem = await open([await harness.open()], 'known from a crisis');
    for (const round of [1, 2]) {
      await problem.say('fixImplemented', { solution: `attempt ${round}` });
      await problem.say('effectMeasured', EFFECT);
      await problem.say(round === 1 ? 'refinementRequested' : 'closed', { reason: 'not enough' });
    }
    expect(await problem.row()).toMatchObject({ status: 'closed', round: 2, solution: 'attempt 2' });
    expect((await problem.promises()).map(({ key, state }) => [key, state])).toEqual(
      ['fix#1', 'effect#1', 'standard#1', 'fix#2', 'effect#2', 'standard#2'].map((key) => [key, 'kept']),
    );
  });

  it('[OOES-34] climbs the ladder when its root cause is not found in time', async () => {
    const problem = await open([await harness.open()]);
    const cause = await harness.until('the deadline', async () => {
      const [found] = await problem.promises();
      return found?.dueAt ? found : undefined;
    });
    await harness.pass((cause.dueAt!.getTime() - problem.openedAtMs) / HOUR_MS + 25);
    const told = async () => {
      const notices = await harness.db.notice.findMany({
        where: { subjectId: problem.id, level: { gt: 0 } },
      });
      return notices.map(({ personId, level }) => `${level} ${personId}`).sort();
    };
    await harness.until('Level 2', async () => (await told()).length >= 2);
    expect(await told()).toEqual(['1 per_amy', '2 per_otto']);
    await problem.say('rootCauseFound', { rootCause: 'late, but found' });
    expect((await problem.promises())[0]).toMatchObject({ state: 'kept', late: true });
    expect(
      await harness.db.escalation.count({ where: { subjectId: problem.id, state: { not: 'resolved' } } }),
    ).toBe(0);
  });

  it('hears facts that come in one breath, in their order', async () => {
    const problem = await open([await harness.open()]);
    const verdicts = [
      await problem.state('rootCauseFound', { rootCause: 'x' }),
      await problem.state('fixImplemented', { solution: 'y' }),
      await problem.state('effectMeasured', EFFECT),
    ];
    const said = await Promise.all(verdicts.map((verdict) => verdict()));
    expect(said.map(({ state }) => state)).toEqual(['applied', 'applied', 'applied']);
  });
});
