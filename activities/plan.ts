import type { Database } from '../src/database/database';
import type { PlanActivities } from '../src/engagement/domain/plan/state';
import { leastBusyWith } from '../src/people/store/skilled';
import type { Playbook } from '../src/playbook/domain/playbook';
import { planOfTrack } from '../src/playbook/domain/plans';
import { loadPlaybook } from '../src/playbook/store/playbooks';
import { dayMs } from '../src/promise/domain/clock/time-text';
import type { Role } from '../src/promise/domain/ladder/rules';
import { instantOfDay } from '../src/track/domain/plan/day';
import { layPlan, longestOf } from '../src/track/domain/plan/lay';
import type { PlanRules } from '../src/track/domain/plan/rules';
import { Workdays } from '../src/track/domain/plan/workdays';
import { workdaysOf } from '../src/track/domain/plan/workdays-of';

/** A plan can be moved so many working days beyond what its template could take at most. */
const SPARE_WORKDAYS = 260;

/** What plans are made of: the rules as published, the calendar's working days, people with the skills that are asked for. */
export function createPlanActivities(db: Database): PlanActivities {
  return {
    'plan.lay': async (request) => {
      const { track, isFromTemplate, calendar, beginMs, deadlineOn, team } = request;
      const playbook = await loadPlaybook(db, request.playbook.name, request.playbook.version);
      const rules = { tasks: isFromTemplate ? rulesOf(playbook, track).tasks : [] };
      const deadlineMs = deadlineOn === null ? null : instantOfDay(deadlineOn, calendar);
      const inBetween = deadlineMs === null ? 0 : Math.max(0, Math.ceil((deadlineMs - beginMs) / dayMs));
      const workdays = workdaysOf(calendar, beginMs, longestOf(rules) + inBetween + SPARE_WORKDAYS);
      const skilled = await skilledPeople(db, rules);
      const tasks = layPlan(rules, {
        deadline: deadlineMs === null ? null : new Workdays(workdays).until(deadlineMs),
        personFor: ({ owner, skill }) =>
          skill === undefined ? (team[owner] ?? null) : (skilled.get(`${owner}/${skill}`) ?? null),
      });
      return { workdays, tasks };
    },
  };
}

function rulesOf({ stages }: Playbook, track: string): PlanRules {
  const plan = planOfTrack(stages.delivery?.tracks?.find(({ id }) => id === track));
  if (!plan) throw new Error(`The playbook has no plan for the track ${track}`);
  return plan;
}

async function skilledPeople(
  db: Database,
  { tasks }: Pick<PlanRules, 'tasks'>,
): Promise<Map<string, string | null>> {
  const wanted = new Map<string, [Role, string]>();
  for (const { owner, skill } of tasks) {
    if (skill !== undefined) wanted.set(`${owner}/${skill}`, [owner, skill]);
  }
  const found = [...wanted].map(async ([key, [role, skill]]) => {
    return [key, await leastBusyWith(db, role, skill)] as const;
  });
  return new Map(await Promise.all(found));
}
