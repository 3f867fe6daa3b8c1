import type { PlanRules } from '../../track/domain/plan/rules';
import type { Plan, Playbook, TrackRules } from './playbook';

/** A playbook as its workflows get it. */
export function planOf(playbook: Playbook, version: number): Plan {
  const { name, title, starts, next, raci, ladder, payments, stages, calledOff } = playbook;
  const { calendars, calendar, meetingCalendar, roleCalendars } = playbook;
  const hours = { calendars, calendar, meetingCalendar, roleCalendars };
  const own = { name, version, title, starts, next, raci, ...hours, ladder, payments, calledOff };
  return { ...own, stages: withoutTasks(stages) };
}

/** A plan is made of its template once, by an activity: two hundred tasks are nothing to carry through histories. */
function withoutTasks(stages: Playbook['stages']): Playbook['stages'] {
  const { delivery } = stages;
  if (!delivery?.tracks) return stages;
  const tracks = delivery.tracks.map((track) =>
    'plan' in track && track.plan ? { ...track, plan: { ...track.plan, tasks: [] } } : track,
  );
  return { ...stages, delivery: { ...delivery, tracks } };
}

/** The plan of a track, if it has one. */
export function planOfTrack(track: TrackRules | undefined): PlanRules | undefined {
  return track && 'plan' in track ? track.plan : undefined;
}

/** Every plan of a playbook with the id of its track. */
export function plansOf({ stages }: Pick<Playbook, 'stages'>): { track: string; plan: PlanRules }[] {
  return (stages.delivery?.tracks ?? []).flatMap((track) => {
    const plan = planOfTrack(track);
    return plan ? [{ track: track.id, plan }] : [];
  });
}
