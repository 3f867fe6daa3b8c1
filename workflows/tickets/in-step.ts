import { condition, sleep } from '@temporalio/workflow';
import type { StepAnswer } from '../../src/ticket/domain/keeping-in-step';
import type { Standing, TicketState } from '../../src/ticket/domain/ticket';
import { keepInStep } from '../activities';
import type { Desk } from '../promise/desk';

/** Before it is asked again what was not to be told yet; wall-clock seconds. */
const FIRST_PAUSE_SECONDS = 1;
const LONGEST_PAUSE_SECONDS = 15;

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

  /** The vendor has it once more: it is told how the ticket stands now. */
  again(): void {
    this.isApart = false;
    delete this.ticket.state.inStep;
  }

  /** Tells whatever changes, for as long as the workflow runs. */
  async run(): Promise<void> {
    const { desk, state, input } = this.ticket;
    const queue = input.helpdeskQueue;
    if (queue === undefined) {
      return;
    }
    let pauseSeconds = FIRST_PAUSE_SECONDS;
    for (;;) {
      await condition(() => !this.isReached);
      const { status, priority } = state;
      const outcome = await desk.whileBusy(() => this.tell(queue, { status, priority }));
      if (outcome === 'later') {
        await sleep(`${pauseSeconds} seconds`, { summary: 'Until what was told has been heard' });
        pauseSeconds = Math.min(2 * pauseSeconds, LONGEST_PAUSE_SECONDS);
      } else {
        this.isApart = outcome === 'apart';
        state.inStep = { status, priority };
        pauseSeconds = FIRST_PAUSE_SECONDS;
      }
    }
  }

  private async tell(queue: string, standing: Standing): Promise<StepAnswer['outcome']> {
    const { desk, input } = this.ticket;
    try {
      const request = { ticketId: input.ticketId, ...standing };
      const { outcome } = await keepInStep(queue, request, desk.options.time);
      return outcome;
    } catch {
      this.ticket.refused(queue);
      return 'inStep';
    }
  }
}

function isSame(a: Standing, b: Standing): boolean {
  return a.status === b.status && a.priority === b.priority;
}
