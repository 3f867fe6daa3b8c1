import type { JournalFact } from '../../src/subject/domain/subjects';
import { condition } from '@temporalio/workflow';
import type { Telling } from '../../src/incident/domain/incident';
import type { Desk } from './desk';
import { noteElsewhere } from './elsewhere';
import { SYSTEM } from './journal';

/** What a crisis or a problem tells those whom it concerns: that it does, and that it is over. */
export interface Concerning {
  desk: Desk;
  /** What is still to be told, in order; it survives a continue-as-new. */
  toTell: Telling[];
  hasEnded: () => boolean;
  /** The entry for the journal of whoever is concerned. */
  factOf: (what: Telling['what']) => JournalFact;
}

/**
 * Puts into the journals of all that is concerned that it is, and at the end that it is over, however long the database
 * stays away. Returns when it has ended and everybody was told.
 */
export async function tellConcerned({ desk, toTell, hasEnded, factOf }: Concerning): Promise<void> {
  for (;;) {
    await condition(() => toTell.length > 0 || hasEnded());
    const next = toTell[0];
    if (!next) {
      return;
    }
    const { kind, id, what } = next;
    // The first entry in that journal is the link, the second its end.
    await noteElsewhere(desk, { kind, id }, what === 'linked' ? 1 : 2, factOf(what), SYSTEM);
    toTell.shift();
  }
}
