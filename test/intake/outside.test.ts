import * as fc from 'fast-check';
import { doorOf } from '../../activities/capabilities/action-deps';
import { createCrmActivities } from '../../activities/capabilities/crm';
import { Effects } from '../../activities/capabilities/effects';
import { createPlannerActivities } from '../../activities/capabilities/planner/tasks';
import { lookOutside } from '../../src/intake/dispatch/look-outside';
import { listDiscrepancies } from '../../src/engagement/store/discrepancies';
import { VENDORS } from '../../src/vendors/registry';
import { hubspot } from '../../src/vendors/hubspot';
import { planner } from '../../src/vendors/planner';
import { teams } from '../../src/vendors/teams';
import { clientOf } from '../vendors/clients';
import { House, until } from './house';

let house: House;
beforeAll(async () => {
  house = await House.open();
  await house.person('Oda', 'Etc/UTC', ['operations-manager']);
  house.startDispatcher();
});
afterAll(() => house.close());

const look = () =>
  lookOutside({ db: house.db, clock: house.clock, clients: house.sandbox.clients, vendors: VENDORS });
const ofDeal = (dealId: string) =>
  house.db.engagement.findMany({ where: { externals: { some: { externalId: dealId } } } });

async function engaged(dealId: string): Promise<string> {
  await house.dealMoves(dealId, 'planning_proposal');
  await house.outcomes();
  const [engagement] = await ofDeal(dealId);
  if (!engagement) throw new Error('nothing was started');
  return engagement.id;
}

async function emit(vendor: string, event: string, object: object): Promise<void> {
  const { httpStatus } = await house.sandbox.emit(vendor, { event, object });
  expect(httpStatus).toBe(200);
  await house.takeIn();
  await house.outcomes();
}

const journalOf = async (subjectId: string) =>
  (await house.db.journalEntry.findMany({ where: { subjectId }, orderBy: { seq: 'asc' } })).map(
    ({ summary }) => summary,
  );
const told = (subjectId: string, summary: string) =>
  until(`the entry "${summary}"`, async () => (await journalOf(subjectId)).includes(summary));
const tasksOf = async (engagementId: string) =>
  (await house.db.promiseRecord.findMany({ where: { engagementId, step: 'outside-change' } })).map(
    ({ title, owedBy, state }) => ({ title, owedBy, state }),
  );
const taskOf = (engagementId: string, part: string) =>
  until(`a task on ${part}`, async () =>
    (await tasksOf(engagementId)).find(({ title }) => title.includes(part)),
  );
const movesTold = async (engagementId: string) => {
  const commands = await house.db.command.findMany({
    where: { subjectId: engagementId, signal: 'dealChanged' },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
  });
  return commands.map(({ body }) => (body as { stage: string }).stage);
};

