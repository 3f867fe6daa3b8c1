import type {
  HelpdeskMove,
  HelpdeskPriority,
  HelpdeskPriorityChange,
  HelpdeskReply,
  HelpdeskStage,
  HelpdeskWriting,
} from '../../capability/offered/helpdesk';
import type { TicketSignal } from '../../ticket/domain/facts/registry';

/** What is known of a ticket's way at its vendor. */
export interface TicketMemory {
  /** The stage at which it was known last. */
  readonly stage: HelpdeskStage;
  /** What the vendor dates up to here has had its say. */
  readonly upToMs: number;
  /** The stages that our own connector has written. */
  readonly own: readonly HelpdeskStage[];
}

/** What is known of a ticket's priority at its vendor. */
export interface PriorityMemory {
  /** Null: nobody has given it one there yet. */
  readonly priority: HelpdeskPriority | null;
  /** The priorities that the vendor dates up to here have had their say. */
  readonly priorityUpToMs: number;
  /** The priorities that our own connector has written. */
  readonly ownPriorities: readonly HelpdeskPriority[];
}

/** A fact of ours that a move there states. */
export type MovedFact = Extract<
  TicketSignal,
  'responded' | 'waitingForClient' | 'clientReplied' | 'resolved' | 'reopened'
>;

/** What a ticket is told of a move. */
export interface MoveTold {
  readonly signal: MovedFact;
  readonly atMs: number;
  readonly reply?: HelpdeskReply;
}

/** The facts that a ticket has yet to hear of, in their order, and where it stands afterwards. What we moved ourselves is no news. */
export function factsOfWay(
  { stage, upToMs, own }: TicketMemory,
  way: readonly HelpdeskMove[],
): { facts: MoveTold[]; stage: HelpdeskStage; upToMs: number } {
  const facts: MoveTold[] = [];
  const known = { stage, upToMs };
  for (const move of newsOf(way, upToMs)) {
    const isOwn = move.byApp && own.includes(move.stage);
    if (!isOwn) {
      facts.push(...factsOfMove(known.stage, move.stage).map((signal) => toldOf(signal, move)));
    }
    known.stage = move.stage;
    known.upToMs = move.atMs;
  }
  return { facts, ...known };
}

function toldOf(signal: MovedFact, { atMs, reply }: HelpdeskMove): MoveTold {
  const isReply = signal === 'responded' || signal === 'clientReplied';
  return { signal, atMs, ...(isReply && reply ? { reply } : {}) };
}

/**
 * What it says here that somebody moved a ticket there. Whoever begins to wait for the client has answered; what comes back
 * from waiting has an answer of the client's; what leaves the end is open again.
 */
export function factsOfMove(from: HelpdeskStage, to: HelpdeskStage): MovedFact[] {
  if (from === to) return [];
  const again: MovedFact[] = from === 'resolved' ? ['reopened'] : [];
  switch (to) {
    case 'resolved':
      return ['resolved'];
    case 'waitingForClient':
      return [...again, 'responded', 'waitingForClient'];
    case 'responded':
      return [...again, 'responded'];
    case 'new':
    case 'open':
      return from === 'waitingForClient' ? ['clientReplied'] : again;
  }
}

/**
 * The priority that somebody gave a ticket there and ours has yet to hear of, and what is known afterwards: the newest one
 * counts, whatever came before it. What we wrote ourselves is no news, and what it overtook would put ours back.
 */
export function priorityToTell(
  { priority, priorityUpToMs, ownPriorities }: PriorityMemory,
  changes: readonly HelpdeskPriorityChange[],
): { told?: HelpdeskPriorityChange } & Pick<PriorityMemory, 'priority' | 'priorityUpToMs'> {
  const news = newsOf(changes, priorityUpToMs);
  const newest = news.at(-1);
  if (newest === undefined) return { priority, priorityUpToMs };
  const isOwn = newest.byApp && ownPriorities.includes(newest.priority);
  const isSame = [{ priority }, ...news].every((one) => one.priority === newest.priority);
  const known = { priority: newest.priority, priorityUpToMs: newest.atMs };
  return isOwn || isSame ? known : { ...known, told: newest };
}

/** What was written after an instant, the oldest first. */
function newsOf<W extends HelpdeskWriting>(written: readonly W[], upToMs: number): W[] {
  return written.filter(({ atMs }) => atMs > upToMs).toSorted((a, b) => a.atMs - b.atMs);
}
