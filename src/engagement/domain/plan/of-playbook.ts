import type { Playbook } from '../../../playbook/domain/playbook';
import { plansOf } from '../../../playbook/domain/plans';
import type { Calendar } from '../../../promise/domain/clock/types';
import type { Role } from '../../../promise/domain/ladder/rules';
import type { PlanRules } from '../../../track/domain/plan/rules';

type Rules = Pick<Playbook, 'calendar' | 'calendars'>;

/** The tracks of a playbook that have a plan. */
export function tracksWithPlans(playbook: Pick<Playbook, 'stages'>): { id: string; plan: PlanRules }[] {
  return plansOf(playbook).map(({ track, plan }) => ({ id: track, plan }));
}

/** Who may change the plans of an engagement. */
export function plannersOf(playbook: Pick<Playbook, 'stages'>): Role[] {
  return [...new Set(plansOf(playbook).flatMap(({ plan }) => plan.planners))];
}

/**
 * The calendar in whose working days a plan is counted: an engagement keeps those of the playbooks before.
 * @param playbooks those by which it has gone, the one in force last
 * @throws when none of them has a calendar of that name
 */
export function calendarOfPlan(
  playbooks: readonly Rules[],
  plan: Pick<PlanRules, 'calendar'> | undefined,
  ofEngagement: string | null,
): Calendar {
  const name = plan?.calendar ?? ofEngagement ?? playbooks.at(-1)?.calendar ?? '';
  const found = playbooks.findLast(({ calendars }) => Object.hasOwn(calendars, name))?.calendars[name];
  if (!found) throw new Error(`The playbook has no calendar ${name}`);
  return found;
}
