import { factsAskedFor } from '../../src/playbook/domain/asked-facts';
import type { Condition, Playbook } from '../../src/playbook/domain/playbook';

function asking(...conditions: Condition[]): Pick<Playbook, 'stages'> {
  const steps = conditions.map((when, index) => ({
    id: `step-${index}`,
    kind: 'task' as const,
    title: 'A step',
    owner: 'consultant',
    within: '1 h',
    when,
  }));
  return { stages: { onboarding: { title: 'Onboarding', steps } } };
}

describe('The facts that may go into a history', () => {
  it('are those that a rule asks for, and no text that no rule knows', () => {
    const playbook = asking(
      { fact: 'region', is: 'north' },
      { fact: 'kind', isNot: 'renewal' },
      { fact: 'seats', atLeast: 10 },
      { fact: 'express', is: true },
      { answer: 'scale', is: 'small' },
    );
    expect(factsAskedFor(playbook, { region: 'north', kind: 'renewal', seats: 12, express: true })).toEqual({
      region: 'north',
      kind: 'renewal',
      seats: 12,
      express: true,
    });
    expect(factsAskedFor(playbook, { seats: '12' })).toEqual({ seats: '12' });
    expect(
      factsAskedFor(playbook, {
        region: 'Schmidt',
        kind: 'Ann',
        seats: 'Ann',
        scale: 'small',
        contact: 'Schmidt',
        budget: 12_000,
      }),
    ).toEqual({});
  });
});
