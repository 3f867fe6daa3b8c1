import { declaring, type FactRules } from '../../../fact/domain/declaration';
import type { TicketStep } from '../ticket';

/** What is declared of a fact of a ticket. It keeps promises by their steps. */
export interface TicketFactRules extends FactRules<TicketStep | 'update', unknown> {
  /**
   * `desk`: the staff of the desk and whoever has the ticket; `client`: the client as well, for whom staff may state it
   * when the client called; `ladder`: whoever an escalation concerns; `product`: nobody but the product itself.
   */
  readonly statedBy: 'desk' | 'client' | 'ladder' | 'product';
  /** Whoever has the ticket cannot state it, in whatever role. */
  readonly neverByAssignee?: true;
}

/** Declares a fact of a ticket. */
export const fact = declaring<TicketFactRules>();
