import { overInWords } from '../../../capacity/domain/over-capacity';
import { lockHours, type Over, overByRole, overByTask } from '../../../capacity/store/assignment';
import type { Connection } from '../../../database/database';
import type { JudgeWhenStored } from '../../../fact/store/commands';
import type { Role } from '../../../promise/domain/ladder/rules';
import type { TaskDays } from '../../../track/domain/plan/added-days';
import type { About } from './about';

/** What a fact takes of somebody's hours until its workflow has judged it, and whether they have them when it is stored. */
export interface Taking {
  body?: { takes: { personId: string } & Record<string, string | number | null> };
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
    body: { takes: { personId, effortHours, startAt: instant(startMs), dueAt: instant(dueMs) } },
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
    body: { takes: { ...own, ...span } },
    whenStored: judging(about, { personId, role, overrideReason }, (tx) =>
      overByRole(tx, { ...own, engagementId: engagement.id, fromMs: nowMs, untilMs }, nowMs),
    ),
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
    await lockHours(tx, personId);
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
