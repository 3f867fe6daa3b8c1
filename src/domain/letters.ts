import type { Letter } from './service-desk';

/** A letter to a ticket's requester. The same `key` twice is one mail. */
export interface LetterRequest {
  ticketId: string;
  letter: Letter;
  key: string;
}

export interface LetterActivities {
  tellRequester(request: LetterRequest): Promise<void>;
}
