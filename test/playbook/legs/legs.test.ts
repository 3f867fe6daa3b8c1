import * as fc from 'fast-check';
import { moneyOf, percentOf } from '../../../src/money/domain/money';
import { gateInForce } from '../../../src/playbook/domain/legs/gate-in-force';
import { keyIn, legOf } from '../../../src/playbook/domain/legs/keys';
import { planAfter } from '../../../src/playbook/domain/legs/plan-after';
import { amountsOf, milestonesOf } from '../../../src/playbook/domain/milestones';
import type { Plan, StageRules, Step } from '../../../src/playbook/domain/playbook';

function invoicing(percents: readonly number[], leg: number): StageRules {
  const steps = percents.map(
    (percent, index): Step => ({
      ...{
        id: `invoice-${index}`,
        kind: 'action',
        title: 'Invoice',
        owner: 'finance-manager',
        within: '1 d',
      },
      do: 'accounting.createInvoice',
      with: { milestone: `${leg}-${index}`, percent, dueDays: 1 },
    }),
  );
  return { title: 'Closure', steps };
}

const plan = (name: string, stages: Plan['stages'], more: Partial<Plan> = {}): Plan =>
  ({ name, version: 1, title: name, calendars: {}, stages, ...more }) as Plan;

describe('The legs of a journey', () => {
  it('[CD-18] give every step a key of its own, from which its leg can be read', () => {
    expect(keyIn(1, 'kick-off', 2)).toBe('kick-off#2');
    expect(keyIn(3, 'kick-off', 2)).toBe('3:kick-off#2');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99 }),
        fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
        fc.integer({ min: 1, max: 2000 }),
        (leg, id, generation) => {
          const key = keyIn(leg, id, generation);
          expect(legOf(key)).toBe(leg);
          expect(legOf(`${key}/invitation`)).toBe(leg);
        },
      ),
    );
  });

  it('[CD-18] invoice shares that add up to the value, and never change what an earlier leg has invoiced', () => {
    const percent = fc.integer({ min: 1, max: 1000 }).map((tenths) => tenths / 100);
    const legs = fc.array(fc.array(percent, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });
    const value = fc.record({
      amount: fc.integer({ min: 1, max: 99_999_999 }).map((cents) => (cents / 100).toFixed(2)),
      currency: fc.constant('EUR'),
    });
    fc.assert(
      fc.property(legs, value, (percents, text) => {
        const whole = moneyOf(text);
        const stages = percents.map((own, index) => ({ stages: { closure: invoicing(own, index + 1) } }));
        const amountsUpTo = (leg: number) =>
          amountsOf(milestonesOf({ ...stages[leg - 1]!, earlier: stages.slice(0, leg - 1) }), whole);
        const all = amountsUpTo(stages.length);
        const sum = [...all.values()].reduce((total, { minor }) => total + minor, 0n);
        expect(sum).toBe(
          percentOf(
            whole,
            percents.flat().reduce((total, one) => total + one, 0),
          ).minor,
        );
        for (let leg = 1; leg < stages.length; leg += 1) {
          for (const [milestone, amount] of amountsUpTo(leg)) {
            expect(all.get(milestone)).toEqual(amount);
          }
        }
      }),
    );
  });

  it('[CD-18] go on counting the money of those before, and have the gate of the newest that has one', () => {
    const task: Step = { id: 'do', kind: 'task', title: 'Do', owner: 'operations-manager', within: '1 d' };
    const wait: Step = { ...task, id: 'paid', kind: 'wait', for: { signal: 'paymentReceived' } };
    const gate = { title: 'Gate', steps: [task, wait] };
    const office = { tz: 'Europe/London', hours: '24x7' } as const;
    const first = plan(
      'first',
      { 'payment-gate': gate, onboarding: { title: 'On', steps: [task] } },
      { calendars: { office }, payments: { tolerancePercent: 2 } },
    );
    const second = planAfter(
      first,
      plan('second', { closure: invoicing([50], 2) }, { calendars: { clock: office } }),
    );
    expect(Object.keys(second.calendars)).toEqual(['office', 'clock']);
    expect(second.earlier).toEqual([
      {
        ...{ name: 'first', version: 1, title: 'first', payments: { tolerancePercent: 2 } },
        stages: { 'payment-gate': { title: 'Gate', steps: [wait] }, onboarding: { title: 'On', steps: [] } },
      },
    ]);
    expect(gateInForce(second)).toEqual({ leg: 1, steps: [wait], payments: { tolerancePercent: 2 } });

    const third = planAfter(second, plan('third', { 'payment-gate': { title: 'Again', steps: [] } }));
    expect(third.earlier?.map(({ name }) => name)).toEqual(['first', 'second']);
    expect(gateInForce(third)).toEqual({ leg: 3, steps: [], payments: undefined });
    expect(gateInForce(plan('alone', {}))).toEqual({ leg: 1, steps: [], payments: undefined });
  });
});
