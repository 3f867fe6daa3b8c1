import type { MailPort } from '../src/capability/mail';
import { allowedFrom } from '../src/post/domain/quiet-hours';
import { mailAddressOf } from '../src/text/domain/mail-address';
import { atVendor } from './capabilities/vendor-errors';
import { type LetterActivities, overtakenBy } from '../src/ticket/domain/letters';
import type { Letter } from '../src/service-desk/domain/service-desk';
import type { Database } from '../src/database/database';
import type { Ticket } from '../src/database/generated/client';
import { serviceDesk } from '../src/service-desk/store/service-desk';
import type { ActionDeps, Door } from './capabilities/action-deps';
import { sendOnce } from './capabilities/mail';

/** @param timeZone the house's own, for requesters whose zone nobody knows */
type LetterDeps = ActionDeps & { timeZone: string };

/** Letters to the people who ask the desk for something. Names and addresses are looked up here, never in a workflow. */
export function createLetterActivities(deps: LetterDeps, door: Door<MailPort>): LetterActivities {
  return {
    tellRequester: ({ ticketId, letter, key, late = false, mayWait = false }) =>
      atVendor(async () => {
        const ticket = await deps.db.ticket.findUniqueOrThrow({ where: { id: ticketId } });
        // Attempts go on while the mail is away, and the ticket goes on meanwhile.
        if (overtakenBy(letter, ticket.status) !== null) {
          return { outcome: 'overtaken' };
        }
        const quietUntilMs = mayWait ? await quietUntil(deps, ticket) : null;
        if (quietUntilMs !== null) {
          return { outcome: 'quiet', untilMs: quietUntilMs };
        }
        await sendOnce(door, key, async () => ({
          to: [
            {
              name: ticket.requesterName,
              address: mailAddressOf(ticket.requesterEmail)?.wire ?? ticket.requesterEmail,
            },
          ],
          cc: [],
          ...(await written(deps.db, ticket, letter, late)),
        }));
        return { outcome: 'sent' };
      }),
  };
}

/** When the requester's night or weekend is over; null outside of it. */
async function quietUntil({ db, clock, timeZone }: LetterDeps, ticket: Ticket): Promise<number | null> {
  const nowMs = clock.productNow();
  const known = await db.person.findFirst({
    where: { emailKey: ticket.requesterKey },
    select: { timeZone: true },
  });
  const fromMs = allowedFrom(nowMs, known?.timeZone ?? timeZone);
  return fromMs > nowMs ? fromMs : null;
}

const LATE_LINE = 'This message comes later than it should, because our systems were away.';

async function written(
  db: Database,
  ticket: Ticket,
  letter: Letter,
  late: boolean,
): Promise<{ subject: string; text: string }> {
  const { subject, text } = serviceDesk().desk.letters[letter];
  const first = await db.promiseRecord.findFirst({
    where: { subjectId: ticket.id, step: 'firstResponse' },
    select: { dueAt: true },
  });
  const words: Record<string, string> = {
    reference: ticket.reference,
    subject: ticket.subject.replaceAll(/\s+/g, ' '),
    name: ticket.requesterName,
    firstResponseBy: first?.dueAt?.toUTCString() ?? 'the time that we owe you',
  };
  const fill = (template: string) =>
    template.replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => words[name] ?? '');
  return { subject: fill(subject), text: late ? `${fill(text).trimEnd()}\n\n${LATE_LINE}\n` : fill(text) };
}
