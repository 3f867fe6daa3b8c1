import type { CarriedState } from '../../src/engagement/domain/engagement';
import { findStepOrMeeting, type Plan } from '../../src/playbook/domain/playbook';
import type { Desk } from './desk';
import { INVITATION } from './promise-facts';
import type { PromiseSpec } from './promise-spec';

/** Whose meetings they are. */
interface Meeting {
  readonly desk: Desk;
  readonly state: CarriedState;
  readonly input: { readonly plan: Plan };
}

/** Remembers a meeting that stands in the calendars, by the key of the promise by which it came about. */
export function rememberMeeting(
  { state, input: { plan } }: Meeting,
  { key, step, title }: PromiseSpec,
  refs: Record<string, string>,
): void {
  const startMs = Date.parse(refs['startAt'] ?? '');
  if (!Number.isNaN(startMs)) {
    state.meetings[key] = { step, title: findStepOrMeeting(plan, step)?.of.title ?? title, startMs };
  }
}

/** Tells that a meeting does not take place, unless it was held, or its time has passed: then it may have been. */
export function meetingCalledOff({ desk, state }: Meeting, key: string): void {
  const { [key]: meeting, ...others } = state.meetings;
  const isHeld =
    key.endsWith(INVITATION) && desk.promises.get(key.slice(0, -INVITATION.length))?.status === 'kept';
  if (meeting && !isHeld && meeting.startMs > desk.nowMs()) {
    const { step, title } = meeting;
    desk.note({ kind: 'meetingChanged', promiseId: desk.promiseId(key), step, title, how: 'cancelled' });
  }
  state.meetings = others;
}