describe('A deal that changes who it is', () => {
  test('merged into a third id: the ids are aliases, the journal says so, and a stage under the new id is told', async () => {
    const id = await engaged('7001');
    await house.sandbox.emit('hubspot', {
      event: 'deal.propertyChange',
      object: { id: '7002', properties: { dealname: 'Another', dealstage: 'contractsent' } },
      deliver: false,
    });
    await emit('hubspot', 'deal.merge', {
      primaryObjectId: 7001,
      mergedObjectIds: [7002],
      newObjectId: 7003,
    });
    await told(id, 'The deal was merged with others in the CRM; it goes by its new id there (hubspot)');
    await house.dealMoves('7003', 'contractsent');
    await house.dealMoves('7003', 'planning_proposal');
    await house.outcomes();
    expect(await movesTold(id)).toEqual(['contractsent', 'planning_proposal']);
    for (const deal of ['7001', '7002', '7003']) {
      expect((await ofDeal(deal)).map((engagement) => engagement.id)).toEqual([id]);
    }
    expect(await tasksOf(id)).toEqual([]);
  });

  test('merged, and the stage under the new id is heard before the merge', async () => {
    const id = await engaged('7011');
    await house.sandbox.emit('hubspot', {
      event: 'deal.merge',
      object: { primaryObjectId: 7011, mergedObjectIds: [7012], newObjectId: 7013 },
      deliver: false,
    });
    const moved = (dealstage: string, deliver: boolean) =>
      house.sandbox.emit('hubspot', {
        event: 'deal.propertyChange',
        object: { id: '7013', properties: { dealstage } },
        deliver,
      });
    // What HubSpot says of the first move comes too late or never.
    await moved('contractsent', false);
    await moved('planning_proposal', true);
    await house.takeIn();
    await house.outcomes();
    expect((await ofDeal('7013')).map((engagement) => engagement.id)).toEqual([id]);
    expect(await movesTold(id)).toEqual(['contractsent', 'planning_proposal']);
  });

  test('two deals with an engagement each: nothing is mended silently, both owners have to decide', async () => {
    const [one, other] = [await engaged('7021'), await engaged('7022')];
    await emit('hubspot', 'deal.merge', {
      primaryObjectId: '7021',
      mergedObjectIds: ['7022'],
      newObjectId: '7023',
    });
    for (const id of [one, other]) {
      expect(await taskOf(id, 'one deal')).toMatchObject({ owedBy: 'operations-manager', state: 'open' });
    }
    expect(await house.db.engagement.count({ where: { id: { in: [one, other] } } })).toBe(2);
  });

  test('deleted, and restored', async () => {
    const id = await engaged('7031');
    await emit('hubspot', 'deal.deletion', { id: '7031' });
    await told(id, 'The deal was deleted in the CRM (hubspot)');
    expect(await taskOf(id, 'deleted')).toMatchObject({ owedBy: 'operations-manager', state: 'open' });
    await emit('hubspot', 'deal.restore', { id: '7031' });
    await told(id, 'The deal was restored in the CRM (hubspot)');
    expect(await ofDeal('7031')).toHaveLength(1);
    expect(await tasksOf(id)).toHaveLength(1);
  });

  test('lost while the engagement runs', async () => {
    const id = await engaged('7041');
    await house.dealMoves('7041', 'closedlost');
    await house.outcomes();
    await told(id, 'The deal is lost in the CRM (hubspot)');
    expect(await taskOf(id, 'lost')).toMatchObject({ owedBy: 'operations-manager', state: 'open' });
    expect(await movesTold(id)).toEqual(['closedlost']);
    expect((await ofDeal('7041'))[0]).toMatchObject({ status: 'active' });
  });

  test('of no engagement of ours: its end concerns nobody', async () => {
    await house.dealMoves('7051', 'closedlost');
    await house.outcomes();
    await emit('hubspot', 'deal.deletion', { id: '7051' });
    expect((await house.outcomes()).at(-1)).toBe('ignored: nothing rests on this deal');
  });
});

describe('A contact of a deal', () => {
  test.each([
    ['contact.deletion', 'A contact was deleted in the CRM (hubspot)'],
    ['contact.privacyDeletion', 'A contact was deleted in the CRM (hubspot)'],
  ])('%s is told, and somebody decides who speaks for the client', async (event, summary) => {
    const dealId = event === 'contact.deletion' ? '7101' : '7102';
    const id = await engaged(dealId);
    const contact = await house.db.outsideObject.findFirstOrThrow({
      where: { what: 'contact', engagementId: id },
    });
    await emit('hubspot', event, { id: contact.vendorId });
    await told(id, summary);
    expect(await taskOf(id, 'speaks for the client')).toMatchObject({ state: 'open' });
  });

  test('merged into a third id, then deleted under it: both are told', async () => {
    const id = await engaged('7111');
    const { vendorId } = await house.db.outsideObject.findFirstOrThrow({
      where: { what: 'contact', engagementId: id },
    });
    await emit('hubspot', 'contact.merge', {
      primaryObjectId: vendorId,
      mergedObjectIds: ['99000001'],
      newObjectId: '99000002',
    });
    await told(id, 'A contact was merged with others in the CRM (hubspot)');
    await emit('hubspot', 'contact.deletion', { id: '99000002' });
    await told(id, 'A contact was deleted in the CRM (hubspot)');
  });
});

