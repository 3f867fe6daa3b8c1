import type { Letter } from '../../service-desk/domain/service-desk';
import { hasEnded } from './ticket';

/** A letter to a ticket's requester. The same `key` twice is one mail. */
export interface LetterRequest {
  ticketId: string;
  letter: Letter;
  key: string;
  /** It says that it comes late, as after an outage. */
  late?: boolean;
  /** It is not urgent: it goes in the requester's day, not at night or on a weekend. */
  mayWait?: boolean;
}

/**
 * What became of a letter: it is out; what it says is over; or it is night or a weekend where the requester is, and it
 * is to be handed in again from that instant on.
 */
export type LetterAnswer =
  | { outcome: 'sent' }
  | { outcome: 'overtaken' }
  | { outcome: 'quiet'; untilMs: number };

/** Why a letter has nothing to say any more when the ticket stands so; null while it has. */
export function overtakenBy(letter: Letter, status: string): string | null {
  switch (letter) {
    case 'opened':
      return status === 'resolved' || hasEnded(status) ? `the ticket is ${status}` : null;
    case 'resolved':
    case 'reminder':
      return status === 'resolved' ? null : `the ticket is ${status}`;
    case 'closed':
      return null;
  }
}

export interface LetterActivities {
  tellRequester(request: LetterRequest): Promise<LetterAnswer>;
}
