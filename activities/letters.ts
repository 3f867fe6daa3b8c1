import { atVendor } from './vendor-errors';
import type { LetterActivities } from '../src/domain/letters';
import type { Letter } from '../src/domain/service-desk';
import type { Database } from '../src/store/database';
import type { Ticket } from '../src/store/generated/client';
import { serviceDesk } from '../src/store/service-desk';
import type { ActionDeps } from './action-deps';
import { sendOnce } from './mail';

/** Letters to the people who ask the desk for something. Names and addresses are looked up here, never in a workflow. */
export function createLetterActivities(deps: ActionDeps): LetterActivities {
  return {
    tellRequester: ({ ticketId, letter, key }) =>
      atVendor(async () => {
        const ticket = await deps.db.ticket.findUniqueOrThrow({ where: { id: ticketId } });
        await sendOnce(deps, key, async () => ({
          to: [{ name: ticket.requesterName, address: ticket.requesterEmail }],
          cc: [],
          ...(await written(deps.db, ticket, letter)),
        }));
      }),
  };
}

async function written(
  db: Database,
  ticket: Ticket,
  letter: Letter,
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
  return { subject: fill(subject), text: fill(text) };
}
