import type { Accepted } from '../support/people';

/** A start that was answered: what was promised to whoever asked for it. */
export interface Start {
  title: string;
  /** How it was asked for: by the API, or by HubSpot's call for a deal. */
  by: 'api' | 'webhook';
  /** Whether somebody said yes: 201 to the API's caller, 200 to HubSpot. */
  isAccepted: boolean;
  /** Null until the engagement was seen. */
  engagementId: string | null;
}

/** What the clients of an installation know for themselves: everything that it ever said yes to. */
export class Ledger {
  readonly starts: Start[] = [];
  readonly accepted = new Map<string, Accepted>();
  /** What went wrong last for whoever works on an engagement. */
  readonly troubles = new Map<string, string>();

  note(decision: Accepted): void {
    this.accepted.set(`${decision.subjectId} ${decision.commandId}`, decision);
  }
}
