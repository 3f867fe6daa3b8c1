import type { Playbook } from '../../../playbook/domain/playbook';
import { plansOf } from '../../../playbook/domain/plans';
import type { Calendar } from '../../../promise/domain/clock/types';
import type { Role } from '../../../promise/domain/ladder/rules';
import type { PlanRules } from '../../../track/domain/plan/rules';

type Rules = Pick<Playbook, 'stages' | 'calendar' | 'calendars'>;

/** The tracks of a playbook that have a plan. */
export function tracksWithPlans(playbook: Pick<Playbook, 'stages'>): { id: string; plan: PlanRules }[] {
  return plansOf(playbook).map(({ track, plan }) => ({ id: track, plan }));
}

/** Who may change the plans of an engagement. */
export function plannersOf(playbook: Pick<Playbook, 'stages'>): Role[] {
  return [...new Set(plansOf(playbook).flatMap(({ plan }) => plan.planners))];
}

/** The name of the calendar in whose working days a plan is counted. */
export function calendarNameOf(
  playbook: Pick<Rules, 'calendar'>,
  plan: Pick<PlanRules, 'calendar'> | undefined,
  ofEngagement: string | null,
): string {
  return plan?.calendar ?? ofEngagement ?? playbook.calendar;
}

/** The calendar in whose working days a plan is counted. @throws when the playbook has none of that name */
export function calendarOfPlan(
  playbook: Rules,
  plan: Pick<PlanRules, 'calendar'> | undefined,
  ofEngagement: string | null,
): Calendar {
  const name = calendarNameOf(playbook, plan, ofEngagement);
  const found = playbook.calendars[name];
  if (!found) throw new Error(`The playbook has no calendar ${name}`);
  return found;
}
