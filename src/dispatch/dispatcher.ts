import type { Logger } from 'pino';
import { LookAhead } from '../capacity/dispatch/look-ahead';
import { AbsenceWatch } from '../people/dispatch/absences';
import { LinkWatch } from '../link/dispatch/link-watch';
import type { LookDeps } from '../link/dispatch/look';
import { Bell } from './bell';
import { type HandedOver, handOverPending } from './hand-over';
import { OutageLog } from './outage-log';
import { announceNotices, type DispatchDeps, dispatchDeliveries, wakePostmen } from './rounds';
import { tellFacts } from '../fact/dispatch/tell-facts';
import type { CallDeps } from '../webhook/dispatch/call';
import { Subscribers } from '../webhook/dispatch/subscribers';

export interface DispatcherDeps extends DispatchDeps {
  log: Pick<Logger, 'warn' | 'info'>;
  /** Whatever is made first and handed to Temporal afterwards. */
  handedOver: readonly HandedOver[];
  /** Rung when this process has written notices. */
  noticesBell: Bell;
  /** How the subscribers of our webhooks are called. */
  calls: CallDeps;
  /** How links of tasks and documents are looked at. */
  looks: LookDeps;
}

/** Wall-clock milliseconds between two looks while there is nothing to do. */
const IDLE_MS = 500;
const WAKE_ALL_EVERY_MS = 10 * 60_000;

/**
 * Brings what is durable in PostgreSQL to Temporal: what is to be started, stored facts, vendors' deliveries, notices to
 * people; and to the subscribers of our webhooks what the journals take in. It needs both, and when one of them is away it
 * waits, says so once, and loses nothing. Several may run at a time.
 * @returns when the signal has been aborted and the round that was under way is over
 */
export async function runDispatcher(deps: DispatcherDeps, signal: AbortSignal): Promise<void> {
  const absences = new AbsenceWatch(deps);
  const ahead = new LookAhead(deps);
  const links = new LinkWatch({ ...deps, time: deps.settings.time }, signal);
  const webhooksBell = new Bell();
  const subscribers = new Subscribers({ ...deps, time: deps.settings.time }, webhooksBell, signal);
  await Promise.all([
    ...deps.handedOver.map((one) =>
      repeat(deps, signal, `Handing ${one.subject.kind}s over`, () => handOverPending(deps, one)),
    ),
    repeat(deps, signal, 'Telling stored facts', () => tellFacts(deps)),
    repeat(deps, signal, "Taking in vendors' calls", () => dispatchDeliveries(deps)),
    repeat(deps, signal, 'Waking postmen', () => announceNotices(deps), { bell: deps.noticesBell }),
    repeat(deps, signal, 'Telling the subscribers of webhooks', () => subscribers.round(), {
      bell: webhooksBell,
    }),
    repeat(deps, signal, 'Watching absences', () => absences.look()),
    repeat(deps, signal, 'Looking who will have too much to do', () => ahead.look()),
    repeat(deps, signal, 'Looking where links lead', () => links.look()),
    repeat(deps, signal, 'Looking after postmen', () => wakePostmen(deps), { idleMs: WAKE_ALL_EVERY_MS }),
  ]);
  await subscribers.rest();
}

/** Trouble in one line of work does not hold up the others, so each has its own loop. */
async function repeat(
  { log }: DispatcherDeps,
  signal: AbortSignal,
  what: string,
  round: () => Promise<number | void>,
  { idleMs = IDLE_MS, bell = new Bell() } = {},
): Promise<void> {
  const outage = new OutageLog(log, what);
  while (!signal.aborted) {
    let moved: number | void = 0;
    bell.reset();
    try {
      moved = await round();
      outage.worked();
    } catch (error) {
      outage.failed(error);
    }
    if (!moved) {
      await bell.wait(outage.backOffMs || idleMs, signal);
    }
  }
}
