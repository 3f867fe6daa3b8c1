import type { Database } from '../../database/database';
import type { Clock, TimeScale } from '../../promise/domain/time';
import { bodyOf, messageId, type ToldEntry } from '../domain/message';
import { type Outcome, pauseMs, TRIED_FOR_MS } from '../domain/retry';
import {
  giveUpMessage,
  type HeldQueue,
  postpone,
  readMessages,
  recordDelivered,
  release,
} from '../store/queues';
import { disable, end, noteFailure, noteSuccess, type Secrets } from '../store/subscriptions';
import { type CallDeps, callSubscriber } from './call';
import { signedHeaders } from './secret';

export interface TellDeps {
  db: Database;
  clock: Clock;
  time: TimeScale;
  calls: CallDeps;
}

/** Where a subscription's messages go, and what signs them. */
export type Served = { id: string; url: string } & Secrets;

/** How many messages of one subject go out before another one has its turn. */
const MESSAGES_IN_A_TURN = 20;

/**
 * Tells a subscriber what waits of one subject, one message after the other: the next one only when the one before was
 * taken. A message that was taken and could not be recorded is told again, with the same id.
 * @throws when the database is away; what was not recorded is told again
 */
export async function tellQueue(
  deps: TellDeps,
  served: Served,
  queue: HeldQueue,
  stop: AbortSignal,
): Promise<void> {
  let told = 0;
  for (const message of await readMessages(deps.db, queue, MESSAGES_IN_A_TURN)) {
    const outcome = stop.aborted
      ? null
      : await callSubscriber(deps.calls, callOf(deps, served, message), stop);
    // What a stopping process has cut off is no failure of the subscriber's.
    if (outcome === null || (stop.aborted && outcome.kind === 'failed')) break;
    if (outcome.kind === 'delivered') {
      told += 1;
      if (await recordDelivered(deps.db, queue, message)) continue;
      break;
    }
    if (told > 0) await noteSuccess(deps.db, served.id, told, nowOf(deps));
    if (outcome.kind === 'gone') return await end(deps.db, served.id, nowOf(deps));
    return await afterFailure(deps, told > 0 ? { ...queue, attempts: 0 } : queue, message, outcome);
  }
  if (told > 0) await noteSuccess(deps.db, served.id, told, nowOf(deps));
  await release(deps.db, queue);
}

function callOf({ clock }: TellDeps, { url, ...secrets }: Served, message: ToldEntry) {
  const id = messageId(message);
  const body = bodyOf(message);
  const now = { productMs: clock.productNow(), wallMs: Date.now() };
  return { url, body, headers: signedHeaders(secrets, { id, body }, now) };
}

/** Three days without a success disable the subscription; while others of its messages are taken, the message is given up. */
async function afterFailure(
  deps: TellDeps,
  queue: HeldQueue,
  message: ToldEntry,
  { why, afterMs = 0 }: Extract<Outcome, { kind: 'failed' }>,
): Promise<void> {
  const { db, time } = deps;
  const now = nowOf(deps);
  const pause = Math.max(pauseMs(queue.attempts + 1, Math.random()), afterMs * time.scale);
  const isLong = (since: Date | null) => since !== null && +now - +since >= TRIED_FOR_MS;
  const failingSince = await noteFailure(db, queue.subscriptionId, why, now);
  const triedSince = await postpone(db, queue, { now, nextAttemptAt: new Date(+now + pause) });
  if (isLong(failingSince)) {
    await disable(db, queue.subscriptionId, now);
  } else if (isLong(triedSince)) {
    await giveUpMessage(db, queue, message, now);
  }
}

function nowOf({ clock }: TellDeps): Date {
  return new Date(clock.productNow());
}