describe('Quick moves', () => {
  const STAGES = ['planning_proposal', 'contractsent', 'closedwon', 'closedlost'];

  test('[generated] events late and out of order: exactly the moves of the history, once, in its order', async () => {
    const runs = fc.sample(
      fc.record({
        moves: fc.array(fc.constantFrom(...STAGES), { minLength: 1, maxLength: 8 }),
        order: fc.array(fc.nat({ max: 1000 }), { minLength: 8, maxLength: 8 }),
      }),
      6,
    );
    for (const [run, { moves, order }] of runs.entries()) {
      const dealId = String(7200 + run);
      const id = await engaged(dealId);
      for (const dealstage of moves) {
        await house.sandbox.emit('hubspot', {
          event: 'deal.propertyChange',
          object: { id: dealId, properties: { dealstage } },
        });
      }
      const rank = new Map(house.sandbox.received.map((call, index) => [call, order[index] ?? 0]));
      house.sandbox.received.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
      await house.takeIn();
      await house.outcomes();
      const changes = moves.filter((stage, at) => stage !== (moves[at - 1] ?? 'planning_proposal'));
      expect(await movesTold(id)).toEqual(changes);
      expect(await ofDeal(dealId)).toHaveLength(1);
    }
  });
});

describe('A channel', () => {
  test('archived, opened again or renamed by somebody is told; only the archived one is a task', async () => {
    const id = await engaged('7301');
    const channel = await house.db.sandboxObject.create({
      data: {
        vendor: 'slack',
        kind: 'channel',
        id: 'C7301',
        data: { id: 'C7301', name: 'cd-7301', is_archived: false, is_im: false, created: 1, members: [] },
        createdAt: house.now(),
        updatedAt: house.now(),
      },
    });
    const key = { vendor: 'slack', what: 'channel', vendorId: channel.id, engagementId: id };
    await house.db.outsideObject.create({ data: { ...key, own: [], createdAt: house.now() } });
    await emit('slack', 'channel_rename', { channel: { id: channel.id, name: 'another-name' } });
    await told(id, 'The channel was renamed in the chat (slack)');
    expect(await tasksOf(id)).toEqual([]);
    await emit('slack', 'channel_archive', { channel: channel.id });
    await told(id, 'The channel was archived in the chat (slack)');
    expect(await taskOf(id, 'archived')).toMatchObject({ owedBy: 'operations-manager' });
    await emit('slack', 'channel_unarchive', { channel: channel.id });
    await told(id, 'The channel was opened again in the chat (slack)');
    expect(await tasksOf(id)).toHaveLength(1);
  });

  test('of which its vendor only says that it changed is looked at, and told once', async () => {
    const id = await engaged('7303');
    const chat = house.sandbox.clients.port(teams, 'chat', new Effects(house, teams.name));
    const channelId = await chat.ensureChannel(id, 'CD-7303 Acme');
    await new Effects(house, teams.name).restOn('channel', channelId, id);
    await emit('teams', 'channel.updated', { id: channelId, displayName: 'CD-7303 Acme' });
    await emit('teams', 'channel.updated', { id: channelId, displayName: 'Another name' });
    await look();
    await told(id, 'The channel was renamed in the chat (teams)');
    expect(await tasksOf(id)).toEqual([]);
    await emit('teams', 'channel.updated', { id: channelId, isArchived: true });
    await look();
    await told(id, 'The channel was archived in the chat (teams)');
    expect(await taskOf(id, 'archived')).toMatchObject({ owedBy: 'operations-manager' });
    await emit('teams', 'channel.deleted', { id: channelId });
    await told(id, 'The channel was deleted in the chat (teams)');
    await look();
    const journal = (await journalOf(id)).filter((summary) => summary.includes('(teams)'));
    expect(journal).toHaveLength(3);
    expect((await house.outcomes()).filter((outcome) => outcome.startsWith('looked'))).not.toEqual([]);
  });

  test('that we archive ourselves is no news', async () => {
    const id = await engaged('7302');
    const data = { id: 'C7302', name: 'cd-7302', is_archived: false, is_im: false, created: 1, members: [] };
    const at = { createdAt: house.now(), updatedAt: house.now() };
    await house.db.sandboxObject.create({
      data: { vendor: 'slack', kind: 'channel', id: 'C7302', data, ...at },
    });
    const key = { vendor: 'slack', what: 'channel', vendorId: 'C7302', engagementId: id };
    await house.db.outsideObject.create({ data: { ...key, own: ['archived'], createdAt: house.now() } });
    await emit('slack', 'channel_archive', { channel: 'C7302' });
    expect((await house.outcomes()).at(-1)).toBe('ignored: we did it ourselves');
  });
});

