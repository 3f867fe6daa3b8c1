import type { CarriedState } from '../../src/engagement/domain/engagement';
import type { Condition } from '../../src/playbook/domain/playbook';

/** What a rule can ask about. */
interface Asked {
  readonly state: Pick<CarriedState, 'answers'>;
  readonly input: { readonly facts: Record<string, string | number | boolean> };
}

/** Whether a step's rule holds. An answer or fact that is missing counts as empty. */
export function applies({ state, input }: Asked, when: Condition | undefined): boolean {
  if (!when) {
    return true;
  }
  const value = when.answer ? state.answers[when.answer] : input.facts[when.fact ?? ''];
  return (
    (when.is === undefined || value === when.is) &&
    (when.isNot === undefined || value !== when.isNot) &&
    (when.atLeast === undefined || Number(value) >= when.atLeast)
  );
}
