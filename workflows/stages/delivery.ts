import {
  condition,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  startChild,
  uuid4,
} from '@temporalio/workflow';
import type { TrackInput } from '../../src/engagement/domain/engagement';
import { TOLD_OF_LEARNERS } from '../../src/engagement/domain/facts/learning/facts';
import { trackEnded } from '../../src/engagement/domain/facts/system';
import type { Plan, TrackRules } from '../../src/playbook/domain/playbook';
import type { Hearer } from '../promise/hearing';
import { SYSTEM } from '../promise/journal';
import { learningHearers } from './told/learning';
import type { Lifecycle } from './lifecycle';
import { standingFacts } from './standing-facts';
import { playSteps } from './steps';
import type { TrackKind } from '../../src/track/domain/kinds';
import type * as tracks from '../tracks';

/** The work itself: the playbook's tracks, in parallel, each a workflow of its own. Later rounds are revisions. */
export async function delivery(life: Lifecycle, round: number): Promise<void> {
  await life.pass('delivery', round, async () => {
    const rules = life.input.plan.stages.delivery;
    await playSteps(life, 'delivery', rules?.steps ?? [], round);
    await Promise.all((rules?.tracks ?? []).map((track) => runTrack(life, track, round)));
  });
}

async function runTrack(life: Lifecycle, track: TrackRules, round: number): Promise<void> {
  const workflowId = life.effectKeyOf(life.keyOf(track, round));
  const { open, ended } = life.state.tracks;
  if (!open.includes(workflowId) && !(workflowId in ended)) {
    open.push(workflowId);
    const { kind: trackKind, title } = track;
    life.desk.note({ kind: 'trackOpened', trackId: workflowId, workflowId, trackKind, title });
    const { input, state } = life;
    const begin: TrackInput = {
      engagement: { ...pick(input), team: state.team },
      plan: planOfTrack(input.plan, track),
      trackId: track.id,
      generation: round,
      answers: state.answers,
      held: state.held,
      acting: state.acting,
    };
    // Abandoned, not terminated, when this run continues as new: the track reports its end by a fact.
    await life.desk.whileBusy(() =>
      startChild<(typeof tracks)[TrackKind]>(trackKind, {
        workflowId,
        args: [begin],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        staticSummary: `${input.reference}: ${title}`,
      }),
    );
  }
  await condition(() => workflowId in ended);
}

/** A track has ended: by its work, or with the engagement. */
export function trackHearer(life: Lifecycle): Hearer {
  return (fact) => {
    const { track, outcome } = trackEnded.read(fact);
    const { open, ended } = life.state.tracks;
    if (track in ended) {
      return { ignored: 'the track has ended already' };
    }
    ended[track] = outcome;
    open.splice(open.indexOf(track), 1);
    life.desk.note({ kind: 'trackEnded', trackId: track, title: track, outcome }, fact);
    return 'applied';
  };
}

/** Facts about the whole engagement, which its tracks must hear as well. */
export function passedOnToTracks(life: Lifecycle): Record<string, Hearer> {
  const own: Record<string, Hearer> = { ...standingFacts(life), ...learningHearers(life) };
  const passOn =
    (signal: string): Hearer =>
    (fact) => {
      const verdict = own[signal]?.(fact) ?? 'forPromises';
      if (verdict === 'applied') {
        tellTracks(life, signal, fact.fields);
      }
      return verdict;
    };
  const passed = ['held', 'resumed', 'reassigned', ...TOLD_OF_LEARNERS.map(({ name }) => name)];
  return Object.fromEntries(passed.map((signal) => [signal, passOn(signal)]));
}

/** States a fact to every open track. A track that has just ended does not hear it, and need not. */
export function tellTracks(life: Lifecycle, signal: string, fields: Record<string, unknown>): void {
  for (const workflowId of life.state.tracks.open) {
    const fact = { commandId: uuid4(), actor: SYSTEM, occurredAtMs: life.desk.nowMs(), fields };
    const told = getExternalWorkflowHandle(workflowId).signal(signal, fact);
    void told.catch(() => undefined);
  }
}

/** Waits until no track is open. */
export async function tracksEnded(life: Lifecycle): Promise<void> {
  await condition(() => life.state.tracks.open.length === 0);
}

// The rules of its own work and no others: a history holds what it was started with.
function planOfTrack(plan: Plan, track: TrackRules): Plan {
  const title = plan.stages.delivery?.title ?? track.title;
  return { ...plan, stages: { delivery: { title, steps: [], tracks: [track] } } };
}

function pick(input: Lifecycle['input']) {
  const { engagementId, reference, value, facts, calendar, queues, time } = input;
  return { engagementId, reference, value, facts, calendar, queues, time };
}
