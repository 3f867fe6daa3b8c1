import { CircleError, Network } from '../../../track/domain/plan/network';
import type { PlanRules, PlanTaskRules } from '../../../track/domain/plan/rules';
import { allSteps, type Playbook } from '../playbook';
import type { RulesFault } from './text';

type Path = (string | number)[];

/** What a well-formed plan must fulfil as well: its ids are unique, its references resolve, nothing goes in a circle. */
export function planFaults(playbook: Playbook): RulesFault[] {
  const taken = new Set([...allSteps(playbook)].map(({ step }) => step.id));
  return placesOfPlans(playbook).flatMap(({ path, plan }) => [
    ...namesFaults(path, plan, playbook),
    ...plan.tasks.flatMap((task, index) => [
      ...idFaults([...path, 'tasks', index], task, taken),
      ...taskFaults([...path, 'tasks', index], task, plan, playbook),
    ]),
    ...circleFaults(path, plan),
  ]);
}

/** The plans of a playbook with the places where they stand. */
function placesOfPlans({ stages }: Playbook): { path: Path; plan: PlanRules }[] {
  return Object.entries(stages).flatMap(([stage, rules]) =>
    (rules.tracks ?? []).flatMap((track, index) =>
      'plan' in track && track.plan
        ? [{ path: ['stages', stage, 'tracks', index, 'plan'], plan: track.plan }]
        : [],
    ),
  );
}

function namesFaults(
  path: Path,
  { calendar, planners, deadline }: PlanRules,
  playbook: Playbook,
): RulesFault[] {
  const calendars = Object.keys(playbook.calendars);
  const unknown = planners.findIndex((role) => !Object.hasOwn(playbook.roles, role));
  return [
    ...(calendar !== undefined && !calendars.includes(calendar)
      ? [fault([...path, 'calendar'], `no calendar "${calendar}" here; there are: ${calendars.join(', ')}`)]
      : []),
    ...(unknown >= 0 ? [noRole([...path, 'planners', unknown], planners[unknown] ?? '')] : []),
    ...(deadline !== undefined && isNoDate(deadline, playbook)
      ? [
          fault(
            [...path, 'deadline'],
            `the question "${deadline}" must ask for a date and decide: type: date, decides: true`,
          ),
        ]
      : []),
  ];
}

/** A form asks for it, but not for a date. What no form asks for is a fact that the engagement is started with. */
function isNoDate(name: string, playbook: Playbook): boolean {
  const asked = [...allSteps(playbook)].flatMap(({ step }) => step.form ?? []);
  return asked.some(({ name: own, type, decides }) => own === name && (type !== 'date' || !decides));
}

function idFaults(path: Path, { id }: PlanTaskRules, taken: Set<string>): RulesFault[] {
  const isTaken = taken.has(id);
  taken.add(id);
  return isTaken
    ? [fault([...path, 'id'], `the id "${id}" is used twice; ids of steps and tasks are unique`)]
    : [];
}

function taskFaults(path: Path, task: PlanTaskRules, { tasks, deadline }: PlanRules, playbook: Playbook) {
  const { id, owner, after = [], parent, dueBefore, checks = [] } = task;
  const points = Object.values(playbook.checklists ?? {}).flatMap((list) => Object.keys(list.points));
  const known = new Set(tasks.map((one) => one.id));
  const named = [...after, ...(parent === undefined ? [] : [parent])];
  return [
    ...(Object.hasOwn(playbook.roles, owner) ? [] : [noRole([...path, 'owner'], owner)]),
    ...named
      .filter((one) => one === id || !known.has(one))
      .map((one) => fault(path, `"${one}" is no other task of this plan`)),
    ...checks
      .filter((point) => !points.includes(point))
      .map((point) => fault([...path, 'checks'], `no checklist here has the point "${point}"`)),
    ...(dueBefore !== undefined && deadline === undefined
      ? [fault([...path, 'dueBefore'], 'say from which deadline: name the answer or fact under "deadline"')]
      : []),
  ];
}

function circleFaults(path: Path, { tasks }: PlanRules): RulesFault[] {
  try {
    void new Network(
      tasks.map(({ id, after = [], parent = null }) => ({ id, after, parent, state: 'open' as const })),
    );
    return [];
  } catch (error) {
    if (!(error instanceof CircleError)) throw error;
    return [fault([...path, 'tasks'], error.message)];
  }
}

function noRole(path: Path, role: string): RulesFault {
  return fault(path, `no role "${role}" here; add it under roles or use another`);
}

function fault(path: Path, message: string): RulesFault {
  return { path, message };
}
