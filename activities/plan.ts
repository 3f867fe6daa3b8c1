import type { PlannedTask } from '../src/capacity/domain/allocation';
import type { SkilledWork } from '../src/capacity/domain/choice';
import { choosePeople } from '../src/capacity/store/plan-people';
import type { Database } from '../src/database/database';
import type { PlanActivities, PlanRequest } from '../src/engagement/domain/plan/state';
import type { Playbook } from '../src/playbook/domain/playbook';
import { planOfTrack } from '../src/playbook/domain/plans';
import { loadPlaybook } from '../src/playbook/store/playbooks';
import { dayMs } from '../src/promise/domain/clock/time-text';
import { instantOfDay } from '../src/track/domain/plan/day';
import { layPlan, longestOf } from '../src/track/domain/plan/lay';
import type { PlanRules } from '../src/track/domain/plan/rules';
import type { PlanTask } from '../src/track/domain/plan/task';
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
      const days = new Workdays(workdays);
      const tasks = layPlan(rules, {
        deadline: deadlineMs === null ? null : days.until(deadlineMs),
        personFor: ({ owner, skill }) => (skill === undefined ? (team[owner] ?? null) : null),
      });
      return { workdays, tasks: await withSkilled(db, { rules, tasks, days, team }) };
    },
  };
}

function rulesOf({ stages }: Playbook, track: string): PlanRules {
  const plan = planOfTrack(stages.delivery?.tracks?.find(({ id }) => id === track));
  if (!plan) throw new Error(`The playbook has no plan for the track ${track}`);
  return plan;
}

/** Gives each task that asks for a skill to somebody who has it, in the order in which they begin. */
async function withSkilled(
  db: Database,
  {
    rules,
    tasks,
    days,
    team,
  }: { rules: Pick<PlanRules, 'tasks'>; tasks: PlanTask[]; days: Workdays; team: PlanRequest['team'] },
): Promise<PlanTask[]> {
  if (rules.tasks.every(({ skill }) => skill === undefined)) return tasks;
  const skills = new Map(rules.tasks.map(({ id, skill }) => [id, skill]));
  const works = tasks
    .toSorted((a, b) => a.first - b.first)
    .map(({ id, owner, personId, effortHours, first, last }) => {
      const span = { startMs: days.opensMs(first), dueMs: days.closesMs(last) };
      const work = { engagementId: '', taskKey: id, effortHours, ...span };
      return { work, owner, personId: personId ?? team[owner], skill: skills.get(id) };
    });
  const given = works.flatMap(({ work, personId, skill }): PlannedTask[] =>
    skill !== undefined || personId === undefined ? [] : [{ takes: 'task', personId, ...work }],
  );
  const wanted = works.flatMap(({ work, owner, skill }): SkilledWork[] =>
    skill === undefined ? [] : [{ ...work, role: owner, skill }],
  );
  const chosen = await choosePeople(db, wanted, given);
  return tasks.map((task) => ({ ...task, personId: chosen.get(task.id) ?? task.personId }));
}
