import { type Priority, roleOfTeam, ticketRules } from '../../service-desk/domain/service-desk';
import type { TicketInput } from '../domain/ticket';
import { findEngagement } from '../../engagement/store/engagements';
import { deskOf } from '../store/ticket-rules';
import { findTicket, type Ticket } from '../store/tickets';
import { ticketSubject } from '../domain/subject';
import type { HandedOver } from '../../dispatch/hand-over';

/** Tickets, each with the version of the service desk's rules that it was opened under and the team of its engagement. */
export const TICKETS: HandedOver<Ticket> = {
  subject: ticketSubject,
  find: findTicket,
  async start({ db, settings }, row) {
    const { capabilities, vendors = {} } = settings;
    const isReachable = (vendors[capabilities.helpdesk]?.mode ?? 'unconfigured') !== 'unconfigured';
    const desk = await deskOf(db, row);
    const engagement = row.engagementId === null ? null : await findEngagement(db, row.engagementId);
    const role = roleOfTeam(desk, row.team);
    const input: TicketInput = {
      ticketId: row.id,
      reference: row.reference,
      openedAtMs: row.openedAt.getTime(),
      priority: row.priority as Priority,
      team: row.team,
      people: {
        ...(engagement?.team as Record<string, string> | undefined),
        ...(row.assigneeId === null ? {} : { [role]: row.assigneeId }),
      },
      rules: ticketRules(desk, row.deskVersion),
      heldSinceMs: row.heldSince?.getTime() ?? null,
      mailQueue: capabilities.mail,
      ...(isReachable ? { helpdeskQueue: capabilities.helpdesk } : {}),
      time: settings.time,
    };
    return {
      input,
      staticSummary: `${row.reference} ticket, ${row.priority}`,
      searchAttributes: {
        EngagementReference: row.reference,
        EngagementStatus: row.status,
        ...(row.clientId === null ? {} : { Client: row.clientId }),
      },
    };
  },
};
