/** Who did something. Ids only: names are looked up where they are shown. */
export type Actor =
  | { kind: 'person'; id: string; roles: string[] }
  | { kind: 'administrator' }
  | { kind: 'client' }
  | { kind: 'system'; name: string };

/** Somebody who is away, and until when; null when nobody knows. */
export interface InsteadOf {
  personId: string;
  untilMs: number | null;
}
