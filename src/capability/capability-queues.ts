import type { Capability } from './actions';

/** The task queue of every workflow. */
export const WORKFLOW_QUEUE = 'promisekeeper';

/** The vendor that serves each capability; its name is also the task queue on which its actions are done. */
export type CapabilityQueues = Readonly<Record<Capability, string>>;
