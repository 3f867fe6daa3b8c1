import { completeForm, type GivenForm } from '../../playbook/domain/form';
import { findStep, type Playbook } from '../../playbook/domain/playbook';
import { normalRole } from '../../people/domain/roles';
import type { SignalFields } from '../domain/facts/registry';
import type { Connection } from '../../database/database';
import type { Engagement, PromiseRecord } from '../store/engagements';
import { notActive } from '../../people/store/people';
import { suggestTeam } from '../../people/store/team';
import { invalid } from '../../edge/http/problem';

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
): Promise<CompletedStep> {
  const step = findStep(playbook, promise.step);
  // A task made for a failed action has that action's step, which has no form.
  const questions = promise.kind === 'task' ? (step?.form ?? []) : [];
  const asksForTeam = questions.some((field) => field.type === 'team');
  const present = engagement.team as Record<string, string>;
  const suggested = asksForTeam ? await suggestTeam(db, playbook.team, present) : {};
  const completed = completeForm(questions, given ?? {}, suggested);
  if (!completed.ok) {
    throw invalid(completed.faults.map(({ field, message }) => ({ pointer: `/form/${field}`, message })));
  }
  if (completed.team) {
    await requireActive(db, questions.find((field) => field.type === 'team')?.name ?? '', completed.team);
  }
  const team =
    completed.team &&
    Object.fromEntries(Object.entries(completed.team).map(([role, id]) => [normalRole(role), id]));
  return {
    form: questions.length > 0 ? completed.form : undefined,
    fields: { answers: completed.answers, ...(team ? { team } : {}) },
  };
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
