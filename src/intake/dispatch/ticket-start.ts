import type { HelpdeskRequester, HelpdeskTicket } from '../../capability/offered/helpdesk';
import type { Connection } from '../../database/database';
import { mailAddressOf, mailKey } from '../../text/domain/mail-address';
import { cutText } from '../../text/domain/cut';
import type { TicketRequest } from '../../ticket/store/tickets-open';
import { dealIdsOf, type Vendor } from '../../vendors/kit/vendor';
import { engagementsOfDeal } from '../store/deals';

/** As long as they are in the API; a vendor's may be longer. */
const LONGEST_NAME = 200;
const LONGEST_DESCRIPTION = 20_000;
const LONGEST_CATEGORY = 60;

/** What a ticket that was made at a vendor asks us for; or what is missing there, in a few words. */
export async function ticketRequestOf(
  db: Connection,
  vendor: Vendor,
  ticket: HelpdeskTicket,
): Promise<TicketRequest | { missing: string }> {
  const { requester } = ticket;
  const email = mailAddressOf(requester?.email ?? '')?.written;
  if (requester === undefined || email === undefined) {
    return {
      missing: 'the ticket has no contact with an address: give it one there, and have this handled again',
    };
  }
  const subject = cutText(ticket.subject.trim(), LONGEST_NAME) || `Ticket ${ticket.id}`;
  const name = cutText(requester.name.trim(), LONGEST_NAME) || email;
  return {
    ...(await whomFor(db, vendor, ticket, { ...requester, name, email })),
    requester: { name, email },
    subject,
    description: cutText(ticket.description.trim(), LONGEST_DESCRIPTION),
    channel: ticket.channel ?? 'email',
    priority: ticket.priority ?? 'medium',
    category: cutText(ticket.category?.trim() ?? '', LONGEST_CATEGORY) || 'general',
  };
}

/**
 * The engagement that its deal stands for; else the one client that has its contact; else the client of the company's name,
 * or of the requester's own.
 */
async function whomFor(
  db: Connection,
  vendor: Vendor,
  { dealIds, company }: HelpdeskTicket,
  requester: HelpdeskRequester & { email: string },
): Promise<Pick<TicketRequest, 'engagementId' | 'client'>> {
  const [standing] = await engagementsOfDeal(db, dealIdsOf(vendor), dealIds);
  if (standing !== undefined) return { engagementId: standing.engagement.id };
  const known = await clientOfContact(db, vendor.name, requester);
  if (known !== undefined) return { client: { id: known } };
  const name = [company, requester.company, requester.name].find(
    (text) => text !== undefined && text.trim() !== '',
  );
  return { client: { name: cutText(name?.trim() ?? requester.email, LONGEST_NAME) } };
}

/** The client that has the contact; undefined when none has, or more than one. */
async function clientOfContact(
  db: Connection,
  system: string,
  { id: externalId, email }: { id: string; email: string },
): Promise<string | undefined> {
  const contacts = await db.contact.findMany({
    where: { OR: [{ system, externalId }, { emailKey: mailKey(email) }] },
    select: { client: { select: { id: true, mergedInto: true } } },
  });
  const clients = new Set(contacts.map(({ client }) => client.mergedInto ?? client.id));
  const [only] = clients;
  return clients.size === 1 ? only : undefined;
}
