import type { Suggestion } from '../../../fact/domain/declaration';
import type { FormField } from '../../../playbook/domain/form-field';
import { fact } from './declare';

/** Facts that do what a step asks a person for. */

interface Completed {
  answers: Record<string, string | number | boolean>;
  team?: Record<string, string>;
}

export const stepCompleted = fact<Completed>()({
  name: 'stepCompleted',
  says: 'Somebody completed a step that was a task of theirs',
  statedBy: 'owner',
  needs: 'openPromise',
  keeps: { task: ({ form }) => (form ? suggestedAnswers(form) : {}) },
});

export const restoreChosen = fact()({
  name: 'restoreChosen',
  says: 'Somebody chose to have a change outside put right',
  statedBy: 'owner',
  needs: 'openPromise',
  keeps: { task: ({ restorable }) => (restorable ? {} : undefined) },
  told: (_detail, actor) => `${actor} chose to have it put right`,
});

export const approvalGiven = fact()({
  name: 'approvalGiven',
  says: 'Somebody approved what a step asked for',
  statedBy: 'owner',
  needs: 'openPromise',
  keeps: { approval: {} },
});

export const approvalRefused = fact()({
  name: 'approvalRefused',
  says: 'Somebody refused an approval, with a reason',
  statedBy: 'owner',
  needs: 'openPromise',
  keeps: { approval: {} },
});

export const meetingHeld = fact()({
  name: 'meetingHeld',
  says: 'A meeting took place',
  statedBy: 'owner',
  needs: 'openPromise',
  keeps: { meeting: {} },
});

function suggestedAnswers(fields: readonly FormField[]): Suggestion {
  const form = Object.fromEntries(
    fields.map((field) => [field.name, field.type === 'team' ? {} : (field.suggest ?? null)]),
  );
  const teams = fields.filter(({ type }) => type === 'team');
  const offers = Object.fromEntries(teams.map(({ name }) => [name, 'team' as const]));
  return { body: { form }, ...(teams.length > 0 ? { offers } : {}) };
}
