import type { Condition } from './playbook';

type Scalars = Readonly<Record<string, string | number | boolean>>;

/** What a rule can ask about. */
interface Asked {
  readonly state: { readonly answers: Scalars };
  readonly input: { readonly facts: Scalars };
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
    (when.atLeast === undefined || Number(value) >= when.atLeast) &&
    (when.atMost === undefined || Number(value) <= when.atMost)
  );
}
