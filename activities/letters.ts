import type { MailPort } from '../src/capability/offered/mail';
import { mailAddressOf } from '../src/text/domain/mail-address';
import { atVendor } from './capabilities/vendor-errors';
import { type LetterActivities, overtakenBy } from '../src/ticket/domain/letters';
import type { Letter } from '../src/service-desk/domain/service-desk';
import { clientZone } from '../src/client/store/client-zones';
import type { Person } from '../src/people/store/people';
import { bothWallTimes } from '../src/post/domain/wall-time';
import type { Ticket } from '../src/database/generated/client';
import { loadServiceDesk } from '../src/service-desk/store/versions';
import type { ActionDeps, Door } from './capabilities/action-deps';
import { sendOnce } from './capabilities/mail';
import { knownZone, mayBeToldFrom } from './quiet';

/**
 * `timeZone`: the house's own, for requesters whose zone nobody knows. `portal`: where requesters see their tickets, as far as there
 * is such a place.
 */
type LetterDeps = ActionDeps & { timeZone: string; portal?: () => string | undefined };

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
          ...(await written(deps, ticket, letter, late)),
        }));
        return { outcome: 'sent' };
      }),
  };
}

/** When the requester's night or weekend is over; null outside of it. */
async function quietUntil(deps: LetterDeps, ticket: Ticket): Promise<number | null> {
  const nowMs = deps.clock.productNow();
  const { timeZone, quietHours } = await requesterOf(deps, ticket);
  const desk = await loadServiceDesk(deps.db, ticket.deskVersion);
  const fromMs = mayBeToldFrom({ timeZone, quietHours }, desk, nowMs);
  return fromMs > nowMs ? fromMs : null;
}

/** Where the requester is, as far as it is known: as a person of ours, by the client's calendar, else where the house is. */
async function requesterOf(
  { db, timeZone }: LetterDeps,
  { requesterKey, clientId, deskVersion }: Ticket,
): Promise<Pick<Person, 'timeZone' | 'quietHours'>> {
  const known = await db.person.findFirst({
    where: { emailKey: requesterKey },
    select: { timeZone: true, quietHours: true },
  });
  if (known) return known;
  const client = clientId === null ? null : await db.client.findUnique({ where: { id: clientId } });
  const served = {
    playbookName: null,
    playbookVersion: null,
    deskVersion,
    calendar: client?.calendar ?? null,
  };
  return { timeZone: (await clientZone(db, served)) ?? timeZone, quietHours: null };
}

/** Where the rules do not place the portal's address themselves, by `{{portal}}`. */
const PORTAL_LINE = 'Your requests and what becomes of them: {{portal}}';
const LATE_LINE = 'This message comes later than it should, because our systems were away.';

async function written(
  deps: LetterDeps,
  ticket: Ticket,
  letter: Letter,
  late: boolean,
): Promise<{ subject: string; text: string }> {
  const { letters } = await loadServiceDesk(deps.db, ticket.deskVersion);
  const { subject, text: own } = letters[letter];
  const portal = deps.portal?.() ?? '';
  const isPlaced = portal === '' || own.includes('{{portal}}');
  const text = isPlaced ? own : `${own.trimEnd()}\n\n${PORTAL_LINE}\n`;
  const first = await deps.db.promiseRecord.findFirst({
    where: { subjectId: ticket.id, step: 'firstResponse' },
    select: { dueAt: true },
  });
  const words: Record<string, string> = {
    reference: ticket.reference,
    subject: ticket.subject.replaceAll(/\s+/g, ' '),
    name: ticket.requesterName,
    portal,
    firstResponseBy: first?.dueAt ? await timeFor(deps, ticket, first.dueAt) : 'the time that we owe you',
  };
  const fill = (template: string) =>
    template.replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => words[name] ?? '');
  return { subject: fill(subject), text: late ? `${fill(text).trimEnd()}\n\n${LATE_LINE}\n` : fill(text) };
}

/** By the requester's own clock, and ours behind it where it shows another time. */
async function timeFor(deps: LetterDeps, ticket: Ticket, at: Date): Promise<string> {
  const { timeZone } = await requesterOf(deps, ticket);
  return bothWallTimes(at, knownZone(timeZone), { zone: knownZone(deps.timeZone), who: 'us' });
}
