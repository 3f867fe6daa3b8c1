import type { IncidentSignalFields } from '../../../src/incident/domain/facts';
import { v7 as uuid } from 'uuid';
import { type IncidentInput, incidentWorkflowId } from '../../../src/incident/domain/incident';
import { SHIPPED, shippedDesk } from '../../support/service-desk';
import { HOUR_MS, SAM, TicketHarness } from './ticket-harness';

describe('A declared crisis', () => {
  let harness: TicketHarness;

  beforeAll(async () => {
    harness = await TicketHarness.start();
  });
  afterAll(async () => {
    await harness.stop();
  });

  const declare = async (tickets: string[]) => {
    const id = `inc_${uuid()}`;
    const reference = `INC-${id.slice(-8)}`;
    const declaredAtMs = await harness.nowMs();
    const at = new Date(declaredAtMs);
    const { calendars, calendar, ladder, incidents, follows } = shippedDesk();
    await harness.db.incident.create({
      data: {
        id,
        reference,
        workflowId: incidentWorkflowId(reference),
        kind: 'dataBreach',
        title: 'Backups were readable',
        status: 'open',
        declaredBy: SAM,
        engagements: [],
        tickets,
        updateEverySeconds: 3_600,
        deskVersion: SHIPPED,
        declaredAt: at,
        updatedAt: at,
      },
    });
    const input: IncidentInput = {
      incidentId: id,
      reference,
      incidentKind: 'dataBreach',
      declaredBy: SAM,
      declaredAtMs,
      engagements: [],
      tickets,
      updateEverySeconds: 3_600,
      rules: {
        ...{ version: SHIPPED, calendars, calendar, ladder },
        closeWithin: incidents.closeWithin,
        follows: follows.incidents,
      },
      time: harness.time,
    };
    const handle = await harness.env.client.workflow.start('incident', {
      workflowId: incidentWorkflowId(reference),
      taskQueue: harness.queue,
      args: [input],
    });
    const say = async <S extends keyof IncidentSignalFields>(
      signal: S,
      fields: IncidentSignalFields[S],
      body: Record<string, string> = {},
    ) => {
      const commandId = uuid();
      const occurredAtMs = await harness.nowMs();
      await harness.db.command.create({
        data: {
          subjectId: id,
          id: commandId,
          signal,
          body,
          actor: SAM,
          state: 'accepted',
          receivedAt: new Date(occurredAtMs),
        },
      });
      await handle.signal(signal, { commandId, actor: SAM, occurredAtMs, fields });
      await harness.until(`${signal} to be applied`, async () => {
        const command = await harness.db.command.findFirst({ where: { id: commandId } });
        return command?.state === 'applied';
      });
    };
    const promises = (step: string) =>
      harness.db.promiseRecord.findMany({ where: { subjectId: id, step }, orderBy: { openedAt: 'asc' } });
    return { id, reference, declaredAtMs, handle, say, promises };
  };

  it('[OOES-38] tells everybody on the ladder at once', async () => {
    const crisis = await declare([]);
    const escalation = await harness.until('the escalation', async () =>
      harness.db.escalation
        .findFirst({ where: { subjectId: crisis.id } })
        .then((found) => found ?? undefined),
    );
    expect(escalation).toMatchObject({ level: 4, role: 'everyone-on-the-ladder', state: 'open' });
    expect(escalation.climbs).toEqual([
      { level: 4, at: expect.any(String), told: ['per_amy', 'per_mia', 'per_otto'] },
    ]);
    const notices = await harness.db.notice.findMany({ where: { subjectId: crisis.id } });
    expect(notices.map(({ urgent, level, text }) => [urgent, level, text])).toEqual(
      notices.map(() => [true, 4, `Crisis declared: Backups were readable (${crisis.reference}).`]),
    );
    expect(notices).toHaveLength(3);
    await crisis.say('closed', {}, { rootCause: 'none' });
  });

  it('[OOES-38] owes an update every hour; one that does not come climbs the ladder', async () => {
    const crisis = await declare([]);
    await harness.pass(0.5);
    await crisis.say('updateGiven', {}, { text: 'We are looking.' });
    const dueHours = async () =>
      ((await crisis.promises('incident-update')).at(-1)!.dueAt!.getTime() - crisis.declaredAtMs) / HOUR_MS;
    expect(await dueHours()).toBeCloseTo(1.5, 3);
    await harness.pass(1.5);
    await harness.until(
      'Level 1',
      async () => (await crisis.promises('incident-update')).at(-1)!.level === 1,
    );
    await crisis.say('updateGiven', {}, { text: 'We know more.' });
    expect((await crisis.promises('incident-update')).map(({ state, late }) => [state, late])).toEqual([
      ['kept', false],
      ['kept', true],
      ['open', false],
    ]);
    await crisis.say('closed', {}, { rootCause: 'none' });
  });

  it('[OOES-38] stands in the journal of what it concerns, and is closed with its root cause and no live timer', async () => {
    const first = await harness.open();
    const second = await harness.open();
    const crisis = await declare([first.id]);
    await crisis.say('linked', { engagements: [], tickets: [first.id, second.id] });
    await crisis.say('closed', {}, { rootCause: 'A missing key rotation.' });
    await harness.until('the end', async () => (await crisis.handle.describe()).status.name === 'COMPLETED');
    for (const ticket of [first, second]) {
      const told = (await ticket.journal()).filter(({ kind }) => kind.startsWith('incident'));
      expect(told.map(({ summary }) => summary)).toEqual([
        `Affected by the crisis ${crisis.reference}`,
        `The crisis ${crisis.reference} is over`,
      ]);
    }
    const row = await harness.db.incident.findUniqueOrThrow({ where: { id: crisis.id } });
    expect(row).toMatchObject({
      status: 'closed',
      rootCause: 'A missing key rotation.',
      tickets: [first.id, second.id],
    });
    expect(await harness.db.promiseRecord.count({ where: { subjectId: crisis.id, state: 'open' } })).toBe(0);
    expect(
      await harness.db.escalation.count({ where: { subjectId: crisis.id, state: { not: 'resolved' } } }),
    ).toBe(0);
  });
});
