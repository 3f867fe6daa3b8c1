import type { ActionParams } from '../../capability/actions';
import { type Money, percentOf, sharesOf } from '../../money/domain/money';
import { allSteps, type Playbook, type StageName, type Step } from './playbook';

/** One invoice that a playbook makes. */
export interface Milestone extends Readonly<ActionParams['accounting.createInvoice']> {
  readonly stage: StageName;
  readonly step: Step;
}

/** Everything that a playbook invoices, in the order of its stages. */
export function milestonesOf(playbook: Pick<Playbook, 'stages'>): Milestone[] {
  return [...allSteps(playbook)]
    .filter(({ step }) => step.do === 'accounting.createInvoice')
    .map(({ stage, step }) => ({
      ...(step.with as ActionParams['accounting.createInvoice']),
      stage,
      step,
    }));
}

/** What a playbook invoices at its milestones: shares of the value that add up to it, the last takes the rest. */
export function amountsOf(milestones: readonly Milestone[], value: Money): Map<string, Money> {
  const shares = sharesOf(
    value,
    milestones.map(({ percent }) => percent),
  );
  return new Map(milestones.map(({ milestone }, index) => [milestone, shares[index] ?? value]));
}

/** What one milestone asks for; by its own percentage where the playbook has no such milestone any more. */
export function amountAt(
  playbook: Pick<Playbook, 'stages'>,
  { milestone, percent }: Pick<Milestone, 'milestone' | 'percent'>,
  value: Money,
): Money {
  return amountsOf(milestonesOf(playbook), value).get(milestone) ?? percentOf(value, percent);
}