describe('What is looked at, because its vendor does not call us', () => {
  const rest = (what: string, vendor: string, vendorId: string, engagementId: string, seen: object) =>
    house.db.outsideObject.create({
      data: { vendor, what, vendorId, engagementId, own: [], seen, createdAt: house.now() },
    });

  test('a folder or a document in the bin, out of it, and gone for good', async () => {
    const id = await engaged('7401');
    const drive = clientOf(house.sandbox.clients, 'google-drive');
    const folderId = await drive.generateId();
    await drive.createFolder({ id: folderId, name: 'Acme', key: 'f' });
    const fileId = await drive.generateId();
    await drive.uploadFile({ id: fileId, name: 'P', parentId: folderId, key: 'd' }, 'text/html', 'x');
    await rest('folder', 'google-drive', folderId, id, { place: 'there' });
    await rest('file', 'google-drive', fileId, id, { place: 'there' });
    await look();
    await emit('google-drive', 'trash', { id: folderId });
    await emit('google-drive', 'remove', { id: fileId });
    await Promise.all([look(), look()]);
    await look();
    await told(id, 'The folder was moved to the bin (google-drive)');
    await told(id, 'A document was deleted (google-drive)');
    await emit('google-drive', 'untrash', { id: folderId });
    await look();
    await told(id, 'The folder is back from the bin (google-drive)');
    const titles = (await tasksOf(id)).map(({ title }) => title);
    expect(titles.filter((title) => title.includes('The folder was moved to the bin'))).toHaveLength(1);
    expect(titles.filter((title) => title.includes('A document was deleted'))).toHaveLength(1);
  });

  test('a meeting that people move, decline or delete; one that we cancel is no news', async () => {
    const id = await engaged('7402');
    const calendar = clientOf(house.sandbox.clients, 'google-calendar');
    const schedule = (key: string) =>
      calendar.schedule(key, {
        title: 'Kick-off',
        startAt: '2026-12-01T10:00:00+01:00',
        endAt: '2026-12-01T10:30:00+01:00',
        timeZone: 'Europe/Madrid',
        attendees: ['ada@client.example'],
        video: false,
      });
    const seen = { place: 'there', startMs: Date.parse('2026-12-01T09:00:00Z') };
    const [moved, declined, ours] = [await schedule('m1'), await schedule('m2'), await schedule('m3')];
    for (const meeting of [moved, declined, ours]) {
      await rest('meeting', 'google-calendar', meeting.id, id, seen);
    }
    await look();
    const start = { dateTime: '2026-12-02T10:00:00+01:00' };
    await emit('google-calendar', 'event.updated', { id: moved.id, start });
    const attendees = [{ email: 'ada@client.example', responseStatus: 'declined' }];
    await emit('google-calendar', 'event.updated', { id: declined.id, attendees });
    await house.db.outsideObject.updateMany({ where: { vendorId: ours.id }, data: { own: ['deleted'] } });
    await calendar.cancel('m3');
    await look();
    await told(id, 'A meeting was moved in the calendar (google-calendar)');
    await told(id, 'Somebody declined a meeting (google-calendar)');
    await emit('google-calendar', 'event.deleted', { id: moved.id });
    await look();
    await told(id, 'A meeting was deleted from the calendar (google-calendar)');
    await look();
    const journal = (await journalOf(id)).filter((summary) => summary.includes('(google-calendar)'));
    expect(journal).toHaveLength(3);
    expect((await tasksOf(id)).map(({ title }) => title)).toHaveLength(2);
  });

  test('a meeting or a folder that people delete is a discrepancy, and is put right only when somebody chooses so', async () => {
    const id = await engaged('7405');
    const meeting = await clientOf(house.sandbox.clients, 'google-calendar').schedule('m7405', {
      title: 'Kick-off',
      startAt: '2026-12-01T10:00:00+01:00',
      endAt: '2026-12-01T10:30:00+01:00',
      timeZone: 'Europe/Madrid',
      attendees: ['ada@client.example'],
      video: false,
    });
    const startMs = Date.parse('2026-12-01T09:00:00Z');
    await rest('meeting', 'google-calendar', meeting.id, id, { place: 'there', startMs });
    await look();
    await emit('google-calendar', 'event.deleted', { id: meeting.id });
    await look();
    const where = { engagementId: id, step: 'outside-change' };
    const task = await until('the task', async () => (await house.db.promiseRecord.findMany({ where }))[0]);
    expect((task.keptBy as { signal: string }[]).map(({ signal }) => signal)).toEqual([
      'stepCompleted',
      'restoreChosen',
    ]);
    const changed = { vendor: 'google-calendar', id: meeting.id, promiseId: task.id, restorable: true };
    const change = { what: 'meeting', how: 'deleted' };
    expect(await listDiscrepancies(house.db, id)).toMatchObject([{ ...changed, change }]);

    const { workflowId } = await house.db.engagement.findUniqueOrThrow({ where: { id } });
    const choose = (commandId: string) =>
      house.client.workflow.getHandle(workflowId).signal('restoreChosen', {
        ...{ commandId, actor: { kind: 'administrator' }, occurredAtMs: Date.now(), fields: {} },
        promiseId: task.id,
      });
    const path = '/calendar/v3/calendars';
    await house.sandbox.fault('google-calendar', { method: 'PATCH', path, status: 404 });
    await choose('first');
    const failed =
      'The meeting could not be put right by itself (VendorRejected): nothing was changed in google-calendar, and it is still to be decided';
    await told(id, failed);
    expect(await tasksOf(id)).toMatchObject([{ state: 'open' }]);
    await choose('second');
    await until('the task to be done', async () => (await tasksOf(id))[0]?.state === 'kept');
    const events = await house.db.sandboxObject.findMany({
      where: { vendor: 'google-calendar', kind: 'event' },
    });
    const [event] = events.filter(({ data }) => (data as { id: string }).id === meeting.id);
    expect(event?.data).toMatchObject({ status: 'confirmed' });
    await look();
    await told(id, 'A meeting is in the calendar again (google-calendar)');
    expect(await listDiscrepancies(house.db, id)).toEqual([]);
  });

  test('[SYS-03] a task that people complete, move or delete; one that we complete is no news', async () => {
    const id = await engaged('7404');
    const plan = house.sandbox.clients.port(planner, 'planner', new Effects(house, planner.name));
    const planId = await plan.ensurePlan(id, 'CD-7404');
    const dueAt = '2026-12-01T10:00:00.000Z';
    const make = async (key: string) => {
      const task = { title: key, bucket: undefined, dueAt, assignees: [], description: '' };
      const made = await plan.ensureTask(key, planId, { ...task, checklist: [], references: [] });
      const seen = { place: 'there', isDone: false, dueMs: Date.parse(dueAt) };
      await rest('task', 'planner', made.id, id, seen);
      return made.id;
    };
    const [done, moved, ours] = [await make('t1'), await make('t2'), await make('t3')];
    await look();
    await emit('planner', 'task.completed', { id: done });
    await emit('planner', 'task.updated', { id: moved, dueDateTime: '2026-12-09T10:00:00.000Z' });
    await new Effects(house, planner.name).changeOurselves('task', ours, 'completed');
    await plan.completeTask(ours);
    await look();
    await told(id, 'A task was completed in the plan (planner)');
    await told(id, 'The date of a task was moved in the plan (planner)');
    expect(await tasksOf(id)).toEqual([]);
    await emit('planner', 'task.deleted', { id: moved });
    await look();
    await look();
    await told(id, 'A task was deleted from the plan (planner)');
    expect(await taskOf(id, 'still to be done')).toMatchObject({ state: 'open' });
    const journal = (await journalOf(id)).filter((summary) => summary.includes('(planner)'));
    expect(journal).toHaveLength(3);
  });

  test('[S4-26] a project that people open again after we have closed it is a discrepancy until it is closed again', async () => {
    const id = await engaged('7406');
    const deps = { db: house.db, clients: house.sandbox.clients, clock: house.clock };
    const plan = createPlannerActivities(deps, doorOf(deps, planner, 'planner'));
    const crm = createCrmActivities(deps, doorOf(deps, hubspot, 'crm'));
    const ask = { engagementId: id, key: `${id}/closing` };
    const board = { title: 'The project', assignees: ['client'], bucket: 'In progress' };
    const { refs } = await plan['planner.createTask']({ ...ask, params: board });
    await look();
    for (let times = 0; times < 2; times += 1) {
      await plan['planner.closePlan']({ ...ask, params: {} });
      await crm['crm.closeProject']({ ...ask, params: {} });
    }
    await look();
    await house.takeIn();
    await house.outcomes();
    expect(await listDiscrepancies(house.db, id)).toEqual([]);

    await emit('planner', 'task.updated', { id: refs['taskId'], percentComplete: 50 });
    await look();
    await emit('hubspot', 'deal.propertyChange', { id: '7406', properties: { engagement_status: 'open' } });
    await told(id, 'The project was opened again there after it was closed (planner)');
    await told(id, 'The project was opened again there after it was closed (hubspot)');
    const standing = async () =>
      (await listDiscrepancies(house.db, id)).map(({ vendor, change }) => `${vendor} ${change.how}`).sort();
    expect(await standing()).toEqual(['hubspot reopened', 'planner reopened']);
    const open = await until('both decisions', async () => {
      const where = { engagementId: id, step: 'outside-change', state: 'open' };
      const found = await house.db.promiseRecord.findMany({ where });
      return found.length === 2 && found;
    });

    // One end is put right by its vendor because somebody chooses so, the other one by hand.
    const { workflowId } = await house.db.engagement.findUniqueOrThrow({ where: { id } });
    await house.client.workflow.getHandle(workflowId).signal('restoreChosen', {
      ...{ commandId: 'close-again', actor: { kind: 'administrator' }, occurredAtMs: Date.now(), fields: {} },
      promiseId: open.find(({ key }) => key.includes('/hubspot/'))?.id,
    });
    await emit('planner', 'task.completed', { id: refs['taskId'] });
    await look();
    await until('nothing to decide any more', async () => {
      await house.takeIn();
      const states = (await tasksOf(id)).map(({ state }) => state);
      return states.every((state) => state === 'kept') && (await standing()).length === 0;
    });
    // The task of which the project's closing is told is not told of as well.
    expect((await journalOf(id)).filter((summary) => summary.includes('A task was'))).toEqual([]);
  });

  test('[CD-00] the informed parties of a meeting hear that people moved or deleted it', async () => {
    const carl = await house.person('Carl', 'Etc/UTC', ['customer-relationship-manager']);
    const id = await engaged('7403');
    const { workflowId } = await house.db.engagement.findUniqueOrThrow({ where: { id } });
    const openedAt = new Date();
    await house.db.promiseRecord.create({
      data: {
        ...{
          id: 'prm_7403',
          subjectId: id,
          engagementId: id,
          workflowId,
          key: 'progress-review#1',
          state: 'kept',
        },
        ...{
          step: 'progress-review',
          kind: 'action',
          title: 'Schedule: Progress review',
          owedBy: 'project-manager',
        },
        ...{ openedAt, keptBy: [], explanation: [] },
      },
    });
    const calendar = clientOf(house.sandbox.clients, 'google-calendar');
    const key = `${workflowId}/progress-review#1`;
    const event = await calendar.schedule(key, {
      title: 'Progress review',
      startAt: '2026-12-01T10:00:00+01:00',
      endAt: '2026-12-01T10:30:00+01:00',
      timeZone: 'Europe/Madrid',
      attendees: ['ada@client.example'],
      video: false,
    });
    await house.db.externalRef.create({
      data: { system: 'google-calendar', kind: 'event', key, vendorId: event.id, createdAt: openedAt },
    });
    const seen = { place: 'there', startMs: Date.parse('2026-12-01T09:00:00Z') };
    await rest('meeting', 'google-calendar', event.id, id, seen);
    await look();
    await emit('google-calendar', 'event.updated', {
      id: event.id,
      start: { dateTime: '2026-12-02T10:00:00+01:00' },
    });
    await look();
    await told(id, 'Moved in the calendar: "Progress review"');
    await emit('google-calendar', 'event.deleted', { id: event.id });
    await look();
    await told(id, 'Deleted from the calendar: "Progress review"');
    const notices = await house.db.notice.findMany({
      where: { promiseId: 'prm_7403' },
      orderBy: { createdAt: 'asc' },
    });
    expect(notices.map(({ personId, reason }) => [personId, reason])).toEqual([
      [carl, 'For your information'],
      [carl, 'For your information'],
    ]);
    expect(notices.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Moved in the calendar: "Progress review" \(CD-/),
      expect.stringMatching(/^Deleted from the calendar: "Progress review" \(CD-/),
    ]);
  });
});
