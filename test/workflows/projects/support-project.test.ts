import { ApplicationFailure } from '@temporalio/common';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listDiscrepancies } from '../../../src/engagement/store/discrepancies';
import { checkReadModel, type Difference } from '../../../src/journal/store/rebuild';
import type { Playbook } from '../../../src/playbook/domain/playbook';
import { type Engaged, Harness } from '../harness';

const HOUR_MS = 3_600_000;
const SOURCE = readFileSync(join(__dirname, '../../../playbooks/support-project.yaml'), 'utf8');

describe('A tech-support project', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  /** Lets people do everything at once, and say this about the result. */
  const drive = async (
    engaged: Engaged,
    stopAt: string | null,
    more: Parameters<Engaged['driveTo']>[1] = {},
  ) => {
    const deadline = new Date((await harness.nowMs()) + 60 * 86_400_000).toISOString().slice(0, 10);
    const answer = async (step: string, answers: Record<string, string>) =>
      await engaged.state('stepCompleted', { answers }, { promise: await engaged.promise(step) });
    const driven = engaged.driveTo(stopAt, {
      handover: async () => await answer('handover', { size: 'large', deadline }),
      // It is done when its parts are.
      'task.build': async () => {},
      ...more,
    });
    const whole = async () => {
      const build = (await engaged.open()).find(({ step }) => step === 'task.build');
      if (build) await engaged.state('taskDone', {}, { promise: build });
    };
    const over = driven.then(() => true);
    const pause = async () => await new Promise<false>((resolve) => setTimeout(resolve, 300, false));
    do await whole();
    while (!(await Promise.race([over, pause()])));
  };
  const steps = async ({ id }: Engaged) => {
    const promises = await harness.db.promiseRecord.findMany({
      where: { engagementId: id },
      orderBy: { openedAt: 'asc' },
    });
    return promises.map(({ step }) => step);
  };
  const performed = (action: string, { id }: Engaged) =>
    harness.performed.filter((done) => done.action === action && done.request.engagementId === id);
  /** What was sent by mail, in its order, by its templates. */
  const sentOf = (engaged: Engaged) =>
    performed('mail.send', engaged).map(({ request }) => (request.params as { template: string }).template);
  const channelsOf = (engaged: Engaged) => performed('chat.createChannel', engaged);
  const answered = (engaged: Engaged, csat: number) => ({
    'survey-answer': async () => {
      const promise = await engaged.promise('survey-answer');
      await engaged.state('surveyAnswered', { nps: csat * 2, csat }, { promise });
    },
  });

  it('goes from the hand-off to the survey; its plan comes before its checks, and a content client is left alone', async () => {
    const engaged = await harness.engage(undefined, SOURCE);
    await drive(engaged, null, answered(engaged, 5));
    const done = await steps(engaged);
    expect(done).not.toContain('improve');
    expect(done).toContain('channel');
    expect(done.indexOf('internal-check')).toBeGreaterThan(done.indexOf('task.rehearse'));
    expect(done.indexOf('final-check')).toBeGreaterThan(done.indexOf('internal-check'));
    expect(done.indexOf('presentation')).toBeGreaterThan(done.indexOf('final-check'));
    const tasks = await harness.db.planTask.findMany({ where: { engagementId: engaged.id } });
    expect(new Set(tasks.map(({ state }) => state))).toEqual(new Set(['done']));
    expect(performed('accounting.createInvoice', engaged)).toHaveLength(1);
  });

  it('[S4-06] is late with its welcome from the very instant at which it is due, and a task of the Project Lead then', async () => {
    harness.trouble.set('mail.send', async () => {
      throw ApplicationFailure.create({
        type: 'VendorRejected',
        nonRetryable: true,
        message: 'no such address',
      });
    });
    const engaged = await harness.engage(undefined, SOURCE);
    const byHand = async () =>
      await engaged.until('the task', async () =>
        (await engaged.open()).find(({ step }) => step === 'welcome'),
      );
    const { id, title, owedBy, openedAt, dueAt } = await byHand();
    expect({ title, owedBy, hours: (dueAt!.getTime() - openedAt.getTime()) / HOUR_MS }).toEqual({
      title: 'By hand: Welcome the client and tell what happens next',
      owedBy: 'project-lead',
      hours: 24,
    });
    harness.trouble.clear();
    await harness.env.sleep(23 * HOUR_MS);
    expect((await byHand()).late).toBe(false);
    await harness.env.sleep(HOUR_MS);
    const late = await engaged.until('its being late', async () => {
      const found = await harness.db.promiseRecord.findUniqueOrThrow({ where: { id } });
      return found.late && found;
    });
    expect([late.state, late.brokenAt]).toEqual(['open', dueAt]);
    const [escalation] = (await engaged.escalations()).filter(({ promiseId }) => promiseId === id);
    expect(escalation?.raisedAt).toEqual(dueAt);
    await engaged.state('cancelled', {});
    await engaged.until('the end', async () => (await engaged.row()).status === 'cancelled');
  });

  it('[S4-22] asks the client for nothing before the Project Lead has approved the deliverable', async () => {
    const engaged = await harness.engage(undefined, SOURCE);
    await drive(engaged, 'final-check');
    const asked = () =>
      harness.performed.filter(
        ({ action, request }) =>
          action === 'mail.send' &&
          request.engagementId === engaged.id &&
          JSON.stringify(request.params).includes('"acceptance-request"'),
      ).length;
    const check = await engaged.promise('final-check');
    expect(check).toMatchObject({
      owedBy: 'project-lead',
      title: expect.stringContaining('Review the final'),
    });
    await engaged.state('deliveryAccepted', {});
    const refusal = await engaged.until('the refusal', async () =>
      (await engaged.journal()).find(
        ({ kind, summary }) => kind === 'factIgnored' && summary.includes('deliveryAccepted'),
      ),
    );
    expect(refusal.summary).toContain('no open promise waits for it');
    expect([asked(), (await steps(engaged)).includes('presentation')]).toEqual([0, false]);
    await engaged.state('qualityChecked', { passed: true }, { promise: check });
    await drive(engaged, 'acceptance');
    expect(asked()).toBe(1);
    await engaged.state('cancelled', {});
    await engaged.until('the end', async () => (await engaged.row()).status === 'cancelled');
  });

  it('[S4-29] turns a low score into an improvement with an owner at once, and tells the client what came of it', async () => {
    const engaged = await harness.engage(undefined, SOURCE);
    await drive(engaged, 'improve', answered(engaged, 2));
    const task = await engaged.promise('improve');
    expect(task).toMatchObject({ owedBy: 'project-lead', state: 'open', kind: 'task' });
    await drive(engaged, null);
    expect((await steps(engaged)).slice(-3)).toEqual(expect.arrayContaining(['improve', 'told-back']));
    const told = harness.performed.filter(({ request }) => request.engagementId === engaged.id);
    expect(
      told.filter(({ request }) => JSON.stringify(request.params).includes('"improvement"')),
    ).toHaveLength(1);
    expect(told.filter(({ request }) => JSON.stringify(request.params).includes('"feedback"'))).toHaveLength(
      1,
    );
  });

  it('[S4-21] opens the task again that answers for a point which failed, and checks once more', async () => {
    const engaged = await harness.engage(undefined, SOURCE);
    await drive(engaged, 'internal-check');
    const check = await engaged.promise('internal-check');
    await engaged.state('qualityChecked', { passed: false, failed: ['handover'] }, { promise: check });
    const again = await engaged.until('the task that is open again', async () =>
      (await engaged.open()).find(({ step }) => step === 'task.document'),
    );
    expect(again.title).toBe('Write down how it is used');
    expect((await engaged.open()).map(({ step }) => step)).toEqual(['task.document']);
    await engaged.state('taskDone', {}, { promise: again });
    const second = await engaged.until('the second check', async () =>
      (await engaged.open()).find(({ step }) => step === 'internal-check'),
    );
    expect(second.id).not.toBe(check.id);
    await drive(engaged, 'final-check');
    const rounds = await harness.db.planTask.findMany({
      where: { engagementId: engaged.id, task: 'document' },
      orderBy: { round: 'asc' },
    });
    expect(rounds.map(({ round, state }) => [round, state])).toEqual([
      [1, 'done'],
      [2, 'done'],
    ]);
    const summaries = (await engaged.journal()).map(({ summary }) => summary);
    expect(summaries).toContain('The check did not pass. To be done again: document');
  });

  let closed: Engaged;
  it('[S4-26] is closed in both systems that show it, or the open end is a discrepancy until somebody has closed it', async () => {
    harness.trouble.set('planner.closePlan', async () => {
      throw ApplicationFailure.create({ type: 'VendorRejected', nonRetryable: true });
    });
    const engaged = await harness.engage(undefined, SOURCE);
    closed = engaged;
    const handedOver = async () =>
      (
        await harness.db.promiseRecord.findMany({ where: { engagementId: engaged.id, step: 'close-board' } })
      )[0];
    const driven = drive(engaged, 'survey-answer', { 'close-board': async () => {} });
    const task = await engaged.until(
      'the task to close the plan by hand',
      async () => {
        const found = await handedOver();
        return (found?.keptBy as object[] | undefined)?.length === 1 && found;
      },
      120_000,
    );
    const standing = async () => await listDiscrepancies(harness.db, engaged.id);
    await engaged.until('the other end to be closed', async () => (await standing()).length === 1);
    expect(await standing()).toMatchObject([
      { change: { what: 'project', how: 'leftOpen' }, promiseId: task.id, restorable: false },
    ]);
    // Nobody is asked for an opinion on work that is closed by half.
    expect(await steps(engaged)).not.toContain('survey-request');
    await engaged.state('stepCompleted', { answers: {} }, { promise: task });
    await driven;
    harness.trouble.clear();
    expect(await standing()).toEqual([]);
    expect(await steps(engaged)).toContain('survey-request');
  }, 180_000);

  it('leaves a reminder to a person where the client wants to be called, and ends when it is said', async () => {
    const engaged = closed;
    harness.trouble.set('mail.send', async () => {
      throw ApplicationFailure.create({
        type: 'ForPerson',
        nonRetryable: true,
        details: [{ advice: 'Call' }],
      });
    });
    await harness.env.sleep('8 d');
    const task = await engaged.promise('say-to-client');
    harness.trouble.clear();
    expect(task).toMatchObject({
      ...{ owedBy: 'account-manager', state: 'open', kind: 'task' },
      title: 'By hand: Reminder: The client answers the survey. Call',
    });
    await answered(engaged, 5)['survey-answer']();
    await engaged.until('the answer', async () => (await engaged.promise('survey-answer')).state === 'kept');
    expect((await engaged.row()).status).toBe('active');
    await engaged.state('stepCompleted', { answers: {} }, { promise: task });
    await engaged.until('the end', async () => (await engaged.row()).status === 'completed');
    const receipt = await harness.db.effect.findFirstOrThrow({ where: { promiseId: task.id } });
    expect(receipt).toMatchObject({ action: 'mail.send', state: 'byHand', failure: 'ForPerson' });
  }, 180_000);

  it('[S4-12] has a channel of its own where it is large, once; what counts as large is data', async () => {
    const smallProject = async (change?: (playbook: Playbook) => void) => {
      const engaged = await harness.engage(change, SOURCE);
      const handover = async () => {
        const promise = await engaged.promise('handover');
        const answers = { size: 'small', deadline: '2100-01-04' };
        await engaged.state('stepCompleted', { answers }, { promise });
      };
      await engaged.driveTo('kick-off-outcome', { handover });
      return engaged;
    };
    expect(channelsOf(await smallProject())).toEqual([]);
    const otherwise = (playbook: Playbook) => {
      const step = playbook.stages.onboarding?.steps.find(({ id }) => id === 'channel');
      if (step) step.when = { answer: 'size', is: 'small' };
    };
    const changed = await smallProject(otherwise);
    await changed.until('the channel', async () => channelsOf(changed).length === 1);
    // The large one of before, which has come to its end.
    expect(channelsOf(closed)).toHaveLength(1);
  }, 180_000);

  it('[S4-28] asks for an opinion after the closure, once more if nobody answers, and never about work that was called off', async () => {
    const engaged = await harness.engage(undefined, SOURCE);
    await drive(engaged, 'survey-answer');
    await harness.env.sleep('15 d');
    await engaged.until('the reminder', async () => sentOf(engaged).includes('survey-reminder'));
    await answered(engaged, 5)['survey-answer']();
    await engaged.until('the end', async () => (await engaged.row()).status === 'completed');
    const said = sentOf(engaged).filter((template) => template.startsWith('survey'));
    expect(said).toEqual(['survey', 'survey-reminder']);
    const promises = await harness.db.promiseRecord.findMany({ where: { engagementId: engaged.id } });
    const asked = promises.find(({ step }) => step === 'survey-request');
    for (const closing of promises.filter(({ stage }) => stage === 'closure')) {
      expect(closing.state).toBe('kept');
      expect(closing.settledAt!.getTime()).toBeLessThanOrEqual(asked!.openedAt.getTime());
    }
    expect(promises.find(({ step }) => step === 'survey-answer')?.settledBy).toMatchObject({
      signal: 'surveyAnswered',
      actor: { kind: 'person', id: 'per_ann' },
    });

    const calledOff = await harness.engage(undefined, SOURCE);
    await drive(calledOff, 'acceptance');
    await calledOff.state('cancelled', {});
    await calledOff.until('the end', async () => (await calledOff.row()).status === 'cancelled');
    await harness.env.sleep('22 d');
    expect(sentOf(calledOff).filter((template) => template.startsWith('survey'))).toEqual([]);
  }, 180_000);

  it('is in the read model exactly as its journals have it', async () => {
    const differences: Difference[] = [];
    await checkReadModel(harness.db, (difference) => differences.push(difference));
    expect(differences).toEqual([]);
  });

  it('[S4-24] counts its revisions: each goes back to delivery, where planners add what is to be done', async () => {
    const engaged = await harness.engage(undefined, SOURCE);
    await drive(engaged, 'acceptance');
    await engaged.state('revisionRequested', { items: 2 }, { promise: await engaged.promise('acceptance') });
    await engaged.until('the second delivery', async () => {
      const tracks = await harness.db.track.findMany({ where: { engagementId: engaged.id } });
      return tracks.length === 2;
    });
    await drive(engaged, null, answered(engaged, 5));
    const summaries = (await engaged.journal()).map(({ summary }) => summary);
    expect(summaries.filter((summary) => summary.startsWith('Revision 1:'))).toHaveLength(1);
    const accepted = await harness.db.promiseRecord.findMany({
      where: { engagementId: engaged.id, step: 'acceptance' },
      orderBy: { openedAt: 'asc' },
    });
    expect(accepted).toHaveLength(2);
    expect(accepted.at(-1)?.settledBy).toMatchObject({
      signal: 'deliveryAccepted',
      actor: { kind: 'person' },
    });
  });
});
