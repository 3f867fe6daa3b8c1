import { condition, continueAsNew, type Workflow, workflowInfo } from '@temporalio/workflow';
import type { FactRules } from '../../src/fact/domain/declaration';
import type { Desk } from './desk';
import type { Hearing } from './hearing';

/** What lives on a desk: it hears facts and has begun something. */
export interface Living {
  readonly desk: Desk;
  readonly hearing: Hearing;
  /** Opens what is promised from the beginning, or again what an earlier run has carried over. */
  begin(): void;
}

/**
 * Lets it live until `attend` returns; a history that has grown long is handed to a next run, as soon as nothing is in
 * flight. At the end every fact is heard and stored.
 */
export async function liveOn<F extends Workflow>(
  living: Living,
  how: {
    facts: readonly Pick<FactRules, 'name' | 'says'>[];
    attend: () => Promise<void>;
    /** Whether nothing of its own is in flight. */
    isQuiet: () => boolean;
    /** Whether what it does beside its desk is done: it ends no sooner. */
    isDone?: () => boolean;
    /** What the next run starts from. */
    carry: () => Parameters<F>[0];
  },
): Promise<void> {
  const { desk, hearing } = living;
  hearing.register(how.facts);
  desk.run();
  living.begin();
  const ended = how.attend();
  void hearing.run();

  const tooLong = condition(
    () => workflowInfo().continueAsNewSuggested && desk.isQuiet && hearing.isEmpty && how.isQuiet(),
  );
  if ((await Promise.race([ended.then(() => 'ended'), tooLong.then(() => 'tooLong')])) === 'tooLong') {
    await continueAsNew<F>(...([how.carry()] as Parameters<F>));
  }
  await hearing.catchUp();
  await condition(how.isDone ?? (() => true));
  await desk.flushed();
}
