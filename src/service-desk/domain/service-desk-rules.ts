import type { RulesFault } from '../../playbook/domain/rules/text';
import { PROBLEM_STEPS } from '../../problem/domain/problem';
import { CLOCK_KINDS, PRIORITIES, type ServiceDesk } from './service-desk';

type Path = RulesFault['path'];

/** What well-formed rules must also fulfil: references resolve, and nobody is to be called who cannot be. */
export function faultsOf(desk: ServiceDesk): RulesFault[] {
  return [...calendarFaults(desk), ...roleFaults(desk), ...teamFaults(desk), ...channelFaults(desk)];
}

function calendarFaults(desk: ServiceDesk): RulesFault[] {
  const used: [Path, string | undefined][] = [
    [['calendar'], desk.calendar],
    [['ladder', 'calendar'], desk.ladder.calendar],
    ...PRIORITIES.flatMap((priority) =>
      CLOCK_KINDS.map((kind): [Path, string | undefined] => {
        const named = desk.targets[priority][kind];
        return [['targets', priority, kind, 'calendar'], named === 'off' ? undefined : named.calendar];
      }),
    ),
    ...Object.entries(desk.elevations).map(([name, rules]): [Path, string | undefined] => [
      ['elevations', name, 'calendar'],
      rules.calendar,
    ]),
    ...PROBLEM_STEPS.map((step): [Path, string | undefined] => [
      ['problems', 'steps', step, 'calendar'],
      desk.problems.steps[step].calendar,
    ]),
  ];
  const known = Object.keys(desk.calendars);
  return used.flatMap(([path, name]) =>
    name === undefined || known.includes(name)
      ? []
      : [{ path, message: `no calendar "${name}" here; there are: ${known.join(', ')}` }],
  );
}

function roleFaults(desk: ServiceDesk): RulesFault[] {
  const listed = (path: Path, names: readonly string[]) =>
    names.map((role, index): [Path, string] => [[...path, index], role]);
  const used: [Path, string][] = [
    ...desk.ladder.levels.map((rung, index): [Path, string] => [
      ['ladder', 'levels', index, 'role'],
      rung.role,
    ]),
    ...Object.entries(desk.teams).map(([name, { role }]): [Path, string] => [['teams', name, 'role'], role]),
    ...Object.entries(desk.elevations).map(([name, { role }]): [Path, string] => [
      ['elevations', name, 'role'],
      role,
    ]),
    ...listed(['staff'], desk.staff),
    ...listed(['incidents', 'declaredBy'], desk.incidents.declaredBy),
    ...listed(['problems', 'openedBy'], desk.problems.openedBy),
    ...listed(['problems', 'decidedBy'], desk.problems.decidedBy),
    ...PROBLEM_STEPS.map((step): [Path, string] => [
      ['problems', 'steps', step, 'owner'],
      desk.problems.steps[step].owner,
    ]),
    [['reports', 'owner'], desk.reports.owner],
  ];
  return used.flatMap(([path, role]) =>
    Object.hasOwn(desk.roles, role)
      ? []
      : [{ path, message: `no role "${role}" here; add it under roles or use another` }],
  );
}

function teamFaults({ teams, firstTeam }: ServiceDesk): RulesFault[] {
  return Object.hasOwn(teams, firstTeam)
    ? []
    : [
        {
          path: ['firstTeam'],
          message: `no team "${firstTeam}" here; there are: ${Object.keys(teams).join(', ')}`,
        },
      ];
}

function channelFaults({ routing, calls }: ServiceDesk): RulesFault[] {
  const uncalled = PRIORITIES.filter(
    (priority) =>
      calls[priority] !== undefined &&
      !routing[priority].some((channel) => channel === 'phone' || channel === 'whatsapp'),
  );
  return [
    ...uncalled.map((priority) => ({
      path: ['calls', priority],
      message: 'nobody can be called there: add phone or whatsapp to its routing',
    })),
    ...(routing.critical.every((channel) => channel === 'email')
      ? [
          {
            path: ['routing', 'critical'],
            message: 'critical never goes by e-mail alone: add phone or whatsapp',
          },
        ]
      : []),
  ];
}
