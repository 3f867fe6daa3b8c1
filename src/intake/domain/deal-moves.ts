import type { StageEntry } from '../../capability/offered/crm';

/** How far an engagement has been told of its deal's way. */
export interface DealMemory {
  /** The stage that it was told last. */
  told: string;
  /** What the CRM dates up to here has had its say. */
  upToMs: number;
}

/**
 * The moves that an engagement has yet to hear of: what the CRM's own history of the deal says, in its order, and nothing
 * else. The stage that our own connector wrote last is known and makes no noise, until somebody moves the deal on from it.
 * @param way oldest first
 * @param own the stages that our connector has written
 */
export function movesOf(
  memory: DealMemory,
  way: readonly StageEntry[],
  own: ReadonlySet<string>,
): { tell: StageEntry[]; memory: DealMemory } {
  const news = way.filter(({ atMs }) => atMs > memory.upToMs).toSorted((a, b) => a.atMs - b.atMs);
  const byPeople = news.findLastIndex(({ byApp, stage }) => !(byApp && own.has(stage)));
  const heard = news.slice(0, byPeople + 1);
  const newest = heard.at(-1);
  if (newest === undefined) {
    return { tell: [], memory };
  }
  const tell = heard.filter(({ stage }, index) => stage !== (heard[index - 1]?.stage ?? memory.told));
  return { tell, memory: { told: newest.stage, upToMs: newest.atMs } };
}
