import {
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  type Workflow,
  workflowInfo,
} from '@temporalio/workflow';
import type { FactRules } from '../../src/fact/domain/declaration';
import type { Desk } from './desk';
import type { Hearing } from './hearing';

/**
 * An engagement's whole life takes some two hundred events. A worker that has lost a workflow from its memory replays all
 * of its history within the ten seconds of one task, also on a machine that has too much to do; Temporal's own
 * suggestion, at 4,096 events or more, comes too late for that.
 */
const LONG_HISTORY_EVENTS = 2_000;

/** What lives on a desk: it hears facts and has begun something. */
export interface Living {
  readonly desk: Desk;
  readonly hearing: Hearing;
  /** Opens what is promised from the beginning, or again what an earlier run has carried over. */
  begin(): void;
}

/** How something lives. */
export interface Life<F extends Workflow> {
  facts: readonly Pick<FactRules, 'name' | 'says'>[];
  /** All that happens to it, until its end. */
  attend: () => Promise<void>;
  /** What follows when it is called off before its end; left out: it cannot be. */
  calledOff?: () => Promise<void>;
  /** Whether nothing of its own is in flight. */
  isQuiet?: () => boolean;
  /** Whether what it does beside its desk is done: it ends no sooner. */
  isDone?: () => boolean;
  /** What the next run starts from. */
  carry: () => Parameters<F>[0];
}

/**
 * The one loop of everything that lives long: facts are heard, judged and recorded while it goes its way; a history that
 * has grown long is handed to a next run, as soon as nothing is in flight. At the end every fact is heard and stored.
 * @param scope cancelling it calls off what is attended to
 * @returns whether it came to its end or was called off before
 */
export async function liveOn<F extends Workflow>(
  living: Living,
  how: Life<F>,
  scope = new CancellationScope(),
): Promise<'ended' | 'calledOff'> {
  const { desk, hearing } = living;
  hearing.register(how.facts);
  desk.run();
  living.begin();
  const ended = scope.run(how.attend);
  // After the promises of the beginning, so that they are there to be kept; and on while something is called off.
  void CancellationScope.nonCancellable(() => hearing.run());
  let end: 'ended' | 'calledOff' = 'ended';
  try {
    await endedOrHandedOn(living, how, ended);
  } catch (error) {
    if (!how.calledOff || !isCancellation(error)) {
      throw error;
    }
    end = 'calledOff';
    await CancellationScope.nonCancellable(how.calledOff);
  }
  await CancellationScope.nonCancellable(async () => {
    await hearing.catchUp();
    await condition(how.isDone ?? (() => true));
    await desk.flushed();
  });
  return end;
}

async function endedOrHandedOn<F extends Workflow>(
  { desk, hearing }: Living,
  { isQuiet, carry }: Life<F>,
  ended: Promise<void>,
): Promise<void> {
  const tooLong = condition(() => isLong() && desk.isQuiet && hearing.isEmpty && (isQuiet?.() ?? true));
  if ((await Promise.race([ended.then(() => 'ended'), tooLong.then(() => 'tooLong')])) === 'tooLong') {
    await continueAsNew<F>(...([carry()] as Parameters<F>));
  }
}

function isLong(): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return continueAsNewSuggested || historyLength >= LONG_HISTORY_EVENTS;
}
