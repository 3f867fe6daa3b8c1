import type { HelpdeskMove, HelpdeskStage } from '../../capability/offered/helpdesk';
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

/** A fact of ours that a move there states. */
export type MovedFact = Extract<
  TicketSignal,
  'responded' | 'waitingForClient' | 'clientReplied' | 'resolved' | 'reopened'
>;

/** The facts that a ticket has yet to hear of, in their order, and where it stands afterwards. What we moved ourselves is no news. */
export function factsOfWay(
  { stage, upToMs, own }: TicketMemory,
  way: readonly HelpdeskMove[],
): { facts: { signal: MovedFact; atMs: number }[]; stage: HelpdeskStage; upToMs: number } {
  const facts: { signal: MovedFact; atMs: number }[] = [];
  const known = { stage, upToMs };
  const news = way.filter(({ atMs }) => atMs > upToMs).toSorted((a, b) => a.atMs - b.atMs);
  for (const move of news) {
    const isOwn = move.byApp && own.includes(move.stage);
    if (!isOwn) {
      facts.push(...factsOfMove(known.stage, move.stage).map((signal) => ({ signal, atMs: move.atMs })));
    }
    known.stage = move.stage;
    known.upToMs = move.atMs;
  }
  return { facts, ...known };
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
