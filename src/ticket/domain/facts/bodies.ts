import type { FactBody, StatedOf } from '../../../fact/domain/body';
import { endBodies } from './end-bodies';
import { handBodies } from './hands-bodies';
import { outsideBodies } from './outside-bodies';
import type { StatableTicketSignal, TicketSignalFields } from './registry';
import { workBodies } from './work-bodies';

/** The body of each fact that the API takes for a ticket. */
export const TICKET_BODIES = {
  ...workBodies,
  ...handBodies,
  ...endBodies,
  ...outsideBodies,
} satisfies { [S in StatableTicketSignal]: FactBody<TicketSignalFields[S]> };

/** A fact's name with its body, as the schemas have passed it. */
export type StatedTicketFact = StatedOf<typeof TICKET_BODIES>;
