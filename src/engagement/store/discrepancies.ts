import { CLOSING_ACTIONS } from '../../capability/actions';
import { isDiscrepancy, type OutsideChange, type OutsideId } from '../../capability/outside';
import type { Connection } from '../../database/database';
import { counts } from '../../journal/domain/replay';
import { leftOpen } from '../domain/closure';
import { OUTSIDE_DECISION, restorableOf } from '../domain/outside-decision';

/** Something of ours that stands otherwise outside than we have made it. */
export interface Discrepancy extends OutsideId {
  change: OutsideChange;
  since: Date;
  /** The open promise to decide what follows; null where nobody has to, or has. */
  promiseId: string | null;
  /** Whether the vendor can put it right. */
  restorable: boolean;
}

type Told = OutsideChange & OutsideId & { commandId?: string };

/** What others have changed, by the newest change of each thing, then what is closed in one system and in another not. */
export async function listDiscrepancies(db: Connection, engagementId: string): Promise<Discrepancy[]> {
  const [changed, closed] = await Promise.all([
    changedByOthers(db, engagementId),
    closedByHalf(db, engagementId),
  ]);
  return [...changed, ...closed];
}

/** As the journal tells it, the oldest first. */
async function changedByOthers(db: Connection, engagementId: string): Promise<Discrepancy[]> {
  const [entries, decisions] = await Promise.all([
    db.journalEntry.findMany({
      where: { subjectId: engagementId, kind: 'outsideChanged' },
      orderBy: { seq: 'asc' },
      select: { writer: true, at: true, data: true },
    }),
    db.promiseRecord.findMany({
      where: { engagementId, step: OUTSIDE_DECISION, state: 'open' },
      select: { id: true, key: true },
    }),
  ]);
  const newest = new Map<string, { told: Told; at: Date }>();
  for (const { data, at } of entries.filter(counts)) {
    const told = data as unknown as Told;
    const thing = `${told.vendor} ${told.what} ${told.id}`;
    // What was changed later stands later.
    newest.delete(thing);
    newest.set(thing, { told, at });
  }
  return [...newest.values()]
    .filter(({ told }) => isDiscrepancy(told))
    .map(({ told: { vendor, id, commandId = '', ...change }, at }) => {
      const decision = decisions.find(({ key }) => key.includes(`/${commandId}`));
      return {
        ...{ vendor, id, change, since: at },
        promiseId: decision?.id ?? null,
        restorable: decision !== undefined && restorableOf(decision.key) !== undefined,
      };
    });
}

async function closedByHalf(db: Connection, engagementId: string): Promise<Discrepancy[]> {
  const ends = await db.effect.findMany({
    where: { engagementId, action: { in: [...CLOSING_ACTIONS] } },
    orderBy: [{ askedAt: 'asc' }, { key: 'asc' }],
  });
  return leftOpen(ends).map(({ vendor, key, promiseId, state, askedAt }) => ({
    ...{ vendor, id: key, change: { what: 'project', how: 'leftOpen' }, since: askedAt },
    promiseId: state === 'cancelled' ? null : promiseId,
    restorable: false,
  }));
}
