/** What a look at a link has found. `unsure`: it may be there, nobody can say now. */
export type Sight =
  | { readonly state: 'there' }
  | { readonly state: 'gone'; readonly why: string }
  | { readonly state: 'unsure' };

/** How it stands with a link, by all looks so far. */
export interface LinkState {
  /** How often in a row it was gone. */
  readonly misses: number;
  /** When it was first missed; null: it is there, as far as is known. */
  readonly missedSince: Date | null;
  /** What was found there instead. */
  readonly why: string | null;
}

/** A link that leads nowhere. */
export interface Broken {
  readonly since: Date;
  readonly why: string;
}

/** Once is no proof: a page may be away while it is moved. */
const MISSES = 2;

/** What HTTP says of what stands at an address: what asks who we are is there; what is overloaded may be. */
export function sightOf(status: number): Sight {
  if (status === 404 || status === 410) return { state: 'gone', why: `it answers ${status}` };
  const isSure = status >= 200 && status < 500 && status !== 408 && status !== 429;
  return { state: isSure ? 'there' : 'unsure' };
}

/** How it stands after another look. */
export function afterLook(before: LinkState, sight: Sight, now: Date): LinkState {
  switch (sight.state) {
    case 'there':
      return { misses: 0, missedSince: null, why: null };
    case 'gone':
      return { misses: before.misses + 1, missedSince: before.missedSince ?? now, why: sight.why };
    case 'unsure':
      return before;
  }
}

/** Since when it leads nowhere; null: it does not. */
export function brokenOf({ misses, missedSince, why }: LinkState): Broken | null {
  return misses >= MISSES && missedSince !== null ? { since: missedSince, why: why ?? '' } : null;
}
