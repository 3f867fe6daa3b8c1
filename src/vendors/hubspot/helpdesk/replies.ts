import type { HelpdeskMove } from '../../../capability/offered/helpdesk';
import type { HubspotMessage, HubspotMessages } from './messages';

/** A stage as it was written, by the user of HubSpot who did, if it was one. */
export interface WrittenStage extends HelpdeskMove {
  readonly userId: string | undefined;
}

/** A message and the stage that says it are written one after the other, in either order. */
const TOGETHER_MS = 60_000;

/** By which id of theirs somebody of HubSpot's is named. */
type NameOf = (idProperty: 'id' | 'userId', id: string | undefined) => Promise<string | undefined>;

/**
 * The way of a ticket with who answered at a move, or replied for the client, and by which channel: by the newest message of that
 * side since the move before; without one, whoever moved the ticket is who answered.
 */
export async function withReplies(
  messages: HubspotMessages,
  ticketId: string,
  way: readonly WrittenStage[],
): Promise<HelpdeskMove[]> {
  const sides = way.map((move, index) => sideOf(move, way[index - 1]));
  const said = sides.some((side) => side !== undefined) ? await messages.of(ticketId) : [];
  const nameOf = namesOnce(messages);
  const moves: HelpdeskMove[] = [];
  for (const [index, { userId, ...move }] of way.entries()) {
    const side = sides[index];
    const sinceMs = way[index - 1]?.atMs ?? Number.NEGATIVE_INFINITY;
    const untilMs = move.atMs + TOGETHER_MS;
    const message = said.findLast((one) => one.side === side && one.atMs > sinceMs && one.atMs <= untilMs);
    const author = side && (await authorOf(nameOf, { side, message, userId }));
    const channel = message?.channel;
    const isKnown = author !== undefined || channel !== undefined;
    moves.push(isKnown ? { ...move, reply: { author, channel } } : move);
  }
  return moves;
}

/** Asks for each name once. */
function namesOnce(messages: HubspotMessages): NameOf {
  const names = new Map<string, Promise<string | undefined>>();
  return async (idProperty, id) => {
    if (id === undefined) return undefined;
    const key = `${idProperty}/${id}`;
    const name = names.get(key) ?? messages.nameOf(idProperty, id);
    names.set(key, name);
    return await name;
  };
}

/** Whose word a move stands for. */
function sideOf(
  { stage }: HelpdeskMove,
  before: HelpdeskMove | undefined,
): HubspotMessage['side'] | undefined {
  switch (stage) {
    case 'responded':
    case 'waitingForClient':
      return 'ours';
    case 'new':
    case 'open':
      return before?.stage === 'waitingForClient' ? 'theirs' : undefined;
    case 'resolved':
      return undefined;
  }
}

/** A client's reply says itself whose it is; an answer may be of whoever owns it. */
async function authorOf(
  nameOf: NameOf,
  {
    side,
    message,
    userId,
  }: Pick<WrittenStage, 'userId'> & {
    side: HubspotMessage['side'];
    message: HubspotMessage | undefined;
  },
): Promise<string | undefined> {
  if (side === 'theirs' || message?.author !== undefined) return message?.author;
  return (await nameOf('id', message?.ownerId)) ?? (await nameOf('userId', userId));
}
