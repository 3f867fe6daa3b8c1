import { condition, continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { CarriedState, EngagementInput } from '../src/engagement/domain/engagement';
import type { NextPlaybookActivities } from '../src/engagement/domain/next-playbook';
import { planAfter } from '../src/playbook/domain/legs/plan-after';
import type { Plan, StageName } from '../src/playbook/domain/playbook';
import { ATTEMPT } from './activities';
import type { PromiseSpec } from './promise/promise-spec';
import { decisions } from './stages/decisions';
import type { Lifecycle } from './stages/lifecycle';
import { gatePromises } from './stages/money/payment-gate';

const { readNextPlaybook } = proxyActivities<NextPlaybookActivities>({
  summary: 'Read the playbook by which it goes on',
  ...ATTEMPT,
  // As patient as the journal: an engagement that is to go on must not end because a database is away.
  scheduleToCloseTimeout: '90 days',
  retry: { initialInterval: '1 second', backoffCoefficient: 1.5, maximumInterval: '20 seconds' },
});

/**
 * Goes on by the next playbook, in its newest version: the same engagement in another run, which remembers everything.
 * Returns only where the playbook names no next one. What arrives until the next run begins is heard in this one, or is
 * handed to that one by Temporal: nothing comes in between. Calling off is possible until then.
 */
export async function goOnByNextPlaybook(life: Lifecycle, input: EngagementInput): Promise<void> {
  const { desk, hearing } = life;
  const { plan } = input;
  if (plan.next === undefined) {
    return;
  }
  const request = { engagementId: input.engagementId, playbook: plan.next };
  const next = await desk.whileBusy(() => readNextPlaybook(request));
  const isGateAskedAgain = asksAgain(next.plan, plan, 'payment-gate');
  endPromises(life, [
    ...decisions(life),
    ...(isGateAskedAgain ? [] : gatePromises(life, life.state.gateRounds)),
  ]);
  await condition(() => desk.isQuiet && hearing.isEmpty);
  await continueAsNew<(next: EngagementInput) => Promise<void>>({
    ...input,
    plan: planAfter(plan, next.plan),
    facts: { ...input.facts, ...next.facts },
    queues: next.queues,
    carried: carriedInto(next.plan, plan, desk.carry()),
  });
}

/** Waits, in a later leg, until its beginning is stored: whatever acts for it looks up by which playbook it goes. */
export async function hasBegun({ desk, input }: Lifecycle): Promise<void> {
  if (input.plan.earlier !== undefined) {
    await desk.flushed();
  }
}

/**
 * Whatever nobody has kept is over with its playbook; not so what somebody has to decide, nor a payment that is awaited
 * anew: it is asked for until delivery begins.
 */
function endPromises(life: Lifecycle, goOn: readonly Pick<PromiseSpec, 'key'>[]): void {
  for (const { key } of life.desk.openPromises()) {
    if (!goOn.some((spec) => key === spec.key || key.startsWith(`${spec.key}/`))) {
      life.promises.settle(key, 'cancelled', `"${life.input.plan.title}" is done`, {});
    }
  }
}

/** Whatever was agreed or paid counts on; what the next playbook asks for again is asked anew. */
function carriedInto(next: Plan, plan: Plan, carried: CarriedState): CarriedState {
  return {
    ...carried,
    shown: '',
    ...(asksAgain(next, plan, 'agreement') ? { signatures: [] } : {}),
    ...(asksAgain(next, plan, 'payment-gate') ? { waiver: null, gateRounds: 1 } : {}),
  };
}

function asksAgain(next: Plan, plan: Plan, stage: StageName): boolean {
  const hasStage = ({ stages }: Pick<Plan, 'stages'>) => stages[stage] !== undefined;
  return hasStage(next) && [plan, ...(plan.earlier ?? [])].some(hasStage);
}
