import type { StageEvent } from '../../capability/events';

/** What has been understood of a deal's way so far. */
export interface DealMemory {
  /** The stage that the engagement was told last. */
  told: string;
  /** Counts what was told. */
  judged: number;
  /** Events up to here have had their say. */
  upToMs: number;
  /** Later events that the deal's state has not confirmed yet, in the order of their happening. */
  open: { stage: string; atMs: number }[];
  /** The newest event ids. */
  seen: string[];
}

const REMEMBERED = 50;

export function newDealMemory(stage: string, upToMs: number): DealMemory {
  return { told: stage, judged: 0, upToMs, open: [], seen: [] };
}

/**
 * The stages that an engagement has yet to hear of, in order. The deal's own state is what counts: an event adds the
 * stages that the deal passed through on its way there, so that a quick leave and return is not lost, but an event that
 * the state does not confirm changes nothing. A stage that our own connector wrote is known and makes no noise.
 * @param known the stage known last: read before, or written by ourselves
 * @param state the stage that the deal is in
 */
export function movesOf(
  memory: DealMemory,
  known: string,
  state: string,
  event: StageEvent | null,
): { tell: string[]; memory: DealMemory } {
  const isNew = event !== null && !memory.seen.includes(event.id) && event.atMs > memory.upToMs;
  const seen = event ? [...memory.seen.filter((id) => id !== event.id), event.id] : memory.seen;
  const open = isNew ? [...memory.open, { stage: event.stage, atMs: event.atMs }] : [...memory.open];
  open.sort((a, b) => a.atMs - b.atMs);
  const remembered = { ...memory, seen: seen.slice(-REMEMBERED) };

  const confirmed = open.findLastIndex(({ stage }) => stage === state);
  const passed = open.slice(0, confirmed + 1).map(({ stage }) => stage);
  const moves = withoutRepeats([known, ...passed, state]);
  if (moves.length === 1) {
    return { tell: [], memory: { ...remembered, open: open.slice(-REMEMBERED) } };
  }
  return {
    tell: withoutRepeats([memory.told, ...moves]).slice(1),
    memory: {
      ...remembered,
      told: state,
      judged: memory.judged + 1,
      upToMs: open[confirmed]?.atMs ?? memory.upToMs,
      open: open.slice(confirmed + 1).slice(-REMEMBERED),
    },
  };
}

function withoutRepeats(stages: string[]): string[] {
  return stages.filter((stage, index) => stage !== stages[index - 1]);
}
