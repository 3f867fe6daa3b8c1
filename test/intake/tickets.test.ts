import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { Actor } from '../../src/fact/domain/actor';
import type { Ticket } from '../../src/database/generated/client';
import { putFact } from '../../src/fact/store/facts-to-tell';
import { lookOutside } from '../../src/intake/dispatch/look-outside';
import { openTicket, type TicketRequest } from '../../src/ticket/store/tickets-open';
import { VENDORS } from '../../src/vendors/registry';
import { REAL_TIME } from '../../src/promise/domain/time';
import { clientOf } from '../vendors/clients';
import { House, until } from './house';

const AGENT: Actor = { kind: 'person', id: 'per_agent', roles: ['support-agent'] };

const PORTAL = 'https://portal.example/tickets';

let house: House;
beforeAll(async () => {
  const shared = { ticketPipeline: '0', portalUrl: PORTAL };
  const values = { hubspot: { clientSecret: 'hubspot-client-secret', ...shared } };
  house = await House.open(REAL_TIME, values);
  house.startDispatcher();
});
afterAll(() => house.close());

const request = (change: Partial<TicketRequest> = {}): TicketRequest => ({
  client: { name: 'Acme' },
  requester: { name: 'Carla Client', email: 'carla@acme.example' },
  subject: `The report is empty ${Math.random()}`,
  description: 'Since this morning.',
  channel: 'email',
  priority: 'high',
  category: 'technical',
  ...change,
});

async function opened(change: Partial<TicketRequest> = {}): Promise<Ticket> {
  const { db, clock } = house;
  const outcome = await openTicket({ db, clock }, { request: request(change), openedBy: AGENT });
  if (outcome.outcome !== 'created') throw new Error(outcome.outcome);
  return outcome.ticket;
}

/** Somebody of the desk states a fact of a ticket. */
async function say(subjectId: string, signal: string, fields: Record<string, unknown> = {}): Promise<void> {
  const now = house.now();
  const commandId = `cmd_${Math.random()}`;
  const fact = { subjectId, commandId, signal, body: fields, fields, actor: AGENT };
  await house.db.$transaction((tx) => putFact(tx, { ...fact, occurredAtMs: now.getTime() }, now));
}

const hubspot = () => clientOf(house.sandbox.clients, 'hubspot').tickets;
const there = async (vendorId: string) => (await hubspot().get(vendorId)).properties;
const stageIs = (vendorId: string, stage: string) =>
  until(`the ticket to be at ${stage} in HubSpot`, async () => {
    const { hs_pipeline_stage: present } = await there(vendorId);
    return present === stage;
  });
/** The id in HubSpot of the ticket that stands for one of ours. */
const counterpart = (ticketId: string) =>
  until('the ticket in HubSpot', async () => {
    const key = { system: 'hubspot', kind: 'ticket', key: ticketId };
    const row = await house.db.externalRef.findUnique({ where: { system_kind_key: key } });
    return row?.vendorId === '' ? undefined : row?.vendorId;
  });
const ours = (vendorId: string) =>
  until('the ticket of ours', async () => {
    const key = { system: 'hubspot', kind: 'ticket-standing', key: vendorId };
    const row = await house.db.externalRef.findUnique({ where: { system_kind_key: key } });
    return row === null ? undefined : house.db.ticket.findUniqueOrThrow({ where: { id: row.vendorId } });
  });
const statusIs = (id: string, status: string) =>
  until(`the ticket to be ${status}`, async () => {
    const ticket = await house.db.ticket.findUniqueOrThrow({ where: { id } });
    return ticket.status === status;
  });
const told = (subjectId: string, summary: string) =>
  until(`the entry "${summary}"`, async () => {
    const entries = await house.db.journalEntry.findMany({ where: { subjectId } });
    return entries.find((entry) => entry.summary === summary);
  });
