import { ApplicationFailure } from '@temporalio/common';
import { type Engaged, Harness } from '../harness';
import { Course, DAY_MS } from './students';

// Its journeys are long, and share a machine with others.
jest.setTimeout(240_000);

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

describe('A course', () => {
  it('[S4-29] goes from the deal to the survey, certifies each student at 100 % once, in whatever order that is told, and opens an improvement for a low score', async () => {
    const course = await Course.sold(harness);
    await course.enrolled('con_a', 'con_b');
    await course.completes('con_b');
    await course.comesTo('con_b', 40);
    await course.comesTo('con_a', 80);
    await course.comesTo('con_a', 30);
    await course.comesTo('con_a', 100);
    expect((await course.engaged.promise('completed')).state).toBe('open');
    await course.completes('con_a');
    await course.kept('completed');
    await course.until('survey-answer');
    const promise = await course.engaged.promise('survey-answer');
    await course.engaged.state('surveyAnswered', { nps: 4, csat: 2 }, { promise });
    expect(await course.engaged.promise('improve')).toMatchObject({ state: 'open', owedBy: 'content-lead' });
    await course.until(null);
    expect(course.done('learning.enrolInBundle')).toHaveLength(1);
    expect(course.done('chat.addToChannel')).toEqual([]);
    expect(course.done('chat.createChannel')).toEqual([]);
    expect(course.done('accounting.createInvoice')).toHaveLength(1);
    expect(course.done('certificates.issue').map(({ contact }) => contact)).toEqual(['con_b', 'con_a']);
    for (const template of ['welcome', 'academy', 'survey']) expect(course.mails(template)).toHaveLength(1);
    expect(course.mails('nudge')).toEqual([]);
  });

  it('asks for no improvement where the client is content, and for none where they do not answer', async () => {
    const course = await Course.sold(harness);
    await course.enrolled('con_a');
    await course.completes('con_a');
    await course.until('survey-answer');
    await harness.env.sleep(22 * DAY_MS);
    await course.until(null);
    expect(course.mails('survey-reminder')).toHaveLength(1);
    const { id: engagementId } = course.engaged;
    expect(await harness.db.promiseRecord.count({ where: { engagementId, step: 'improve' } })).toBe(0);
    expect(course.done('chat.postMessage')).toHaveLength(1);
  });

  it('[S4-23] enrols nobody before its content is approved, and has what fails mended first', async () => {
    const course = await Course.sold(harness);
    await course.until('content');
    const first = await course.engaged.promise('content');
    await course.engaged.state('contentRefused', {}, { promise: first });
    const mend = await course.engaged.until('the content to be mended', async () => {
      const found = await course.engaged.promise('prepare-content');
      return found.state === 'open' && found;
    });
    expect(course.done('learning.enrolInBundle')).toEqual([]);
    await course.engaged.keep(mend);
    const again = await course.engaged.until('another check', async () => {
      const found = await course.engaged.promise('content');
      return found.id !== first.id && found;
    });
    expect(course.done('learning.enrolInBundle')).toEqual([]);
    await course.engaged.state('contentApproved', {}, { promise: again });
    await course.until('enrolled');
    expect(course.done('learning.enrolInBundle')).toHaveLength(1);
  });

  it('[S4-17] has a channel with the students in it where it is mentored, and takes them out when it is called off', async () => {
    const course = await Course.sold(harness, 'mentored');
    await course.enrolled('con_a');
    await course.until('first-attendance');
    const [joined] = course.done('chat.addToChannel');
    expect(joined?.params).toEqual({ who: ['client'] });
    await course.engaged.state('cancelled', {});
    await course.engaged.until(
      'everybody to be told',
      async () => course.mails('called-off-team').length > 0,
    );
    expect(course.done('chat.removeFromChannel').map(({ params }) => params)).toEqual([{ of: joined?.key }]);
    expect(course.done('learning.expire').map(({ params }) => params)).toEqual([
      { of: course.done('learning.enrolInBundle')[0]?.key },
    ]);
    expect(course.done('chat.archiveChannel')).toHaveLength(1);
    await course.engaged.until('its end', async () => (await course.engaged.row()).status === 'cancelled');
    expect(course.mails('called-off')).toHaveLength(1);
    expect(course.mails('survey')).toEqual([]);
    const open = await harness.db.promiseRecord.count({
      where: { engagementId: course.engaged.id, state: 'open' },
    });
    expect(open).toBe(0);
  });

  it('waits for sessions to have taken place where it is mentored', async () => {
    const course = await Course.sold(harness, 'in-person');
    await course.enrolled('con_a', 'con_b');
    await course.until('first-attendance');
    await course.completes('con_a');
    await course.completes('con_b');
    await course.kept('completed');
    expect((await course.engaged.row()).stage).toBe('delivery');
    const promise = await course.engaged.promise('first-attendance');
    await course.engaged.state('attendanceTaken', { present: 1 }, { promise });
    await course.until('survey-answer');
  });

  it('enrols once, though the vendor is away for an hour', async () => {
    harness.trouble.set('learning.enrolInBundle', async () => {
      throw ApplicationFailure.create({ message: 'away', type: 'VendorUnavailable' });
    });
    const course = await Course.sold(harness);
    await course.until('content');
    await course.engaged.keep(await course.engaged.promise('content'));
    const { id: engagementId } = course.engaged;
    await course.engaged.until(
      'the enrolling',
      async () => (await harness.db.promiseRecord.count({ where: { engagementId, step: 'enrol' } })) > 0,
    );
    await harness.env.sleep(0.05 * DAY_MS);
    expect(course.mails('academy')).toEqual([]);
    harness.trouble.clear();
    // Longer than the longest pause before a vendor's call is tried again.
    await harness.env.sleep('6 minutes');
    await course.enrolled('con_a');
    expect(course.done('learning.enrolInBundle')).toHaveLength(1);
    await course.completes('con_a');
    await course.until('survey-answer');
    expect(course.mails('academy')).toHaveLength(1);
  });
});

