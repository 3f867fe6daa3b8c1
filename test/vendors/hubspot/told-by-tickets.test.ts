import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { Ticket } from '../../../src/database/generated/client';
import type { Actor } from '../../../src/fact/domain/actor';
import { putFact } from '../../../src/fact/store/facts-to-tell';
import { REAL_TIME } from '../../../src/promise/domain/time';
import { House, until } from '../../intake/house';

let house: House;
beforeAll(async () => {
  house = await House.open(REAL_TIME, {
    hubspot: { clientSecret: 'hubspot-client-secret', ticketPipeline: '0' },
  });
  house.startDispatcher();
});
afterAll(() => house.close());

/** Something happens in HubSpot, which tells us. */
async function emit(event: string, object: object, deliver = true): Promise<void> {
  const { httpStatus } = await house.sandbox.emit('hubspot', { event, object, deliver });
  expect(httpStatus).toBe(200);
}

/** What HubSpot has told since the last time is taken in, and has had its effect. */
async function heard(): Promise<string[]> {
  await house.takeIn();
  return house.outcomes();
}

/** Somebody makes a ticket in HubSpot. @returns the one of ours that stands for it */
async function made(vendorId: string, properties: Record<string, string> = {}): Promise<Ticket> {
  const object = { id: vendorId, properties: { subject: `Ticket ${vendorId}`, ...properties } };
  await emit('ticket.creation', object);
  await heard();
  return until('the ticket of ours', async () => {
    const key = { system: 'hubspot', kind: 'ticket-standing', key: vendorId };
    const row = await house.db.externalRef.findUnique({ where: { system_kind_key: key } });
    return row === null ? undefined : house.db.ticket.findUniqueOrThrow({ where: { id: row.vendorId } });
  });
}

/** Somebody of the desk states a fact of a ticket. */
async function say(subjectId: string, signal: string, fields: Record<string, unknown>): Promise<void> {
  const now = house.now();
  const actor: Actor = { kind: 'person', id: 'per_agent', roles: ['support-agent'] };
  const fact = { subjectId, commandId: `cmd_${Math.random()}`, signal, body: fields, fields, actor };
  await house.db.$transaction((tx) => putFact(tx, { ...fact, occurredAtMs: now.getTime() }, now));
}

const prioritise = (vendorId: string, priority: string, deliver = true) =>
  emit('ticket.propertyChange', { id: vendorId, properties: { hs_ticket_priority: priority } }, deliver);
const commandsOf = (subjectId: string, signal: string) =>
  house.db.command.findMany({ where: { subjectId, signal }, orderBy: { receivedAt: 'asc' } });
const priorityIs = (id: string, priority: string) =>
  until(`the priority ${priority}`, async () => {
    const ticket = await house.db.ticket.findUniqueOrThrow({ where: { id } });
    return ticket.priority === priority;
  });
const writtenTo = async (vendorId: string) =>
  (await house.sandbox.log('hubspot')).filter(
    ({ method, path }) => method === 'PATCH' && path.endsWith(`/tickets/${vendorId}`),
  );

describe('A priority that somebody gives a ticket in HubSpot', () => {
  test('[SYS-02] is the priority of ours, once, and is not written back', async () => {
    const { id, priority } = await made('9001', { hs_ticket_priority: 'HIGH' });
    expect(priority).toBe('high');
    await prioritise('9001', 'LOW');
    const calls = house.sandbox.received.map(({ rawBody }) => JSON.parse(rawBody.toString()) as object[]);
    await heard();
    await priorityIs(id, 'low');
    await house.repeat(calls.flat());
    await house.outcomes();
    const [told, ...more] = await commandsOf(id, 'priorityChanged');
    expect(more).toEqual([]);
    expect(told).toMatchObject({
      body: { priority: 'low' },
      actor: { kind: 'system', name: 'hubspot' },
    });
    expect(await writtenTo('9001')).toEqual([]);
  });

  test('[SYS-02] counts as it stands in HubSpot, in whatever order its calls come, or when they were lost', async () => {
    const { id } = await made('9002');
    await prioritise('9002', 'URGENT');
    await prioritise('9002', 'LOW');
    house.sandbox.received.reverse();
    await heard();
    await priorityIs(id, 'low');
    await prioritise('9002', 'HIGH', false);
    await emit('ticket.propertyChange', { id: '9002', properties: { hs_pipeline_stage: '3' } });
    await heard();
    await priorityIs(id, 'high');
  });

  test('[SYS-02] is no news where we wrote it ourselves, and is news where somebody changes it back', async () => {
    const { id } = await made('9003', { hs_ticket_priority: 'MEDIUM' });
    await say(id, 'priorityChanged', { priority: 'critical' });
    await until('it to be written', async () => (await writtenTo('9003')).length > 0);
    expect(await writtenTo('9003')).toMatchObject([
      { body: { properties: { hs_ticket_priority: 'URGENT' } } },
    ]);
    await emit('ticket.propertyChange', { id: '9003', properties: { hs_pipeline_stage: '3' } });
    await heard();
    expect(await commandsOf(id, 'priorityChanged')).toHaveLength(1);
    await prioritise('9003', 'MEDIUM');
    await heard();
    await priorityIs(id, 'medium');
    expect(await commandsOf(id, 'priorityChanged')).toHaveLength(2);
    expect(await writtenTo('9003')).toHaveLength(1);
  });
});

