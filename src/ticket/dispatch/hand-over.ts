import { type Priority, ticketRules } from '../../service-desk/domain/service-desk';
import type { TicketInput } from '../domain/ticket';
import { findEngagement } from '../../engagement/store/engagements';
import { serviceDesk } from '../../service-desk/store/service-desk';
import { findTicket, type Ticket } from '../store/tickets';
import { ticketSubject } from '../domain/subject';
import type { HandedOver } from '../../dispatch/hand-over';

/** Tickets, each with the service desk's rules of today, the team of its engagement and the calendar of its client. */
export const TICKETS: HandedOver<Ticket> = {
  subject: ticketSubject,
  find: findTicket,
  async start({ db, settings }, row) {
    const { desk, version } = serviceDesk();
    const engagement = row.engagementId === null ? null : await findEngagement(db, row.engagementId);
    const client = row.clientId === null ? null : await db.client.findUnique({ where: { id: row.clientId } });
    const calendar = [engagement?.calendar, client?.calendar].find((name) => name && desk.calendars[name]);
    const role = desk.teams[row.team]?.role ?? row.team;
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
      rules: ticketRules(calendar ? { ...desk, calendar } : desk, version),
      mailQueue: settings.capabilities.mail,
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
