import { claimNotices } from '../../src/post/store/outbox';
import { House, noticeRow, until } from '../intake/house';

let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterAll(() => house.close());
afterEach(() => house.stopDispatchers());

const statesOf = async (personId: string, of: House = house) => {
  const notices = await of.db.notice.findMany({ where: { personId } });
  return notices.map(({ state }) => state);
};
const toldAll = (personId: string, of: House = house) =>
  until('everything to be told', async () => {
    const states = await statesOf(personId, of);
    return states.length > 0 && states.every((state) => state === 'sent');
  });
const mailsTo = async (name: string, of: House = house) =>
  (await of.mails()).filter((mail) => mail.includes(`${name.toLowerCase()}@house.example`));

test('[BY-10] a thousand promises broken by one outage are one message a person', async () => {
  const names = ['Ada', 'Bo', 'Cy', 'Di'];
  const people = await Promise.all(names.map((name) => house.person(name)));
  house.startDispatcher();
  for (let batch = 0; batch < 10; batch += 1) {
    const data = Array.from({ length: 100 }, (_, index) => {
      const id = `outage-${batch}-${index}`;
      const level = 1 + (index % 3);
      return noticeRow(id, people[index % 4] ?? '', house.now(), {
        level,
        reason: `Level ${level}`,
        late: true,
      });
    });
    await house.db.notice.createMany({ data });
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await Promise.all(people.map((id) => toldAll(id)));
  for (const name of names) {
    const mails = await mailsTo(name);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain('Subject: Level 3: 250 notices');
    expect(mails[0]?.match(/^- /gm)).toHaveLength(250);
  }
});

test('what is settled before it could be told is not told any more', async () => {
  const kim = await house.person('Kim');
  const at = house.now();
  const promise = (id: string, state: string) => ({
    ...{ id, state, subjectId: 'eng_none', workflowId: 'engagement/none', key: id, step: id, kind: 'task' },
    ...{ title: id, owedBy: 'consultant', openedAt: at, keptBy: [], explanation: [] },
  });
  await house.db.promiseRecord.createMany({
    data: [promise('prm_kept', 'kept'), promise('prm_open', 'open')],
  });
  await house.notice(kim, { promiseId: 'prm_kept', text: 'Level 1: "Kept" is late.' });
  const open = await house.notice(kim, { promiseId: 'prm_open', text: 'Level 1: "Open" is late.' });
  house.startDispatcher();
  await until('the other one to be told', async () => {
    return (await house.db.notice.findUniqueOrThrow({ where: { id: open } })).state === 'sent';
  });
  const [mail, ...more] = await mailsTo('Kim');
  expect(more).toEqual([]);
  expect(mail).toContain('- Level 1: "Open" is late.');
  expect(mail).not.toContain('"Kept"');
  expect(mail?.replaceAll('=\r\n', '')).toMatch(
    / {2}What you can do: https:\/\/promises\.example\/decide\/[\w-]{43}/,
  );
  expect((await statesOf(kim)).toSorted()).toEqual(['sent', 'withdrawn']);
});

test('a notice is told once, and the next one starts the postman again', async () => {
  const eve = await house.person('Eve');
  house.startDispatcher();
  await house.notice(eve);
  await toldAll(eve);
  await until('the postman to go home', async () => {
    const { status } = await house.client.workflow.getHandle(`postman/${eve}`).describe();
    return status.name === 'COMPLETED';
  });
  await house.notice(eve);
  await toldAll(eve);
  expect(await mailsTo('Eve')).toHaveLength(2);
});

test('a postman that is ended between making a message and sending it leaves it to the next one: sent once', async () => {
  const finn = await house.person('Finn');
  // The mail goes out, its answer is lost, and nothing answers for a while.
  await house.sandbox.fault('gmail', {
    method: 'POST',
    path: '/gmail/v1/users/me/drafts/send',
    status: 0,
    afterEffect: true,
  });
  await house.sandbox.fault('gmail', {
    method: 'POST',
    path: '/gmail/v1/users/me/drafts/send',
    status: 503,
    times: 3,
  });
  house.startDispatcher();
  await house.notice(finn);
  await until('the message to be made', async () => (await statesOf(finn)).includes('claimed'));
  await until('the mail to go out', async () => (await mailsTo('Finn')).length > 0);
  await house.client.workflow.getHandle(`postman/${finn}`).terminate('by the test');
  await house.stopDispatchers();
  expect(await statesOf(finn)).toEqual(['claimed']);

  house.startDispatcher();
  await toldAll(finn);
  expect(await mailsTo('Finn')).toHaveLength(1);
});

test('[OOES-38] a crisis is told in the chat as well, once, and the mail does not wait for the chat', async () => {
  const gus = await house.person('Gus');
  await house.sandbox.fault('slack', { path: '/api/users.lookupByEmail', status: 503, times: 2 });
  house.startDispatcher();
  const text = 'Crisis: "Delivery" is late.';
  await house.notice(gus, { level: 4, reason: 'Crisis', text });
  await toldAll(gus);
  expect(await mailsTo('Gus')).toHaveLength(1);
  const posts = () =>
    house.db.sandboxLog.findMany({ where: { vendor: 'slack', path: '/api/chat.postMessage', status: 200 } });
  const [post] = await until('the chat message', async () => {
    const found = await posts();
    return found.length > 0 && found;
  });
  expect(JSON.stringify(post?.body)).toContain('Crisis: \\"Delivery\\" is late.');
  await until('the postman to go home', async () => {
    const { status } = await house.client.workflow.getHandle(`postman/${gus}`).describe();
    return status.name === 'COMPLETED';
  });
  expect(await posts()).toHaveLength(1);
});

test('somebody who cannot be reached by mail holds up nobody, and the notice says so', async () => {
  const [hal, ida] = [await house.person('Hal'), await house.person('Ida')];
  await house.db.person.update({ where: { id: hal }, data: { active: false } });
  house.startDispatcher();
  await house.notice(hal);
  await house.notice(ida);
  await toldAll(ida);
  await until('the notice to fail', async () => (await statesOf(hal)).every((state) => state === 'failed'));
  expect(await mailsTo('Hal')).toEqual([]);
});

describe('Over the night of a change to summer time', () => {
  // Friday 21:00 in Berlin; summer time begins on Sunday, so Monday 08:00 is 06:00Z.
  const friday = Date.parse('2026-03-27T20:00:00Z');
  const monday = Date.parse('2026-03-30T06:00:00Z');
  const time = { scale: 20_000, anchorWallMs: Date.now(), anchorProductMs: friday };
  let night: House;
  beforeAll(async () => {
    night = await House.open(time);
  });
  afterAll(() => night.close());

  test('the urgent goes at once, what can wait goes on Monday morning in one digest', async () => {
    const jan = await night.person('Jan', 'Europe/Berlin');
    // Friday evening is when everything is up, however long that took.
    time.anchorWallMs = Date.now();
    night.startDispatcher();
    const urgent = await night.notice(jan, { text: 'Level 1: at night' });
    await night.notice(jan, { urgent: false, level: 0, reason: 'Due soon', text: 'calm one' });
    await night.notice(jan, { urgent: false, level: 0, reason: 'Due soon', text: 'calm two' });
    await toldAll(jan, night);

    const notices = await night.db.notice.findMany({ where: { personId: jan } });
    const sentAt = (isUrgent: boolean) =>
      notices.filter((notice) => notice.urgent === isUrgent).map((notice) => notice.sentAt?.getTime() ?? 0);
    expect(notices.find(({ id }) => id === urgent)?.state).toBe('sent');
    expect(Math.max(...sentAt(true))).toBeLessThan(monday);
    expect(Math.min(...sentAt(false))).toBeGreaterThanOrEqual(monday);
    const mails = await mailsTo('Jan', night);
    expect(mails).toHaveLength(2);
    expect(mails[1]).toContain('Subject: 2 notices');
    expect(mails[1]).toMatch(/- calm one\r?\n- calm two/);
  });

  test('a message that was made by day and could not go out before the night goes out in the morning, urgent ones meanwhile', async () => {
    const kim = await night.person('Kim', 'Europe/Berlin');
    time.anchorWallMs = Date.now();
    const calm = await night.notice(kim, { urgent: false, level: 0, reason: 'Due soon', text: 'calm one' });
    await claimNotices(night.db, kim, 'made-by-day', true);
    const urgent = await night.notice(kim, { text: 'Level 1: at night' });
    night.startDispatcher();
    await toldAll(kim, night);
    const sent = async (id: string) => await night.db.notice.findUniqueOrThrow({ where: { id } });
    expect((await sent(urgent)).sentAt?.getTime()).toBeLessThan(monday);
    expect((await sent(calm)).sentAt?.getTime()).toBeGreaterThanOrEqual(monday);
    expect((await sent(calm)).messageKey).toBe('made-by-day');
    expect(await mailsTo('Kim', night)).toHaveLength(2);
  });

  test('a mail that is tried again when the quiet hours have begun waits for their end', async () => {
    const lou = await night.person('Lou', 'Europe/Berlin');
    // On Friday at 21:00 it is an hour until the quiet.
    const quietHours = { from: '22:00', until: '08:00', days: ['sat', 'sun'] };
    await night.db.person.update({ where: { id: lou }, data: { quietHours } });
    await night.sandbox.fault('gmail', { method: 'POST', path: '/gmail/v1/users/me/drafts', status: 503 });
    night.startDispatcher();
    time.anchorWallMs = Date.now();
    const calm = await night.notice(lou, { urgent: false, level: 0, reason: 'Due soon', text: 'calm one' });
    await toldAll(lou, night);
    const { sentAt } = await night.db.notice.findUniqueOrThrow({ where: { id: calm } });
    expect(sentAt?.getTime()).toBeGreaterThanOrEqual(monday);
    expect(await mailsTo('Lou', night)).toHaveLength(1);
  });
});
