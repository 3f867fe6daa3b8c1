/** How a change is told in the journal, and what somebody has to decide because of it; left out: nothing. */
export interface ChangeWords {
  readonly told: string;
  readonly decide?: string;
}
