import {
  CancellationScope,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  isCancellation,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import { type CarriedState, newState, type TrackInput } from '../../src/engagement/domain/engagement';
import { ENGAGEMENT_FACTS } from '../../src/engagement/domain/facts/registry';
import { SYSTEM } from '../promise/journal';
import { Lifecycle } from '../stages/lifecycle';
import { playSteps } from '../stages/steps';

/** One project inside an engagement: its steps, on its own clocks, until they are done or the engagement is called off. */
export async function project(input: TrackInput): Promise<void> {
  const scope = new CancellationScope();
  const life = new Lifecycle(
    { ...input.engagement, plan: input.plan },
    stateOf(input),
    input.trackId,
    () => ({
      cancelled: () => {
        scope.cancel();
        return 'applied';
      },
    }),
  );
  life.hearing.register(ENGAGEMENT_FACTS);
  life.desk.run();

  const journey = scope.run(async () => {
    const rules = input.plan.stages.delivery?.tracks?.find((track) => track.id === input.trackId);
    await playSteps(life, 'delivery', rules?.steps ?? [], input.generation);
  });
  void CancellationScope.nonCancellable(() => life.hearing.run());

  let outcome: 'done' | 'cancelled' = 'done';
  try {
    const next = condition(
      () => workflowInfo().continueAsNewSuggested && life.desk.isQuiet && life.hearing.isEmpty,
    );
    if ((await Promise.race([journey.then(() => 'ended'), next.then(() => 'goOn')])) === 'goOn') {
      await continueAsNew<typeof project>({ ...input, carried: life.desk.carry() });
    }
  } catch (error) {
    if (!isCancellation(error)) {
      throw error;
    }
    outcome = 'cancelled';
  }
  await CancellationScope.nonCancellable(async () => {
    for (const promise of life.desk.openPromises()) {
      life.promises.settle(promise.key, 'cancelled', 'the engagement was called off', {});
    }
    await life.desk.flushed();
    await report(input, outcome);
  });
}

async function report(input: TrackInput, outcome: 'done' | 'cancelled'): Promise<void> {
  const parent = getExternalWorkflowHandle(`engagement/${input.engagement.reference}`);
  await parent.signal('trackEnded', {
    commandId: uuid4(),
    actor: SYSTEM,
    occurredAtMs: 0,
    fields: { track: workflowInfo().workflowId, outcome },
  });
}

function stateOf(input: TrackInput): CarriedState {
  return (
    input.carried ?? { ...newState(input.engagement.team), answers: { ...input.answers }, held: input.held }
  );
}
