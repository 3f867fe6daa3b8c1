import { ApplicationFailure } from '@temporalio/common';
import { zoneOf } from '../../src/promise/domain/calendar/zone';
import { type Engaged, Harness } from './harness';

const DAY_MS = 86_400_000;
// The first reminder comes at the latest after the longest time that the client's calendar is closed, the
// second at the earliest seven days after the invoice was due.
const BETWEEN_FIRST_AND_SECOND_MS = 6.5 * DAY_MS;
const EUR = (amount: string) => ({ amount, currency: 'EUR' });

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(async () => {
  await harness.stop();
});

/** An engagement that waits for its first payment, with an invoice by hand that is due in so many days. */
async function invoiced(dueInDays: number): Promise<Engaged> {
  const engaged = await harness.engage();
  await engaged.driveTo('first-payment', { 'first-payment': async () => {} });
  const dueAtMs = (await harness.nowMs()) + dueInDays * DAY_MS;
  await engaged.state('invoiceRecorded', {
    invoice: 'R-1',
    milestone: 'signature',
    ...EUR('500.00'),
    dueAtMs,
  });
  await posted(engaged, 2);
  return engaged;
}

async function posted(engaged: Engaged, lines: number): Promise<void> {
  await engaged.until(`${lines} lines in the ledger`, async () => {
    const found = await harness.db.ledgerEntry.count({ where: { engagementId: engaged.id } });
    return found === lines;
  });
}

async function told(engaged: Engaged) {
  return (await engaged.journal()).filter(({ kind }) => kind === 'invoiceReminded');
}

async function reminded(engaged: Engaged, count: number) {
  return await engaged.until(`${count} reminders`, async () => {
    const found = await told(engaged);
    return found.length >= count && found;
  });
}

describe('An invoice that is late', () => {
  it("is reminded of again and again, in the client's hours, with what is open then, and so often at most", async () => {
    const engaged = await invoiced(2);
    await harness.env.sleep(1 * DAY_MS);
    expect(await told(engaged)).toEqual([]);
    await harness.env.sleep(1 * DAY_MS + BETWEEN_FIRST_AND_SECOND_MS);
    await reminded(engaged, 1);
    await engaged.state('paymentReceived', { ...EUR('200.00'), invoice: 'R-1' });
    await posted(engaged, 3);
    await harness.env.sleep(40 * DAY_MS);
    const found = await reminded(engaged, 3);
    expect(found.map(({ data }) => (data as { open: object }).open)).toEqual([
      EUR('500.00'),
      EUR('300.00'),
      EUR('300.00'),
    ]);
    expect(found[1]?.summary).toMatch(
      /^The client was reminded of invoice R-1 \(2 of 3\): 300\.00 EUR is open, due since 20\d\d-\d\d-\d\d\. mail\.send was done\.$/,
    );
    const mails = harness.performed.filter(
      ({ request }) => request.engagementId === engaged.id && request.fills !== undefined,
    );
    expect(mails.map(({ request }) => request.fills)).toEqual([
      { invoice: 'R-1', open: '500.00 EUR' },
      { invoice: 'R-1', open: '300.00 EUR' },
      { invoice: 'R-1', open: '300.00 EUR' },
    ]);
    const london = zoneOf('Europe/London');
    for (const { at } of found) {
      const hour = london.wallMsOf(at.getTime()) / 3_600_000;
      expect([at.getUTCDay() % 6 !== 0, hour >= 9 && hour <= 17.5]).toEqual([true, true]);
    }
    const times = found.map(({ at }) => at.getTime());
    expect(Math.min(times[1]! - times[0]!, times[2]! - times[1]!)).toBeGreaterThan(7 * DAY_MS - 60_000);
    expect(await told(engaged)).toHaveLength(3);
  }, 90_000);

  it('is reminded of no more once it is paid, nor while the engagement is on hold', async () => {
    const engaged = await invoiced(1);
    await engaged.state('held', {});
    await engaged.until('the hold', async () => (await engaged.row()).status === 'held');
    await harness.env.sleep(10 * DAY_MS);
    expect(await told(engaged)).toEqual([]);
    await engaged.state('resumed', {});
    await engaged.until('the end of the hold', async () => (await engaged.row()).status === 'active');
    await harness.env.sleep(6 * DAY_MS);
    await reminded(engaged, 1);
    await engaged.state('paymentReceived', { ...EUR('500.00'), invoice: 'R-1' });
    await posted(engaged, 3);
    await harness.env.sleep(30 * DAY_MS);
    expect(await told(engaged)).toHaveLength(1);
  }, 90_000);

  it('is left alone when the engagement is called off; what cannot be sent is noted', async () => {
    const engaged = await invoiced(1);
    harness.trouble.set('mail.send', async () => {
      throw ApplicationFailure.nonRetryable('nobody to address', 'VendorRejected');
    });
    await harness.env.sleep(1 * DAY_MS + BETWEEN_FIRST_AND_SECOND_MS);
    harness.trouble.clear();
    await engaged.until('the note', async () =>
      (await engaged.journal()).some(
        ({ summary }) => summary === 'Could not be sent: Reminder 1 of 3: invoice R-1',
      ),
    );
    await engaged.state('cancelled', {});
    await engaged.until('the end', async () => (await engaged.row()).status === 'cancelled');
    await harness.env.sleep(30 * DAY_MS);
    expect(await told(engaged)).toEqual([]);
  }, 90_000);
});
