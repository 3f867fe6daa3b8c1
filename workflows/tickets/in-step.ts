import { condition } from '@temporalio/workflow';
import type { Standing, TicketState } from '../../src/ticket/domain/ticket';
import { keepInStep } from '../activities';
import type { Desk } from '../promise/desk';

/** Whose ticket it is, and who is to know when the vendor did not take how it stands. */
export interface Stepping {
  readonly desk: Desk;
  readonly state: TicketState;
  readonly input: { ticketId: string; helpdeskQueue?: string };
  /** Called when the vendor did not take it. */
  refused(vendor: string): void;
}

/**
 * Keeps the vendor's ticket in step with ours: how ours stands is told there, one change after another; what has changed
 * again meanwhile is told as it is then. It holds up nothing.
 */
export class InStep {
  private isApart = false;

  constructor(private readonly ticket: Stepping) {}

  /** Whether the vendor has been told how the ticket stands. */
  get isReached(): boolean {
    const { state, input } = this.ticket;
    const isShared = input.helpdeskQueue !== undefined && !this.isApart;
    return !isShared || (state.inStep !== undefined && isSame(state.inStep, state));
  }

  /** Tells whatever changes, for as long as the workflow runs. */
  async run(): Promise<void> {
    const { desk, state, input } = this.ticket;
    const { ticketId, helpdeskQueue } = input;
    while (helpdeskQueue !== undefined && !this.isApart) {
      await condition(() => !this.isReached);
      const { status, priority } = state;
      await desk.whileBusy(async () => {
        try {
          const request = { ticketId, status, priority };
          const { outcome } = await keepInStep(helpdeskQueue, request, desk.options.time);
          this.isApart = outcome === 'apart';
        } catch {
          this.ticket.refused(helpdeskQueue);
        }
      });
      state.inStep = { status, priority };
    }
  }
}

function isSame(a: Standing, b: Standing): boolean {
  return a.status === b.status && a.priority === b.priority;
}
