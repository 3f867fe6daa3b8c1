import { checkReadModel, type Difference } from '../../../src/journal/store/rebuild';
import { ANN, type Engaged, Harness } from '../harness';

const CAROL = 'per_carol';

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
  const createdAt = new Date();
  const person = (id: string, name: string, roles: string[]) => ({
    ...{ id, name, email: `${id}@example.com`, emailKey: `${id}@example.com`, roles, skills: [] },
    ...{ capacityHoursPerWeek: 40, timeZone: 'Etc/UTC', createdAt, updatedAt: createdAt },
  });
  await harness.db.person.createMany({
    data: [
      person(CAROL, 'Carol Relations', ['customer-relationship-manager']),
      person('per_ann', 'Ann Lee', ['operations-manager']),
    ],
  });
});
afterAll(() => harness.stop());
afterEach(async () => {
  const found: Difference[] = [];
  await checkReadModel(harness.db, (difference) => found.push(difference));
  expect(found).toEqual([]);
});

/** What Carol reads of an engagement, without its name. */
async function news(engaged: Engaged): Promise<string[]> {
  const notices = await harness.db.notice.findMany({
    where: { subjectId: engaged.id, personId: CAROL, reason: 'For your information' },
    orderBy: { createdAt: 'asc' },
  });
  return notices.map(({ text }) => text.replace(` (${engaged.reference}, Website relaunch).`, ''));
}

async function reads(engaged: Engaged, text: string): Promise<void> {
  await engaged.until(`Carol to read ${text}`, async () => (await news(engaged)).includes(text));
}

async function stated(engaged: Engaged, id: string, signal: string, body: object): Promise<string> {
  await harness.db.command.create({
    data: {
      ...{ subjectId: engaged.id, id, signal, body, state: 'accepted', receivedAt: new Date() },
      actor: ANN,
    },
  });
  return id;
}

describe('The informed parties', () => {
  it('[CD-00] hear that a step was waived, by whom and why, also when it was before it began', async () => {
    const engaged = await harness.engage();
    await engaged.driveTo('client-signature');
    const commandId = await stated(engaged, 'waive-early', 'paymentWaived', {
      reason: 'a client of ten years',
    });
    await engaged.state('paymentWaived', {}, { commandId });
    await engaged.driveTo('agree-cycle');
    await reads(engaged, 'Waived: "See the first payment arrive", by Ann Lee: a client of ten years');
  });

  it('[CD-00] hear of every meeting: that it stands in the calendars, was moved or deleted, and is called off', async () => {
    const engaged = await harness.engage();
    await engaged.driveTo('plan-work');
    for (const title of [
      'Strategy session',
      'Progress review',
      'Mid-point review',
      'Results review',
      'Kick-off call with the client',
    ]) {
      await reads(engaged, `In the calendar: "${title}", 2100-01-04T09:00:00Z`);
    }
    const made = await harness.db.promiseRecord.findFirstOrThrow({
      where: { engagementId: engaged.id, step: 'progress-review' },
    });
    const meeting = { promiseId: made.id, step: 'progress-review', title: 'Progress review' };
    for (const how of ['moved', 'deleted', 'restored'] as const) {
      await engaged.state('outsideChanged', {
        what: 'meeting',
        how,
        vendor: 'google-calendar',
        id: 'ev1',
        meeting,
      });
    }
    await engaged.state('outsideChanged', {
      what: 'meeting',
      how: 'declined',
      vendor: 'google-calendar',
      id: 'ev1',
      meeting,
    });
    await reads(engaged, 'Moved in the calendar: "Progress review"');
    await reads(engaged, 'Deleted from the calendar: "Progress review"');
    await reads(engaged, 'In the calendar again: "Progress review"');

    await engaged.state('cancelled', {});
    for (const title of ['Strategy session', 'Progress review', 'Mid-point review', 'Results review']) {
      await reads(engaged, `Called off: "${title}"`);
    }
    await reads(engaged, 'Withdrawn: "Plan the work and assign it", because the engagement was called off');
    await engaged.until('the end of the undoing', async () => {
      const undone = (await engaged.journal()).filter(({ summary }) => summary.includes('calendar.cancel'));
      return undone.length === 8;
    });
    // Those of the onboarding were held.
    const all = await news(engaged);
    expect(all.filter((text) => text.startsWith('Called off'))).toHaveLength(4);
    expect(new Set(all).size).toBe(all.length);
  });

  it('[CD-00] hear that an approval was refused, by whom and why, and not that it was done', async () => {
    const engaged = await harness.engage();
    await engaged.driveTo('confirm-team');
    const commandId = await stated(engaged, 'refuse', 'approvalRefused', {
      reason: 'the consultant is away',
    });
    const promise = await engaged.promise('confirm-team');
    await engaged.state('approvalRefused', {}, { promise, commandId });
    await reads(
      engaged,
      'Refused: "Confirm who undertakes the function roles", by Ann Lee: the consultant is away',
    );
    expect(await news(engaged)).not.toContain('Done: "Confirm who undertakes the function roles"');
  });
});
