import type { PastPlaybook, Step } from '../playbook';

/** The stage in which the first payment is awaited. */
const GATE = 'payment-gate';

/** Where delivery waits for its payment. */
export interface GateInForce {
  leg: number;
  /** What it invoices and what it waits for. */
  steps: readonly Step[];
  payments: PastPlaybook['payments'];
}

/**
 * The payment gate of an engagement: that of the newest leg that has one. Delivery may lie in a later leg than the gate
 * that it waits for.
 */
export function gateInForce(plan: PastPlaybook & { earlier?: readonly PastPlaybook[] }): GateInForce {
  const legs = [...(plan.earlier ?? []), plan];
  const index = legs.findLastIndex(({ stages }) => stages[GATE] !== undefined);
  const { stages, payments } = legs[index] ?? plan;
  return { leg: index === -1 ? legs.length : index + 1, steps: stages[GATE]?.steps ?? [], payments };
}
