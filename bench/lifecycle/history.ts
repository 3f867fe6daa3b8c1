import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { LeanShape } from './lean-shape';

/** How much is kept of an engagement. */
export interface HistorySize {
  events: number;
  bytes: number;
}

/** The histories of these workflows together, once they have ended. */
export async function historySize(client: Client, workflowIds: string[]): Promise<HistorySize> {
  const sizes = await Promise.all(
    workflowIds.map(async (workflowId) => {
      const handle = client.workflow.getHandle(workflowId);
      for (;;) {
        const { status, historyLength, historySize: bytes } = await handle.describe();
        if (status.name === 'COMPLETED') return { events: historyLength, bytes: bytes ?? 0 };
        if (status.name !== 'RUNNING') throw new Error(`The workflow ${workflowId} is ${status.name}.`);
        await delay(100);
      }
    }),
  );
  return {
    events: sizes.reduce((sum, { events }) => sum + events, 0),
    bytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** How many events of each type the histories of these workflows hold together. */
export async function eventTypes(client: Client, workflowIds: string[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const workflowId of workflowIds) {
    const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
    for (const event of events ?? []) {
      const [attributes = ''] = Object.keys(event).filter((key) => key.endsWith('EventAttributes'));
      const type = attributes.replace(/EventAttributes$/, '');
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
  }
  return counts;
}

/** What the lean workflow has to do so that it does as much: counted from an engagement's own history. */
export function shapeOf(types: ReadonlyMap<string, number>): LeanShape {
  const count = (type: string) => types.get(type) ?? 0;
  return {
    // A track tells its engagement of its end by a signal; people have no part in that one.
    signals: count('workflowExecutionSignaled') - count('signalExternalWorkflowExecutionInitiated'),
    calls: count('activityTaskScheduled'),
    timers: count('timerStarted'),
  };
}
