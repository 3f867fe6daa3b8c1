import type { Connection } from '../../../database/database';
import type { Fault } from '../../../fact/domain/fault';
import { overbooked } from '../../../people/domain/capacity';
import { normalRole } from '../../../people/domain/roles';
import { notActive } from '../../../people/store/people';
import { suggestTeam } from '../../../people/store/team';
import { completeForm, type GivenForm } from '../../../playbook/domain/form';
import type { Playbook } from '../../../playbook/domain/playbook';
import type { Role } from '../../../promise/domain/ladder/rules';
import type { SignalFields } from '../../domain/facts/registry';
import { capacities } from '../commitments';
import type { Engagement, PromiseRecord } from '../engagements';
import { type HostsOf, questionsOf } from '../questions';

/** Why a vendor cannot state what gives work to people of ours. */
export const FOR_PEOPLE = 'who of our people does what is for people alone: state it yourself';

/** The question whose answer lets a team go over its people's capacity. */
const OVERRIDE = 'overrideReason';

/** The task that is completed, and by whom. */
export interface StepToComplete {
  db: Connection;
  playbook: Playbook;
  engagement: Engagement;
  promise: PromiseRecord;
  hostsOf: HostsOf;
  byPerson: boolean;
}

/** A completed step: the whole form for the database, and what the workflow may see of it. */
export interface CompletedStep {
  form: Record<string, unknown> | undefined;
  fields: SignalFields['stepCompleted'];
}

/**
 * Checks the answers to a step's form and completes them: suggestions for what was left open, a person for every role.
 * Faults stand at `/form/<field>`.
 */
export async function completeStep(
  step: StepToComplete,
  given: GivenForm | undefined,
): Promise<CompletedStep | { faults: readonly Fault[] }> {
  const { db, playbook, engagement, promise, hostsOf, byPerson } = step;
  const questions = await questionsOf(db, playbook, engagement, promise, hostsOf);
  const teamField = questions.find(({ type }) => type === 'team')?.name;
  if (teamField !== undefined && !byPerson) {
    return { faults: [{ pointer: `/form/${teamField}`, message: FOR_PEOPLE }] };
  }
  const present = engagement.team as Record<Role, string>;
  const suggested = teamField === undefined ? {} : await suggestTeam(db, playbook.team, present);
  const completed = completeForm(questions, given ?? {}, suggested);
  if (!completed.ok) {
    return {
      faults: completed.faults.map(({ field, message }) => ({ pointer: `/form/${field}`, message })),
    };
  }
  const { form, answers, team } = completed;
  if (team && teamField !== undefined) {
    const mayOverride = questions.some(({ name }) => name === OVERRIDE);
    const isOverridden = mayOverride && form[OVERRIDE] !== undefined;
    const faults = await faultsOfTeam(step, team, { field: teamField, mayOverride, isOverridden });
    if (faults.length > 0) return { faults };
  }
  return {
    form: questions.length > 0 ? form : undefined,
    fields: { answers, ...(team ? { team: byNormalRole(team) } : {}) },
  };
}

interface TeamQuestion {
  field: string;
  mayOverride: boolean;
  isOverridden: boolean;
}

/** Everybody is active, and nobody is given more work than they have hours, unless somebody says why. */
async function faultsOfTeam(
  { db, playbook, engagement }: StepToComplete,
  team: Record<Role, string>,
  { field, mayOverride, isOverridden }: TeamQuestion,
): Promise<readonly Fault[]> {
  const missing = new Set(await notActive(db, [...new Set(Object.values(team))]));
  if (missing.size > 0) {
    return Object.entries(team)
      .filter(([, personId]) => missing.has(personId))
      .map(([role, personId]) => ({
        pointer: `/form/${field}/${role}`,
        message: `no active person ${JSON.stringify(personId)}`,
      }));
  }
  if (isOverridden) return [];
  const people = await capacities(db, Object.values(team), engagement.id);
  const instead = mayOverride ? `, or give the reason in ${OVERRIDE}` : '';
  return overbooked(team, playbook.effort ?? {}, people).map(({ role, name, hoursPerWeek, wanted }) => ({
    pointer: `/form/${field}/${role}`,
    message: `${name} has ${hoursPerWeek} hours a week, and ${wanted} would be taken: choose somebody else${instead}`,
  }));
}

function byNormalRole(team: Record<Role, string>): Record<Role, string> {
  return Object.fromEntries(Object.entries(team).map(([role, id]) => [normalRole(role), id]));
}
