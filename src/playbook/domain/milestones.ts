import type { ActionParams } from '../../capability/actions';
import { type Money, percentOf, sharesOf } from '../../money/domain/money';
import { allSteps, type Playbook, type StageName, type Step } from './playbook';

/** What an engagement invoices by: the playbooks that it has gone by, oldest first, and the one in force. */
export interface Invoicing extends Pick<Playbook, 'stages'> {
  readonly earlier?: readonly Pick<Playbook, 'stages'>[];
}

/** One invoice that a playbook makes. */
export interface Milestone extends Readonly<ActionParams['accounting.createInvoice']> {
  /** Of the engagement's journey: see `legs`. */
  readonly leg: number;
  readonly stage: StageName;
  readonly step: Step;
}

/** Everything that is invoiced, in the order of the playbooks and of their stages. */
export function milestonesOf({ stages, earlier = [] }: Invoicing): Milestone[] {
  return [...earlier, { stages }].flatMap((playbook, index) =>
    [...allSteps(playbook)]
      .filter(({ step }) => step.do === 'accounting.createInvoice')
      .map(({ stage, step }) => ({
        ...(step.with as ActionParams['accounting.createInvoice']),
        leg: index + 1,
        stage,
        step,
      })),
  );
}

/**
 * What is invoiced at the milestones: shares of the value that add up to it. The last of each leg takes the rest of what
 * that leg invoices, whichever legs follow.
 */
export function amountsOf(milestones: readonly Milestone[], value: Money): Map<string, Money> {
  const amounts = new Map<string, Money>();
  let before = 0;
  for (const leg of new Set(milestones.map((one) => one.leg))) {
    const own = milestones.filter((one) => one.leg === leg);
    const percents = own.map(({ percent }) => percent);
    const shares = sharesOf(value, percents, before);
    own.forEach(({ milestone }, index) => amounts.set(milestone, shares[index] ?? value));
    before = percents.reduce((sum, percent) => sum + percent, before);
  }
  return amounts;
}

/** What one milestone asks for; by its own percentage where there is no such milestone any more. */
export function amountAt(
  playbooks: Invoicing,
  { milestone, percent }: Pick<Milestone, 'milestone' | 'percent'>,
  value: Money,
): Money {
  return amountsOf(milestonesOf(playbooks), value).get(milestone) ?? percentOf(value, percent);
}