describe('What is said with the client in HubSpot', () => {
  const ann = { userId: 501, firstName: 'Ann', lastName: 'Agent' };
  const moved = async (id: string, stage: string, more: object = {}) => {
    await emit('ticket.propertyChange', { id, properties: { hs_pipeline_stage: stage }, ...more });
    await heard();
  };
  const entry = (subjectId: string, kind: string) =>
    until(`the entry ${kind}`, async () => {
      const found = await house.db.journalEntry.findFirst({ where: { subjectId, kind } });
      return found ?? undefined;
    });

  test('[S4-18] is on the timeline of ours with its author and its channel, and no name is in a history', async () => {
    const { id, workflowId } = await made('9101');
    const email = { type: 'emails', properties: { hs_email_direction: 'EMAIL' } };
    await moved('9101', '2', { by: ann, messages: [email] });
    const answer = await entry(id, 'ticketResponded');
    expect(answer.summary).toBe('hubspot answered the client: Ann Agent, by email');
    expect(answer.data).toMatchObject({ stated: { public: true, author: 'Ann Agent', channel: 'email' } });

    const from = { hs_email_from_firstname: 'Carla', hs_email_from_lastname: 'Client' };
    const incoming = { type: 'emails', properties: { hs_email_direction: 'INCOMING_EMAIL', ...from } };
    await moved('9101', '3', { messages: [incoming] });
    const reply = await entry(id, 'ticketClientReplied');
    expect(reply.summary).toBe('The client wrote or called, stated by hubspot: Carla Client, by email');

    const runs = [workflowId];
    for await (const run of house.client.workflow.list({ query: `WorkflowType = 'intake'` })) {
      runs.push(run.workflowId);
    }
    expect(runs.length).toBeGreaterThan(2);
    for (const run of runs) {
      const history = await house.client.workflow.getHandle(run).fetchHistory();
      const text = historyToJSON(history).replaceAll(/"data":\s*"([^"]*)"/g, (_all, data: string) =>
        Buffer.from(data, 'base64').toString('utf8'),
      );
      for (const name of ['Ann', 'Carla']) expect(text).not.toContain(name);
    }
  });

  test('[S4-18] is a call where somebody called, and is of whoever moved the ticket where no message is there', async () => {
    const { id } = await made('9102');
    await moved('9102', '2', {
      by: ann,
      messages: [{ type: 'calls', properties: { hs_call_direction: 'OUTBOUND' } }],
    });
    const [call] = await commandsOf(id, 'responded');
    expect(call?.body).toMatchObject({ public: true, called: true, author: 'Ann Agent', channel: 'phone' });
    await moved('9102', '3');
    await moved('9102', '2', { by: { userId: 502, firstName: 'Bo', lastName: 'Agent' } });
    const [, second] = await commandsOf(id, 'responded');
    expect(second?.body).toMatchObject({ public: true, author: 'Bo Agent' });
    expect(second?.body).not.toHaveProperty('channel');
  });

  test('is told without them where the account does not let us read them', async () => {
    const { id } = await made('9103');
    for (const path of ['/crm/associations/2026-09/tickets', '/crm/owners/2026-09']) {
      await house.sandbox.fault('hubspot', {
        method: path.includes('owners') ? 'GET' : 'POST',
        path,
        status: 403,
        times: 50,
      });
    }
    await moved('9103', '2', {
      by: ann,
      messages: [{ type: 'emails', properties: { hs_email_direction: 'EMAIL' } }],
    });
    const answer = await entry(id, 'ticketResponded');
    expect(answer.summary).toBe('hubspot answered the client');
  });
});
