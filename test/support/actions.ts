import { actionsOf, capabilityNames } from '../../src/capability/actions';
import type { CapabilityQueues } from '../../src/capability/capability-queues';
import { CAPABILITIES } from '../../src/capability/registry';

/** Every action that a lifecycle may ask of a vendor. */
export const ACTIONS = [...actionsOf(CAPABILITIES).keys()];

/** All capabilities on one task queue. */
export function allOn(taskQueue: string): CapabilityQueues {
  const queues = capabilityNames(CAPABILITIES).map((capability) => [capability, taskQueue]);
  return Object.fromEntries(queues) as CapabilityQueues;
}
