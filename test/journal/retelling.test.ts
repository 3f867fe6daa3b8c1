import { MockActivityEnvironment } from '@temporalio/testing';
import type { JournalEntry, RecordRequest } from '../../src/subject/domain/recording';
import type { JournalFact } from '../../src/subject/domain/subjects';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../../src/database/database';
import { openTestDatabase } from '../support/database';
import { appendJournal } from '../../src/journal/store/append';
import { checkReadModel, type Difference } from '../../src/journal/store/rebuild';
import { AbsenceWatch } from '../../src/people/dispatch/absences';
import { tellNewListeners } from '../../src/journal/store/new-listeners';
import { createJournalActivities } from '../../activities/journal';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import { databaseUrl } from '../support/environment';

const AT = Date.UTC(2026, 5, 1, 9);
const WRITER = 'engagement/CD-0001';

describe('A batch of the journal', () => {
  let db: Database;

  beforeAll(async () => {
    db = openTestDatabase(await databaseUrl());
    const source = readFileSync(join(__dirname, '../../playbooks/client-delivery.yaml'), 'utf8');
    await publishPlaybook(db, source, new Date(AT));
  });
  afterAll(async () => {
    await db.$disconnect();
  });
  beforeEach(async () => {
    await db.$executeRaw`TRUNCATE journal_entry, promise, escalation, notice, engagement, client CASCADE`;
    const now = new Date(AT);
    await db.client.create({ data: { id: 'cli_1', name: 'Acme', createdAt: now } });
    const same = {
      id: 'eng_1',
      reference: 'CD-0001',
      workflowId: WRITER,
      title: 'Relaunch',
      clientId: 'cli_1',
    };
    const state = {
      stage: 'qualification',
      status: 'active',
      facts: {},
      team: {},
      externalIds: {},
      startedBy: {},
    };
    const playbook = { playbookName: 'client-delivery', playbookVersion: 1 };
    await db.engagement.create({ data: { ...same, ...state, ...playbook, startedAt: now, updatedAt: now } });
  });

  const opened = (id: string, step: string, atMs = AT): JournalFact => ({
    kind: 'promiseOpened',
    promise: {
      id,
      key: `${step}#1`,
      step,
      kind: 'task',
      stage: 'qualification',
      track: null,
      owedBy: 'operations-manager',
      assignee: null,
      openedAtMs: atMs,
      title: step,
    },
  });
  const kept = (promiseId: string): JournalFact => ({
    kind: 'promiseKept',
    promiseId,
    title: 'x',
    late: false,
    signal: 'stepCompleted',
  });
  const raised: JournalFact = {
    kind: 'escalationRaised',
    escalationId: 'esc_1',
    promiseId: 'prm_1',
    title: 'x',
    level: 1,
    roles: ['account-manager'],
    late: false,
  };
  const batch = (first: number, facts: JournalFact[], atMs = AT): RecordRequest => ({
    subject: { kind: 'engagement', id: 'eng_1' },
    writer: WRITER,
    toldAtMs: atMs,
    terms: [],
    entries: facts.map(
      (fact, index): JournalEntry => ({
        seq: first + index,
        atMs,
        actor: { kind: 'system', name: 'promisekeeper' },
        fact,
      }),
    ),
  });
  const append = async (first: number, facts: JournalFact[], atMs = AT) => {
    await appendJournal(db, batch(first, facts, atMs), []);
  };
  const rest = (restsAt: number, toldAtMs: number) =>
    appendJournal(db, { ...batch(1, []), toldAtMs, restsAt }, []);
  const differences = async () => {
    const found: Difference[] = [];
    await checkReadModel(db, (difference) => found.push(difference));
    return found;
  };
  const journal = async () =>
    await db.journalEntry.findMany({ where: { subjectId: 'eng_1' }, orderBy: { seq: 'asc' } });

  it('comes twice and is stored once, also when the second playing comes later', async () => {
    await append(1, [{ kind: 'engagementStarted' }, opened('prm_1', 'sales-details')]);
    await append(1, [{ kind: 'engagementStarted' }, opened('prm_1', 'sales-details', AT + 500)], AT + 500);
    expect((await journal()).map(({ seq, kind }) => `${seq} ${kind}`)).toEqual([
      '1 engagementStarted',
      '2 promiseOpened',
    ]);
  });

  it('that comes again after others have followed it takes back nothing of theirs', async () => {
    const climbed: JournalFact = { ...raised, kind: 'escalationClimbed', level: 4 };
    const paused: JournalFact = { kind: 'promisePaused', promiseId: 'prm_1' };
    const due = (id: string) => ({ id, dueMs: AT + 1, warningsMs: [], marksMs: [], explanation: [] });
    const first = async () => {
      const facts = [{ kind: 'engagementStarted' } as const, opened('prm_1', 'sales-details'), raised];
      await appendJournal(db, batch(1, facts), [due('prm_1'), due('esc_1')]);
    };
    await first();
    expect((await db.escalation.findFirst())?.respondBy?.getTime()).toBe(AT + 1);
    await append(4, [climbed, paused]);
    await first();
    expect((await db.escalation.findFirst())?.respondBy).toBeNull();
    expect(await db.promiseRecord.findFirst()).toMatchObject({ dueAt: null, paused: true });
  });

  it('that continues what is there adds only what is new', async () => {
    await append(1, [{ kind: 'engagementStarted' }]);
    await append(1, [{ kind: 'engagementStarted' }, opened('prm_1', 'sales-details')]);
    await append(3, [kept('prm_1')]);
    expect((await journal()).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(await db.promiseRecord.findFirst()).toMatchObject({ id: 'prm_1', state: 'kept' });
  });

  it('that ends otherwise than before its worker died counts; nothing is lost, and what did not happen is gone', async () => {
    await append(1, [{ kind: 'engagementStarted' }, opened('prm_1', 'sales-details')]);
    await append(3, [{ kind: 'promiseBroken', promiseId: 'prm_1', title: 'x', noticedAtMs: AT }, raised]);
    await append(3, [kept('prm_1'), opened('prm_2', 'send-proposal')]);
    await append(5, [kept('prm_2')]);
    const entries = await journal();
    expect(entries.map(({ seq, kind }) => `${seq} ${kind}`)).toEqual([
      '1 engagementStarted',
      '2 promiseOpened',
      '3 promiseBroken',
      '4 escalationRaised',
      '5 promiseKept',
      '6 promiseOpened',
      '7 promiseKept',
    ]);
    expect(await db.escalation.findFirst()).toBeNull();
    const promises = await db.promiseRecord.findMany({ orderBy: { id: 'asc' } });
    expect(promises.map(({ id, state }) => `${id} ${state}`)).toEqual(['prm_1 kept', 'prm_2 kept']);
  });

  it('that has news before what it told already tells nothing twice', async () => {
    await append(1, [opened('prm_1', 'sales-details'), raised]);
    // So late that people are told that it is.
    await append(2, [opened('prm_2', 'send-proposal'), { ...raised, late: true }]);
    await append(4, [kept('prm_2')]);
    expect((await journal()).map(({ seq, kind }) => `${seq} ${kind}`)).toEqual([
      '1 promiseOpened',
      '2 escalationRaised',
      '3 promiseOpened',
      '4 promiseKept',
    ]);
    const escalation = await db.escalation.findFirstOrThrow();
    expect([escalation.state, (escalation.climbs as unknown[]).length]).toEqual(['open', 1]);
  });

  it('that raises a level which nobody has tells the next rung in its place, and the journal says so', async () => {
    const at = new Date(AT);
    await db.person.create({
      data: {
        id: 'per_olga',
        name: 'Olga Okafor',
        email: 'olga@example.com',
        emailKey: 'olga@example.com',
        roles: ['operations-manager'],
        skills: [],
        capacityHoursPerWeek: 40,
        timeZone: 'Etc/UTC',
        createdAt: at,
        updatedAt: at,
      },
    });
    await append(1, [opened('prm_1', 'sales-details'), raised]);
    const [, entry] = await journal();
    expect(entry).toMatchObject({
      summary:
        'Level 1: nobody has the role Account Manager, so Olga Okafor (Operations Manager) was told that "x" is late',
      data: { told: ['per_olga'], instead: ['operations-manager'] },
    });
    expect(await db.notice.findFirst()).toMatchObject({ personId: 'per_olga', level: 1 });
    await append(2, [raised]);
    expect(await journal()).toHaveLength(2);
  });

  it('[OOES-37] that reached a level which nobody had tells those who fit it afterwards, each once', async () => {
    await db.person.deleteMany();
    const hire = async (id: string, roles: string[], extra: object = {}) => {
      const times = { createdAt: new Date(AT), updatedAt: new Date(AT) };
      const rest = { skills: [], capacityHoursPerWeek: 40, timeZone: 'Etc/UTC', ...times, ...extra };
      await db.person.create({
        data: { id, name: id, email: `${id}@example.com`, emailKey: `${id}@example.com`, roles, ...rest },
      });
    };
    const notices = async () =>
      (await db.notice.findMany({ orderBy: { id: 'asc' } })).map((one) => `${one.level} ${one.personId}`);
    await append(1, [opened('prm_1', 'sales-details'), raised]);
    await append(3, [{ ...raised, kind: 'escalationClimbed', level: 4, roles: ['account-manager'] }]);
    expect(await notices()).toEqual([]);
    await hire('per_late', ['account-manager']);
    expect(await tellNewListeners(db, new Date(AT + 1_000))).toBe(1);
    await hire('per_consultant', ['consultant']);
    await hire('per_away', ['managing-director'], { deputyId: 'per_consultant', awayFrom: new Date(AT) });
    expect(await tellNewListeners(db, new Date(AT + 2_000))).toBe(1);
    expect(await tellNewListeners(db, new Date(AT + 3_000))).toBe(0);
    expect(await notices()).toEqual(['4 per_consultant', '4 per_late']);
    expect((await db.escalation.findFirstOrThrow()).climbs).toMatchObject([
      { level: 1, told: [] },
      { level: 4, told: ['per_late', 'per_consultant'] },
    ]);
    expect((await journal()).slice(3)).toMatchObject([
      {
        seq: 4,
        summary: 'Crisis: per_late, who answers for it from now on, told that "sales-details" is late',
        data: { told: ['per_late'] },
      },
      { seq: 5 },
    ]);
    await db.escalation.updateMany({ data: { state: 'acknowledged' } });
    await hire('per_later', ['account-manager']);
    expect(await tellNewListeners(db, new Date(AT + 4_000))).toBe(0);
  });

  it('that reached a level while those who answer for it were away tells them as soon as they are back', async () => {
    await db.person.deleteMany();
    const times = { createdAt: new Date(AT), updatedAt: new Date(AT) };
    const person = { skills: [], capacityHoursPerWeek: 40, timeZone: 'Etc/UTC', ...times };
    const absence = { awayFrom: new Date(AT - 1_000), awayUntil: new Date(AT + 60_000), deputyId: 'per_bo' };
    const hire = (id: string, roles: string[], extra: object = {}) =>
      db.person.create({
        data: {
          ...{ id, name: id, email: `${id}@example.com`, emailKey: `${id}@example.com`, roles },
          ...person,
          ...extra,
        },
      });
    await hire('per_bo', ['consultant']);
    await hire('per_ann', ['account-manager'], absence);
    await append(1, [opened('prm_1', 'sales-details'), raised]);
    const told = async () =>
      (await db.notice.findMany({ orderBy: { id: 'asc' } })).map((one) => one.personId);
    expect(await told()).toEqual(['per_bo']);
    let nowMs = AT + 59_000;
    const watch = new AbsenceWatch({ db, clock: { productNow: () => nowMs } });
    await watch.look();
    expect(await told()).toEqual(['per_bo']);
    nowMs = AT + 60_000;
    await Promise.all([watch.look(), new AbsenceWatch({ db, clock: { productNow: () => nowMs } }).look()]);
    nowMs += 1_000;
    await watch.look();
    expect(await told()).toEqual(['per_ann', 'per_bo']);
  });

  it('that is told in other batches and another order than before its worker died stands as it was told last', async () => {
    await append(1, [
      { kind: 'engagementStarted' },
      opened('prm_a', 'sales-details'),
      opened('prm_c', 'folder'),
    ]);
    await append(4, [
      kept('prm_a'),
      opened('prm_b', 'send-proposal'),
      kept('prm_c'),
      opened('prm_d', 'kick-off'),
    ]);
    await append(4, [kept('prm_c'), opened('prm_d', 'kick-off')], AT + 1);
    await append(6, [kept('prm_a'), opened('prm_b', 'send-proposal')], AT + 1);
    await rest(7, AT + 1);
    expect((await journal()).map(({ seq, writer, writerSeq }) => [seq, writer, writerSeq])).toEqual([
      [1, WRITER, 1],
      [2, WRITER, 2],
      [3, WRITER, 3],
      [4, WRITER, 6],
      [5, WRITER, 7],
      [6, WRITER, 4],
      [7, WRITER, 5],
    ]);
    const promises = await db.promiseRecord.findMany({ orderBy: { id: 'asc' } });
    expect(promises.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'prm_a kept',
      'prm_b open',
      'prm_c kept',
      'prm_d open',
    ]);
    expect(await differences()).toEqual([]);
  });

  it('that tells less than before its worker died takes the rest back, from the people who were told of it, too', async () => {
    await db.person.deleteMany();
    const times = { createdAt: new Date(AT), updatedAt: new Date(AT) };
    const same = { skills: [], capacityHoursPerWeek: 40, timeZone: 'Etc/UTC', ...times };
    for (const id of ['amy', 'ben', 'cas']) {
      await db.person.create({
        data: {
          id,
          name: id,
          email: `${id}@example.com`,
          emailKey: `${id}@example.com`,
          roles: ['account-manager'],
          ...same,
        },
      });
    }
    await append(1, [{ kind: 'engagementStarted' }, opened('prm_1', 'sales-details'), raised]);
    await db.notice.updateMany({ where: { personId: 'amy' }, data: { state: 'sent', messageKey: 'mail 1' } });
    await db.notice.updateMany({
      where: { personId: 'ben' },
      data: { state: 'announced', chatKey: 'chat 1' },
    });
    await db.notice.updateMany({ where: { personId: 'cas' }, data: { state: 'withdrawn' } });
    const { unsettled } = await appendJournal(
      db,
      batch(1, [{ kind: 'engagementStarted' }, opened('prm_1', 'sales-details')], AT + 1),
      [],
    );
    expect(unsettled).toBe(true);
    const { hasNotices } = await rest(2, AT + 1);
    expect(hasNotices).toBe(true);
    expect(await db.escalation.count()).toBe(0);
    expect((await db.promiseRecord.findFirstOrThrow()).level).toBe(0);
    const notices = await db.notice.findMany({ orderBy: { personId: 'asc' } });
    const takenBack = 'It did not come to this: Level 1: "x" is late (CD-0001, Relaunch).';
    expect(notices.map(({ personId, reason, state, text }) => [personId, reason, state, text])).toEqual([
      ['amy', 'Taken back', 'pending', takenBack],
      ['ben', 'Taken back', 'pending', takenBack],
    ]);
    expect(await differences()).toEqual([]);
    await append(3, [raised], AT + 2);
    expect(
      (await db.notice.findMany({ where: { level: 1, reason: 'Level 1' } }))
        .map(({ personId }) => personId)
        .toSorted(),
    ).toEqual(['amy', 'ben', 'cas']);
    await db.notice.updateMany({
      where: { personId: 'amy', level: 1, reason: 'Level 1' },
      data: { state: 'sent', messageKey: 'mail 2' },
    });
    await append(1, [{ kind: 'engagementStarted' }, opened('prm_1', 'sales-details')], AT + 3);
    await rest(2, AT + 3);
    expect(await db.notice.count({ where: { personId: 'amy', reason: 'Taken back' } })).toBe(2);
  });

  it('that tells again, as late, what was told in time leaves a notice of the later telling alone', async () => {
    await db.person.deleteMany();
    const times = { createdAt: new Date(AT), updatedAt: new Date(AT) };
    const same = { skills: [], capacityHoursPerWeek: 40, timeZone: 'Etc/UTC', ...times };
    const roles = ['customer-relationship-manager'];
    await db.person.create({
      data: { id: 'cas', name: 'cas', email: 'cas@example.com', emailKey: 'cas@example.com', roles, ...same },
    });
    const done = { ...kept('prm_1'), step: 'sales-details' } as JournalFact;
    await append(1, [{ kind: 'engagementStarted' }, opened('prm_1', 'sales-details'), done]);
    await db.notice.updateMany({ data: { state: 'sent' } });
    const again = batch(3, [{ ...done, late: true } as JournalFact], AT + 1);
    const later = again.entries.map((entry) => ({ ...entry, atMs: AT + 3_600_000 }));
    await appendJournal(db, { ...again, entries: later }, []);
    expect((await db.notice.findMany()).map(({ state, createdAt }) => [state, createdAt.getTime()])).toEqual([
      ['sent', AT + 3_600_000],
    ]);
    expect(await differences()).toEqual([]);
  });

  it('that tells of a promise again, at a later place than its deadline was computed for, keeps the deadline', async () => {
    const due = { id: 'prm_1', dueMs: AT + 1, warningsMs: [], marksMs: [], explanation: ['Owed'] };
    await append(1, [{ kind: 'engagementStarted' }]);
    await appendJournal(db, batch(2, [opened('prm_1', 'sales-details')]), [due]);
    await append(2, [opened('prm_2', 'send-proposal'), opened('prm_1', 'sales-details')], AT + 1);
    await rest(3, AT + 1);
    const promises = await db.promiseRecord.findMany({ orderBy: { id: 'asc' } });
    expect(promises.map(({ id, dueAt }) => [id, dueAt?.getTime()])).toEqual([
      ['prm_1', AT + 1],
      ['prm_2', undefined],
    ]);
    expect(await differences()).toEqual([]);
  });

  it('that has news of a level before the answer that it told already leaves the level answered', async () => {
    const resolved: JournalFact = {
      kind: 'escalationResolved',
      escalationId: 'esc_1',
      promiseId: 'prm_1',
      why: 'promise kept',
    };
    await append(1, [{ kind: 'engagementStarted' }, opened('prm_1', 'sales-details'), raised, resolved]);
    const climbed: JournalFact = { ...raised, kind: 'escalationClimbed', level: 2 };
    await append(3, [raised, climbed, resolved], AT + 1);
    await rest(5, AT + 1);
    expect(await db.escalation.findFirstOrThrow()).toMatchObject({ level: 2, state: 'resolved' });
    expect(await differences()).toEqual([]);
  });

  it('of a playing that was given up counts for nothing when it comes after the one that was not', async () => {
    await append(1, [{ kind: 'engagementStarted' }, opened('prm_1', 'sales-details')], AT + 5);
    await append(1, [{ kind: 'engagementStarted' }, opened('prm_2', 'send-proposal')], AT + 1);
    expect((await db.promiseRecord.findMany()).map(({ id }) => id)).toEqual(['prm_1']);
  });

  it('of the playing that counts is stored when it is handed in as taken, though one that stood still told later', async () => {
    const own = [{ kind: 'engagementStarted' } as const, opened('prm_2', 'send-proposal')];
    await append(1, [{ kind: 'engagementStarted' }, opened('prm_1', 'sales-details')], AT + 5);
    const activities = createJournalActivities(db, { productNow: () => AT + 6 });
    // What runs within a task is told that nothing was stored, so that it is handed in by what only a taken task can ask for.
    expect(await activities.record(batch(1, own, AT + 1))).toMatchObject({ written: false });
    const again = async () => await activities.recordPatiently(batch(1, own, AT + 1));
    expect(await new MockActivityEnvironment().run(again)).toMatchObject({ written: true });
    await rest(2, AT + 6);
    expect((await db.promiseRecord.findMany()).map(({ id }) => id)).toEqual(['prm_2']);
    expect(await differences()).toEqual([]);
  });

  it('is the same where only the database knows the title of what it tells', async () => {
    const task = opened('prm_1', 'task.draft');
    const named = JSON.parse(JSON.stringify(task).replace('"title":"task.draft"', '"title":"Draft it"'));
    await append(1, [{ kind: 'engagementStarted' }, named as JournalFact]);
    await append(1, [{ kind: 'engagementStarted' }, task], AT + 1);
    expect((await journal()).map(({ seq, kind }) => `${seq} ${kind}`)).toEqual([
      '1 engagementStarted',
      '2 promiseOpened',
    ]);
  });

  it('may give another promise the id that a superseded one had', async () => {
    await append(1, [opened('prm_1', 'sales-details'), opened('prm_2', 'send-proposal')]);
    await append(1, [opened('prm_1', 'send-proposal')]);
    const promises = await db.promiseRecord.findMany({ orderBy: { id: 'asc' } });
    expect(promises.map(({ id, step, state }) => `${id} ${step} ${state}`)).toEqual([
      'prm_1 send-proposal open',
    ]);
  });
});
