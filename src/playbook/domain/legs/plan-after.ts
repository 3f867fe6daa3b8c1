import type { PastPlaybook, Plan, StageName, StageRules, Step } from '../playbook';

/**
 * The plan of the next leg. What was invoiced and what payment is awaited in earlier legs goes on counting, and a calendar
 * in which something is still counted stays, unless the next playbook has one of the same name.
 */
export function planAfter(plan: Plan, next: Plan): Plan {
  return {
    ...next,
    calendars: { ...plan.calendars, ...next.calendars },
    earlier: [...(plan.earlier ?? []), pastOf(plan)],
  };
}

function pastOf({ name, version, title, payments, stages }: Plan): PastPlaybook {
  const kept = Object.entries(stages).map(([stage, rules]) => {
    return [stage, { title: rules.title, steps: rules.steps.filter(isOfMoney) }] as const;
  });
  return {
    ...{ name, version, title },
    ...(payments ? { payments } : {}),
    stages: Object.fromEntries(kept) as Partial<Record<StageName, StageRules>>,
  };
}

function isOfMoney(step: Step): boolean {
  return step.do === 'accounting.createInvoice' || step.for?.signal === 'paymentReceived';
}