const facts = async (subjectId: string) =>
  (
    await house.db.command.findMany({
      where: { subjectId },
      orderBy: [{ receivedAt: 'asc' }, { settledAt: 'asc' }, { id: 'asc' }],
    })
  ).map(({ signal }) => signal);

async function emit(event: string, object: object, deliver = true): Promise<void> {
  const { httpStatus } = await house.sandbox.emit('hubspot', { event, object, deliver });
  expect(httpStatus).toBe(200);
}

/** What HubSpot has told since the last time is taken in, and has had its effect. */
async function heard(): Promise<string[]> {
  await house.takeIn();
  return house.outcomes();
}

const keysOf = async () =>
  (await house.sandbox.log('hubspot'))
    .filter(({ path }) => path.endsWith('/tickets/batch/upsert'))
    .map(({ body }) => (body as { inputs: { id: string }[] }).inputs[0]?.id);

describe('A ticket of ours that is shared with HubSpot', () => {
  test('[SYS-02] has exactly one ticket there, with its contact and its deal, whose stage and priority follow ours', async () => {
    await house.dealMoves('7001', 'planning_proposal');
    const engagement = await until('the engagement', async () => {
      const where = { externals: { some: { externalId: '7001' } } };
      return (await house.db.engagement.findFirst({ where })) ?? undefined;
    });
    const { id, reference } = await opened({ engagementId: engagement.id, client: undefined });
    const vendorId = await counterpart(id);
    const made = await hubspot().get(vendorId);
    expect(made).toMatchObject({ dealIds: ['7001'], contactIds: [expect.any(String)] });
    expect(made.properties).toMatchObject({
      ticket_key: id,
      hs_pipeline_stage: '1',
      hs_ticket_priority: 'HIGH',
    });
    expect(made.properties['subject']).toContain(reference);

    await say(id, 'waitingForClient');
    await stageIs(vendorId, '2');
    await say(id, 'priorityChanged', { priority: 'critical' });
    await until('the priority', async () => (await there(vendorId))['hs_ticket_priority'] === 'URGENT');
    await say(id, 'resolved');
    await stageIs(vendorId, '4');
    await heard();
    await say(id, 'reopened');
    await stageIs(vendorId, '3');

    // What HubSpot tells of our own moves is no news, however often.
    const before = await facts(id);
    await heard();
    await emit('ticket.propertyChange', { id: vendorId, properties: { content: 'Looked at.' } });
    await heard();
    expect(await facts(id)).toEqual(before);
    expect((await keysOf()).filter((key) => key === id)).toHaveLength(1);
    expect(await house.db.ticket.count({ where: { subject: { contains: reference } } })).toBe(0);
  });

  test('is made once also where the answer to its making was lost, and HubSpot told of it first', async () => {
    const path = '/crm/objects/2026-09/tickets/batch/upsert';
    await house.sandbox.fault('hubspot', { method: 'POST', path, status: 500, times: 1, afterEffect: true });
    const { id } = await opened();
    await until('HubSpot to tell of it', async () => (await house.takeIn()) > 0);
    const vendorId = await counterpart(id);
    await until('the second try', async () => (await keysOf()).filter((key) => key === id).length >= 2);
    await heard();
    expect(await hubspot().get(vendorId)).toMatchObject({
      contactIds: [expect.any(String)],
      properties: { ticket_key: id },
    });
    const rows = await house.db.externalRef.findMany({ where: { kind: 'ticket-standing', vendorId: id } });
    expect(rows.map(({ key }) => key)).toEqual([vendorId]);
    expect(await house.db.ticket.count({ where: { openedBy: { path: ['name'], equals: 'hubspot' } } })).toBe(
      0,
    );
  });

  test('[SYS-02] names the client portal in the letters to its requester', async () => {
    const { reference } = await opened();
    await until('the letter', async () =>
      (await house.mails()).some((mail) => mail.includes(reference) && mail.includes(PORTAL)),
    );
  });

  test('is a task for whoever has it when HubSpot does not take how it stands, and goes on', async () => {
    const { id } = await opened();
    const vendorId = await counterpart(id);
    await stageIs(vendorId, '1');
    const path = `/crm/objects/2026-09/tickets/${vendorId}`;
    await house.sandbox.fault('hubspot', { method: 'PATCH', path, status: 400, times: 1 });
    await say(id, 'waitingForClient');
    await told(id, 'The help desk did not take how the ticket stands (hubspot)');
    const task = await until('the task', async () => {
      const found = await house.db.promiseRecord.findFirst({
        where: { subjectId: id, step: 'outsideChange' },
      });
      return found ?? undefined;
    });
    expect(task).toMatchObject({ state: 'open', owedBy: 'support-agent' });
    await say(id, 'stepCompleted');
    await until('the task to be kept', async () => {
      const { state } = await house.db.promiseRecord.findUniqueOrThrow({ where: { id: task.id } });
      return state === 'kept';
    });
    await say(id, 'resolved');
    await stageIs(vendorId, '4');
  });
});

