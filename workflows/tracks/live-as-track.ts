import {
  CancellationScope,
  getExternalWorkflowHandle,
  patched,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import { type CarriedState, newState, type TrackInput } from '../../src/engagement/domain/engagement';
import { ENGAGEMENT_FACTS } from '../../src/engagement/domain/facts/registry';
import type { trackEnded } from '../../src/engagement/domain/facts/system';
import type { FieldsOf } from '../../src/fact/domain/declaration';
import type { SentFact } from '../../src/fact/domain/heard-fact';
import type { TrackRules } from '../../src/playbook/domain/playbook';
import type { Appointment } from '../promise/desk';
import type { Hearer } from '../promise/hearing';
import { SYSTEM } from '../promise/journal';
import { liveOn } from '../promise/live-on';
import { learningHearers } from '../stages/told/learning';
import { Lifecycle } from '../stages/lifecycle';

/** The workflow of a track: an engagement starts it as its child and hears its end by a fact. */
export type TrackWorkflow = (input: TrackInput) => Promise<void>;

/** What a kind of track has beside its work. */
export interface Besides {
  /** What else it hears, or hears otherwise. */
  hearers?: (life: Lifecycle, rules: TrackRules) => Record<string, Hearer>;
  /** What is undone when the engagement is called off, before the actions of its steps are. */
  calledOff?: (life: Lifecycle) => Promise<void>;
  /** What else has its moment. */
  appointment?: (life: Lifecycle, rules: TrackRules) => Appointment | null;
}

/**
 * Lives as a track of an engagement: on its own clocks, hearing what concerns the whole engagement, until its work is
 * done or the engagement is called off and what the track has begun is undone; then the engagement is told.
 * @param work what the track is for, from its beginning to its end
 */
export async function liveAsTrack<F extends TrackWorkflow>(
  input: TrackInput,
  work: (life: Lifecycle, rules: TrackRules) => Promise<void>,
  { hearers: others, appointment, calledOff }: Besides = {},
): Promise<void> {
  const scope = new CancellationScope();
  const rules = rulesOf(input);
  let isCalledOff = false;
  const hearers = (life: Lifecycle) => ({
    ...learningHearers(life),
    ...others?.(life, rules),
    cancelled: () => {
      isCalledOff = true;
      scope.cancel();
      return 'applied' as const;
    },
  });
  const life = new Lifecycle(
    { ...input.engagement, plan: input.plan },
    stateOf(input),
    input.trackId,
    hearers,
    [],
    (self) => (isCalledOff ? null : (appointment?.(self, rules) ?? null)),
  );
  const end = await liveOn<F>(
    life,
    {
      facts: ENGAGEMENT_FACTS,
      attend: () => work(life, rules),
      calledOff: async () => {
        for (const promise of life.desk.openPromises()) {
          life.promises.settle(promise.key, 'cancelled', 'the engagement was called off', {});
        }
        if (calledOff) {
          await life.desk.flushed();
          await calledOff(life);
        }
        // Histories of before have tracks that left it to the engagement, which knows nothing of what they had begun.
        if (life.state.undos.length > 0 && patched('tracks-undo')) {
          await life.desk.flushed();
          await life.compensate(input.plan.raci.accountable ?? 'operations-manager');
        }
      },
      carry: () => ({ ...input, carried: life.desk.carry() }),
    },
    scope,
  );
  await CancellationScope.nonCancellable(() => report(input, end === 'ended' ? 'done' : 'cancelled'));
}

async function report(
  { engagement }: TrackInput,
  outcome: FieldsOf<typeof trackEnded>['outcome'],
): Promise<void> {
  const fact: SentFact & { fields: FieldsOf<typeof trackEnded> } = {
    commandId: uuid4(),
    actor: SYSTEM,
    occurredAtMs: 0,
    fields: { track: workflowInfo().workflowId, outcome },
  };
  await getExternalWorkflowHandle(`engagement/${engagement.reference}`).signal('trackEnded', fact);
}

function rulesOf({ plan, trackId }: TrackInput): TrackRules {
  const rules = plan.stages.delivery?.tracks?.find(({ id }) => id === trackId);
  if (!rules) {
    throw new RangeError(`The plan has no track ${trackId}`);
  }
  return rules;
}

function stateOf(input: TrackInput): CarriedState {
  return (
    input.carried ?? {
      ...newState(input.engagement.team),
      answers: { ...input.answers },
      held: input.held,
      acting: { ...input.acting },
    }
  );
}
