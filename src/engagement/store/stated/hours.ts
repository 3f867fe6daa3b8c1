import { overInWords } from '../../../capacity/domain/over-capacity';
import { lockHours, type Over, overByRole, overByTask, overByTeam } from '../../../capacity/store/assignment';
import type { Connection } from '../../../database/database';
import type { JudgeWhenStored } from '../../../fact/store/commands';
import { normalRole } from '../../../people/domain/roles';
import type { Role } from '../../../promise/domain/ladder/rules';
import type { TaskDays } from '../../../track/domain/plan/added-days';
import type { About } from './about';

/** What a fact takes of somebody's hours until its workflow has judged it, and whether they have them when it is stored. */
export interface Taking {
  body?: { takes: readonly ({ personId: string } & Record<string, string | number | null>)[] };
  whenStored?: JudgeWhenStored;
}

/** A piece of work that a fact gives to somebody. */
export interface Work extends TaskDays {
  personId: string;
  /** The role that owes it. */
  owner: Role;
  effortHours: number;
  /** Left out: of one that is new. */
  promiseId?: string;
}

/** A role of the engagement that a fact gives to somebody, from now on. */
export interface GivenRole {
  personId: string;
  role: Role;
  /** Null: for good. */
  untilMs: number | null;
}

/** A task of a plan takes the hours of its weeks. */
export function takingWork(about: About, work: Work, overrideReason: string | undefined): Taking {
  const { engagement, nowMs } = about;
  const { personId, owner, effortHours, startMs, dueMs, promiseId = '' } = work;
  const given = { personId, engagementId: engagement.id, taskKey: promiseId, effortHours, startMs, dueMs };
  return {
    body: { takes: [{ personId, effortHours, startAt: instant(startMs), dueAt: instant(dueMs) }] },
    whenStored: judging(about, { personId, role: owner, overrideReason }, (tx) =>
      overByTask(tx, given, nowMs),
    ),
  };
}

/** A role takes the hours a week that the playbook counts. */
export function takingRole(about: About, given: GivenRole, overrideReason: string | undefined): Taking {
  const { engagement, playbook, nowMs } = about;
  const { personId, role, untilMs } = given;
  const hoursPerWeek = playbook.effort?.[role] ?? 0;
  if (hoursPerWeek === 0) return {};
  const own = { personId, role, hoursPerWeek };
  const span = { fromAt: instant(nowMs), untilAt: untilMs === null ? null : instant(untilMs) };
  return {
    body: { takes: [{ ...own, ...span }] },
    whenStored: judging(about, { personId, role, overrideReason }, (tx) =>
      overByRole(tx, { ...own, engagementId: engagement.id, fromMs: nowMs, untilMs }, nowMs),
    ),
  };
}

/** A team that is put together for an engagement. */
export interface GivenTeam {
  engagement: Pick<About['engagement'], 'id'>;
  playbook: Pick<About['playbook'], 'effort'>;
  nowMs: number;
  team: Readonly<Record<Role, string>>;
  /** Where in the body it stands. */
  pointer: string;
  /** In which answer a reason may be given for going over somebody's hours; null: in none. */
  reasonIn: string | null;
  isOverridden: boolean;
}

/** Each role of a team takes the hours a week that the playbook counts. */
export function takingTeam(stated: GivenTeam): Taking {
  const { engagement, playbook, nowMs, team, pointer, reasonIn, isOverridden } = stated;
  const roles = Object.entries(team).map(([named, personId]) => ({
    ...{ personId, named, role: normalRole(named) },
    hoursPerWeek: playbook.effort?.[normalRole(named)] ?? 0,
  }));
  const takes = roles.filter(({ hoursPerWeek }) => hoursPerWeek > 0);
  const since = { fromAt: instant(nowMs), untilAt: null };
  const instead = reasonIn === null ? '' : `, or give the reason in ${reasonIn}`;
  const taken = takes.map(({ personId, role, hoursPerWeek }) => ({ personId, role, hoursPerWeek, ...since }));
  return {
    ...(taken.length > 0 ? { body: { takes: taken } } : {}),
    whenStored: async (tx) => {
      await lockHours(
        tx,
        roles.map(({ personId }) => personId),
      );
      if (isOverridden) return [];
      const given = roles.map(({ personId, named: role, hoursPerWeek }) => ({
        ...({ takes: 'role', personId, engagementId: engagement.id, role, hoursPerWeek } as const),
        ...{ fromMs: nowMs, untilMs: null },
      }));
      const over = await overByTeam(tx, engagement.id, given, nowMs);
      return over.map(({ role, name, weeks }) => ({
        pointer: `${pointer}/${role}`,
        message: `${name} ${weeks.length === 0 ? 'has no hours for work' : `would have more to do than hours: ${overInWords(weeks)}`}. Choose somebody else${instead}`,
      }));
    },
  };
}

interface Judged {
  personId: string;
  role: Role;
  overrideReason: string | undefined;
}

/** Nobody is given more work than they have hours, unless somebody says why. */
function judging(
  { byPerson }: About,
  { personId, role, overrideReason }: Judged,
  overBy: (tx: Connection) => Promise<Over | null>,
): JudgeWhenStored {
  return async (tx) => {
    await lockHours(tx, [personId]);
    const over = overrideReason === undefined ? await overBy(tx) : null;
    if (!over) return [];
    // What is answered to a vendor goes into a history, where nobody's name stands.
    const who = byPerson ? over.name : `Whoever has the role ${role}`;
    const message = `${who} would have more to do than hours: ${overInWords(over.weeks)}. Choose somebody else, or give the reason in overrideReason`;
    return [{ pointer: '/personId', message }];
  };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
