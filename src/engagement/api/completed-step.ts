import { completeForm, type GivenForm } from '../../playbook/domain/form';
import type { Playbook } from '../../playbook/domain/playbook';
import { overbooked } from '../../people/domain/capacity';
import { normalRole } from '../../people/domain/roles';
import type { SignalFields } from '../domain/facts/registry';
import type { Connection } from '../../database/database';
import { capacities } from '../store/commitments';
import { type HostsOf, questionsOf } from '../store/questions';
import type { Engagement, PromiseRecord } from '../store/engagements';
import { notActive } from '../../people/store/people';
import { suggestTeam } from '../../people/store/team';
import { invalid } from '../../edge/http/problem';

/** The question whose answer lets a team go over its people's capacity. */
const OVERRIDE = 'overrideReason';

/** A completed step: the whole form for the database, and what the workflow may see of it. */
export interface CompletedStep {
  form: Record<string, unknown> | undefined;
  fields: SignalFields['stepCompleted'];
}

/**
 * Checks the answers to a step's form and completes them: suggestions for what was left open, a person for every role.
 * @throws Problem 422 on /form/<field>
 */
export async function completeStep(
  db: Connection,
  playbook: Playbook,
  engagement: Engagement,
  promise: PromiseRecord,
  given: GivenForm | undefined,
  hostsOf: HostsOf,
): Promise<CompletedStep> {
  const questions = await questionsOf(db, playbook, promise, hostsOf);
  const asksForTeam = questions.some((field) => field.type === 'team');
  const present = engagement.team as Record<string, string>;
  const suggested = asksForTeam ? await suggestTeam(db, playbook.team, present) : {};
  const completed = completeForm(questions, given ?? {}, suggested);
  if (!completed.ok) {
    throw invalid(completed.faults.map(({ field, message }) => ({ pointer: `/form/${field}`, message })));
  }
  if (completed.team) {
    const field = questions.find(({ type }) => type === 'team')?.name ?? '';
    await requireActive(db, field, completed.team);
    const mayOverride = questions.some(({ name }) => name === OVERRIDE);
    if (!mayOverride || completed.form[OVERRIDE] === undefined) {
      await requireCapacity({ db, playbook, engagement, field, mayOverride }, completed.team);
    }
  }
  const team =
    completed.team &&
    Object.fromEntries(Object.entries(completed.team).map(([role, id]) => [normalRole(role), id]));
  return {
    form: questions.length > 0 ? completed.form : undefined,
    fields: { answers: completed.answers, ...(team ? { team } : {}) },
  };
}

/** Nobody is given more work than they have hours, unless somebody says why. */
async function requireCapacity(
  { db, playbook, engagement, field, mayOverride }: TeamReview,
  team: Record<string, string>,
): Promise<void> {
  const people = await capacities(db, Object.values(team), engagement.id);
  const instead = mayOverride ? `, or give the reason in ${OVERRIDE}` : '';
  const faults = overbooked(team, playbook.effort ?? {}, people).map(
    ({ role, name, hoursPerWeek, wanted }) => ({
      pointer: `/form/${field}/${role}`,
      message: `${name} has ${hoursPerWeek} hours a week, and ${wanted} would be taken: choose somebody else${instead}`,
    }),
  );
  if (faults.length > 0) {
    throw invalid(faults);
  }
}

interface TeamReview {
  db: Connection;
  playbook: Playbook;
  engagement: Engagement;
  /** The question that asks for the team. */
  field: string;
  mayOverride: boolean;
}

async function requireActive(db: Connection, field: string, team: Record<string, string>): Promise<void> {
  const missing = new Set(await notActive(db, [...new Set(Object.values(team))]));
  const faults = Object.entries(team)
    .filter(([, personId]) => missing.has(personId))
    .map(([role, personId]) => ({
      pointer: `/form/${field}/${role}`,
      message: `no active person ${JSON.stringify(personId)}`,
    }));
  if (faults.length > 0) {
    throw invalid(faults);
  }
}
