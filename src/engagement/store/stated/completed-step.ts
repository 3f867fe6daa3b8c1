import type { Connection } from '../../../database/database';
import type { Fault } from '../../../fact/domain/fault';
import { normalRole } from '../../../people/domain/roles';
import { notActive } from '../../../people/store/people';
import { suggestTeam } from '../../../people/store/team';
import { completeForm, type GivenForm } from '../../../playbook/domain/form';
import type { Playbook } from '../../../playbook/domain/playbook';
import type { Role } from '../../../promise/domain/ladder/rules';
import type { SignalFields } from '../../domain/facts/registry';
import type { Engagement, PromiseRecord } from '../engagements';
import { type HostsOf, questionsOf } from '../questions';
import { type Taking, takingTeam } from './hours';

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
  nowMs: number;
}

/** A completed step: the whole form for the database, and what the workflow may see of it. */
export interface CompletedStep {
  form: Record<string, unknown> | undefined;
  fields: SignalFields['stepCompleted'];
  /** Of the team that is put together in it. */
  taking: Taking;
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
  const taken = { form: questions.length > 0 ? form : undefined };
  if (!team || teamField === undefined) return { ...taken, fields: { answers }, taking: {} };
  const pointer = `/form/${teamField}`;
  const faults = await notHere(db, team, pointer);
  if (faults.length > 0) return { faults };
  const mayOverride = questions.some(({ name }) => name === OVERRIDE);
  const isOverridden = mayOverride && form[OVERRIDE] !== undefined;
  const reasonIn = mayOverride ? OVERRIDE : null;
  const taking = takingTeam({ ...step, team, pointer, reasonIn, isOverridden });
  return { ...taken, fields: { answers, team: byNormalRole(team) }, taking };
}

async function notHere(db: Connection, team: Record<Role, string>, pointer: string): Promise<Fault[]> {
  const missing = new Set(await notActive(db, [...new Set(Object.values(team))]));
  return Object.entries(team)
    .filter(([, personId]) => missing.has(personId))
    .map(([role, personId]) => ({
      pointer: `${pointer}/${role}`,
      message: `no active person ${JSON.stringify(personId)}`,
    }));
}

function byNormalRole(team: Record<Role, string>): Record<Role, string> {
  return Object.fromEntries(Object.entries(team).map(([role, id]) => [normalRole(role), id]));
}
