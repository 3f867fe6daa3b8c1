import type { HelpdeskStage } from '../../capability/offered/helpdesk';
import type { Standing, TicketStatus } from './ticket';

/** How a ticket stands now, for the vendor where it is kept in step. */
export interface StepRequest extends Standing {
  ticketId: string;
}

/**
 * `later`: more has happened than the request says, or what the vendor told is still on its way; to be asked again with how
 * the ticket stands then. `apart`: the vendor has it no more, or nothing is shared with it; nothing is to be told from now on.
 */
export type StepAnswer = { outcome: 'inStep' | 'later' | 'apart' };

export interface StepActivities {
  keepInStep(request: StepRequest): Promise<StepAnswer>;
}

/** The stage that says the same there. */
export function stageOf(status: TicketStatus): HelpdeskStage {
  switch (status) {
    case 'new':
    case 'open':
    case 'waitingForClient':
      return status;
    case 'resolved':
    case 'closed':
    case 'merged':
    case 'cancelled':
      return 'resolved';
  }
}

/** Whether two stages say the same of a ticket of ours. */
export function isSameStage(a: HelpdeskStage, b: HelpdeskStage): boolean {
  return plain(a) === plain(b);
}

/** A ticket whose client was answered is open. */
function plain(stage: HelpdeskStage): HelpdeskStage {
  return stage === 'responded' ? 'open' : stage;
}