describe('A ticket that somebody makes in HubSpot', () => {
  const contact = (name: string) => ({
    contacts: [{ email: `${name}@beta.example`, firstname: name, lastname: 'Client', company: 'Beta' }],
  });

  test('[SYS-02] becomes one ticket of ours, for its requester and company, however often HubSpot tells of it', async () => {
    const properties = {
      subject: 'No light',
      content: 'In the hall.',
      hs_ticket_priority: 'HIGH',
      source_type: 'PHONE',
    };
    const object = { id: '8001', properties, company: 'Beta Ltd', ...contact('bea') };
    await emit('ticket.creation', object);
    await emit('ticket.propertyChange', { id: '8001', properties: { hs_pipeline_stage: '1' } });
    await heard();
    const ticket = await ours('8001');
    expect(ticket).toMatchObject({
      subject: 'No light',
      description: 'In the hall.',
      priority: 'high',
      channel: 'phone',
      requesterEmail: 'bea@beta.example',
      openedBy: { kind: 'system', name: 'hubspot' },
    });
    const client = await house.db.client.findUniqueOrThrow({ where: { id: ticket.clientId ?? '' } });
    expect(client.name).toBe('Beta Ltd');
    expect(await house.db.ticket.count({ where: { subject: 'No light' } })).toBe(1);
    expect(await keysOf()).not.toContain(ticket.id);
    expect((await there('8001'))['hs_pipeline_stage']).toBe('1');
  });

  test('[SYS-02] tells ours what its stages say: answered and waiting, the client back, resolved, reopened', async () => {
    await emit('ticket.creation', { id: '8002', properties: { subject: 'No sound' }, ...contact('ben') });
    await heard();
    const { id } = await ours('8002');
    const move = async (stage: string) => {
      await emit('ticket.propertyChange', { id: '8002', properties: { hs_pipeline_stage: stage } });
      await heard();
    };
    await move('2');
    await statusIs(id, 'waitingForClient');
    await move('3');
    await statusIs(id, 'open');
    await move('4');
    await statusIs(id, 'resolved');
    await move('3');
    await statusIs(id, 'open');
    expect(await facts(id)).toEqual([
      'responded',
      'waitingForClient',
      'clientReplied',
      'resolved',
      'reopened',
    ]);
    const clock = await house.db.promiseRecord.findFirst({ where: { subjectId: id, step: 'firstResponse' } });
    expect(clock).toMatchObject({ state: 'kept', late: false });
    // Ours followed theirs: nothing was written back, so nothing went to and fro.
    const written = (await house.sandbox.log('hubspot')).filter(
      ({ method, path }) => method === 'PATCH' && path.endsWith('/tickets/8002'),
    );
    expect(written).toEqual([]);

    await say(id, 'resolved');
    await stageIs('8002', '4');
    await heard();
    expect((await facts(id)).filter((signal) => signal === 'resolved')).toHaveLength(2);
  });

  test('belongs to the engagement of its deal, and is found by a look where its call was lost', async () => {
    await house.dealMoves('7002', 'planning_proposal');
    const engagement = await until('the engagement', async () => {
      const where = { externals: { some: { externalId: '7002' } } };
      return (await house.db.engagement.findFirst({ where })) ?? undefined;
    });
    const { db, clock, sandbox } = house;
    const look = () => lookOutside({ db, clock, clients: sandbox.clients, vendors: VENDORS });
    await look();
    const object = { id: '8003', properties: { subject: 'No water' }, deals: ['7002'] };
    await emit('ticket.creation', object, false);
    await emit('ticket.propertyChange', { id: '8003', properties: { hs_pipeline_stage: '2' } }, false);
    await look();
    await house.outcomes();
    const ticket = await ours('8003');
    expect(ticket).toMatchObject({ engagementId: engagement.id, clientId: engagement.clientId });
    await statusIs(ticket.id, 'waitingForClient');
    await look();
    await house.outcomes();
    expect(await facts(ticket.id)).toEqual(['responded', 'waitingForClient']);
  });

  test('that is deleted, restored or merged there is told to ours, and is a task where somebody has to decide', async () => {
    await emit('ticket.creation', { id: '8004', properties: { subject: 'No heat' }, ...contact('cai') });
    await emit('ticket.creation', { id: '8005', properties: { subject: 'No gas' }, ...contact('cat') });
    await heard();
    const [heat, gas] = [await ours('8004'), await ours('8005')];
    await emit('ticket.deletion', { id: '8004' });
    await heard();
    await told(
      heat.id,
      'The ticket was deleted in the help desk; it is not kept in step there any more (hubspot)',
    );
    await until('the task', async () =>
      Boolean(
        await house.db.promiseRecord.findFirst({ where: { subjectId: heat.id, step: 'outsideChange' } }),
      ),
    );
    await emit('ticket.restore', { id: '8004' });
    await heard();
    await told(heat.id, 'The ticket was restored in the help desk (hubspot)');
    await say(heat.id, 'waitingForClient');
    await stageIs('8004', '2');

    await emit('ticket.merge', { primaryObjectId: 8004, mergedObjectIds: [8005], newObjectId: 8006 });
    await heard();
    for (const { id } of [heat, gas]) {
      await told(id, 'The ticket was merged with another ticket of ours in the help desk (hubspot)');
    }
    expect((await ours('8006')).id).toBe(heat.id);
    await say(heat.id, 'resolved');
    await stageIs('8006', '4');
    expect(await house.db.ticket.count({ where: { openedBy: { path: ['name'], equals: 'hubspot' } } })).toBe(
      5,
    );
  });

  test('without an address is a dead letter that says what to do, and no names or texts reach a history', async () => {
    const nobody = { contacts: [{ email: '', firstname: 'Nora', lastname: 'Nomail', company: '' }] };
    await emit('ticket.creation', { id: '8007', properties: { subject: 'No address' }, ...nobody });
    await house.takeIn();
    await until('the intake to read it', async () => {
      const query = `WorkflowType = 'intake'`;
      for await (const run of house.client.workflow.list({ query })) {
        const history = await house.client.workflow.getHandle(run.workflowId).fetchHistory();
        const text = historyToJSON(history).replaceAll(/"data":\s*"([^"]*)"/g, (_all, data: string) =>
          Buffer.from(data, 'base64').toString('utf8'),
        );
        for (const personal of ['No heat', 'beta.example', 'Nora', 'Beta'])
          expect(text).not.toContain(personal);
        if (text.includes('the ticket has no contact with an address')) return true;
      }
      return false;
    });
    expect(await house.db.ticket.count({ where: { subject: 'No address' } })).toBe(0);
  });
});