const taskOf = async (engaged: Engaged, step: string) =>
  (await harness.db.promiseRecord.findMany({
    where: { engagementId: engaged.id, step },
    orderBy: { openedAt: 'asc' },
  })) ?? [];

describe('A student', () => {
  it('[S4-19] who never starts is nudged after seven days, twice at most, then the mentor is told', async () => {
    const course = await Course.sold(harness);
    await course.enrolled('con_a', 'con_b');
    await course.until('completed');
    await harness.env.sleep(6 * DAY_MS);
    expect(course.mails('nudge')).toEqual([]);
    await course.comesTo('con_b', 20);
    await harness.env.sleep(1.5 * DAY_MS);
    await course.engaged.until('the first nudge', async () => course.mails('nudge').length === 1);
    expect(course.mails('nudge')).toEqual(['con_a']);
    await harness.env.sleep(6 * DAY_MS);
    await course.engaged.until('one more for each', async () => course.mails('nudge').length >= 2);
    await harness.env.sleep(9 * DAY_MS);
    const [task] = await course.engaged.until('the mentor to be told', async () => {
      const found = await taskOf(course.engaged, 'stalled-learner');
      return found.some(({ key }) => key.includes('con_a')) && found;
    });
    expect(task).toMatchObject({ owedBy: 'instructor', title: 'Talk to a learner who stalls', kind: 'task' });
    const nudged = course.mails('nudge');
    expect(nudged.filter((student) => student === 'con_a')).toHaveLength(2);
    expect(nudged.filter((student) => student === 'con_b')).toHaveLength(2);

    await course.comesTo('con_a', 10);
    await course.engaged.until('that to be settled', async () => {
      const found = await taskOf(course.engaged, 'stalled-learner');
      return found.find(({ key }) => key.includes('con_a'))?.state === 'kept';
    });
  });

  it('of a group who leaves loses access alone, and the others complete the course', async () => {
    const course = await Course.sold(harness);
    await course.enrolled('con_a', 'con_b');
    await course.completes('con_a');
    await course.engaged.state('learnerLeft', { learner: 'con_c' });
    await course.engaged.state('learnerLeft', { learner: 'con_b' }, { commandId: 'left' });
    await course.kept('completed');
    await course.engaged.until(
      'the end of the access',
      async () => course.done('learning.expire').length > 0,
    );
    expect(course.done('learning.expire').map(({ params }) => params)).toEqual([
      { of: course.done('learning.enrolInBundle')[0]?.key, learner: 'con_b' },
    ]);
    await course.until('survey-answer');
    expect(course.done('certificates.issue').map(({ contact }) => contact)).toEqual(['con_a']);
    expect(await course.summaries()).toEqual(
      expect.arrayContaining([
        expect.stringContaining('nobody of that id is enrolled here'),
        expect.stringContaining('A learner takes the course no more'),
      ]),
    );
  });

  it('who is not content is talked to before the course is over', async () => {
    const course = await Course.sold(harness);
    await course.enrolled('con_a');
    await course.engaged.state('studentFeedback', { rating: 4 });
    await course.engaged.state('studentFeedback', { rating: 2, learner: 'con_a' });
    await course.completes('con_a');
    await course.kept('completed');
    const task = await course.engaged.promise('discontent-learner');
    expect(task).toMatchObject({ owedBy: 'instructor', state: 'open' });
    expect(await taskOf(course.engaged, 'discontent-learner')).toHaveLength(1);
    expect((await course.engaged.row()).stage).toBe('delivery');
    await course.engaged.keep(task);
    await course.until('survey-answer');
  });

  it('is nudged by nobody while the engagement is on hold, nor for the time of it', async () => {
    const course = await Course.sold(harness);
    await course.enrolled('con_a');
    await course.until('completed');
    await harness.env.sleep(5 * DAY_MS);
    await course.engaged.state('held', {});
    await course.engaged.until('the hold', async () => (await course.engaged.row()).status === 'held');
    await harness.env.sleep(20 * DAY_MS);
    await course.engaged.state('resumed', {});
    await course.engaged.until(
      'that it goes on',
      async () => (await course.engaged.row()).status === 'active',
    );
    await harness.env.sleep(6 * DAY_MS);
    expect(course.mails('nudge')).toEqual([]);
    await harness.env.sleep(2 * DAY_MS);
    await course.engaged.until('a nudge', async () => course.mails('nudge').length === 1);
  });
});
