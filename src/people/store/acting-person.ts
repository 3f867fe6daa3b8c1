import type { Connection } from '../../database/database';
import { actingFor } from './team';

/** Somebody who is given work: the person named, or whoever stands in while that one is away. */
export interface ActingPerson {
  personId: string;
  /** Who was named, and until when they are away; null: nobody knows. Milliseconds of product time. */
  insteadOf?: { personId: string; untilMs: number | null };
}

/**
 * Who gets the work that is given to a person: nothing is left with somebody who is away.
 * @returns a fault, in words for whoever named the person, when nobody would have it
 */
export async function actingPerson(
  db: Connection,
  personId: string,
  nowMs: number,
): Promise<ActingPerson | { fault: string }> {
  const acting = await actingFor(db, personId, new Date(nowMs));
  if (!acting) {
    return { fault: 'no active person has that id' };
  }
  const { id, away } = acting;
  if (!away) {
    return { personId };
  }
  if (id === null) {
    const until = away.until === null ? '' : ` until ${away.until.toISOString()}`;
    return { fault: `is away${until}, and no deputy of theirs is here: name somebody who is here` };
  }
  return { personId: id, insteadOf: { personId, untilMs: away.until?.getTime() ?? null } };
}
