import type { ActionName, ActionResult } from '../../../src/capability/actions';
import type { InvoiceStanding } from '../../../src/engagement/domain/ledger/entry';
import { notRemindedYet, openInvoices, type Reminded } from '../../../src/engagement/domain/ledger/reminders';
import type { AskedOutside } from '../../../src/journal/domain/promise-facts';
import { inWords, textOf } from '../../../src/money/domain/money';
import type { InvoiceReminders, Plan } from '../../../src/playbook/domain/playbook';
import type { Calendar } from '../../../src/promise/domain/clock/types';
import { termToSeconds } from '../../../src/promise/domain/duration';
import type { TermAnswer, TermRequest } from '../../../src/promise/domain/ladder/terms';
import type { Appointment } from '../../promise/desk';
import { LATE_AFTER_MS } from '../../promise/promise-facts';
import { isLeftToPerson } from '../said-by-person';
import { isOver } from './ledger';
import type { Standing } from '../standing-facts';

/** An engagement as far as its client is reminded. */
interface Reminding extends Standing {
  readonly input: { readonly reference: string; readonly plan: Plan; readonly calendar: string | null };
  asked(action: ActionName, key: string): AskedOutside;
  call(
    action: ActionName,
    key: string,
    params: object,
    summary: string,
    more: { fills: Readonly<Record<string, string>> },
  ): Promise<ActionResult>;
}

/** An invoice of which the client is to be reminded once more. */
interface Due {
  readonly invoice: InvoiceStanding;
  readonly reminded: Reminded;
}

/** The reminders whose time is to be computed: each lies in the client's working hours. */
export function reminderTerms(life: Reminding): TermRequest[] {
  return dueReminders(life)
    .filter(({ reminded }) => reminded.next === null)
    .map(({ invoice, reminded }) => ({
      id: termOf(invoice),
      calendar: clientHours(life),
      term: {
        startMs: reminded.fromMs,
        target: { kind: 'relative', rule: 'dueDate', dueDate: dateOf(reminded) },
      },
      pauses: [],
      warnAt: [],
      markSeconds: [],
    }));
}

/** Takes in when reminders go out. */
export function takeReminderTimes(life: Reminding, answers: readonly TermAnswer[]): void {
  for (const { invoice, reminded } of dueReminders(life)) {
    const answer = answers.find(({ id }) => id === termOf(invoice));
    if (answer && reminded.next === null) {
      remember(life, invoice, { ...reminded, next: { atMs: answer.dueMs } });
    }
  }
}

/**
 * The reminder that goes out first, as a moment of the desk. One whose time has long passed, as after a hold or an outage,
 * waits for the client's hours again.
 */
export function nextReminder(life: Reminding): Appointment | null {
  const timed = dueReminders(life).flatMap((due) => {
    const atMs = due.reminded.next?.atMs ?? null;
    return atMs === null ? [] : [{ ...due, atMs }];
  });
  const [first] = timed.toSorted((a, b) => a.atMs - b.atMs);
  return (
    (first && {
      atMs: first.atMs,
      what: `Remind of the invoice ${first.invoice.entry.invoice ?? ''}`,
      pass: () => {
        const nowMs = life.desk.nowMs();
        if (nowMs - first.atMs > LATE_AFTER_MS) {
          remember(life, first.invoice, { ...first.reminded, fromMs: nowMs, next: null });
        } else {
          remind(life, first);
        }
      },
    }) ??
    null
  );
}

function dueReminders(life: Reminding): Due[] {
  const { state, input, track } = life;
  const { reminders, tolerancePercent = 0 } = input.plan.payments ?? {};
  if (!reminders || track !== null || state.held || isOver(state)) {
    return [];
  }
  return openInvoices(state.ledger, tolerancePercent)
    .map((invoice) => ({
      invoice,
      reminded: state.reminded[invoice.entry.id] ?? notRemindedYet(invoice.entry),
    }))
    .filter(({ reminded }) => reminded.count < reminders.atMost);
}

function remind(life: Reminding, { invoice, reminded }: Due): void {
  const { reminders } = life.input.plan.payments ?? {};
  if (reminders) {
    const count = reminded.count + 1;
    const fromMs = life.desk.nowMs() + termToSeconds(reminders.every) * 1_000;
    remember(life, invoice, { count, fromMs, next: null });
    void send(life, reminders, invoice, count);
  }
}

// A reminder that cannot be sent is noted and left: another one follows.
async function send(
  life: Reminding,
  { do: action, with: params, atMost }: InvoiceReminders,
  { entry, asked, paid }: InvoiceStanding,
  count: number,
): Promise<void> {
  const open = { minor: asked - paid, currency: entry.currency };
  const invoice = entry.invoice ?? '';
  const title = `Reminder ${count} of ${atMost}: invoice ${invoice}`;
  const key = `${life.input.reference}/${entry.id}/reminder-${count}`;
  await life.desk.whileBusy(async () => {
    try {
      const fills = { invoice, open: inWords(open) };
      const { note } = await life.call(action, key, params, title, { fills });
      const about = { invoice, count, atMost, dueAtMs: entry.dueAtMs };
      life.desk.note({ kind: 'invoiceReminded', ...about, open: textOf(open), note });
    } catch (error) {
      if (isLeftToPerson(life, error, { ...life.asked(action, key), title, params })) return;
      life.desk.note({ kind: 'reminderFailed', action, title });
    }
  });
}

function clientHours({ input }: Reminding): Calendar {
  const { plan, calendar } = input;
  const named = plan.roleCalendars?.['client'] ?? calendar ?? plan.meetingCalendar ?? plan.calendar;
  const hours = plan.calendars[named];
  return hours ?? { tz: 'Etc/UTC', hours: '24x7' };
}

function remember({ state }: Reminding, { entry }: InvoiceStanding, reminded: Reminded): void {
  state.reminded[entry.id] = reminded;
}

function termOf({ entry }: InvoiceStanding): string {
  return `reminder/${entry.id}`;
}

function dateOf({ fromMs }: Reminded): string {
  return new Date(fromMs).toISOString();
}
