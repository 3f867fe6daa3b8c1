import type { Client } from '@temporalio/client';
import { v7 as uuid } from 'uuid';
import { handOverPending } from '../../src/dispatch/hand-over';
import { INCIDENTS } from '../../src/incident/dispatch/hand-over';
import { tellFacts } from '../../src/fact/dispatch/tell-facts';
import type { Incident } from '../../src/incident/store/incidents';
import type { TemporalGateway } from '../../src/temporal/client';
import { allOn } from '../support/actions';
import { SAM, type TicketHarness } from './service-desk/ticket-harness';

/** What the dispatcher does for incidents and stored facts, a round at a time. */
export class HandOver {
  constructor(private readonly harness: TicketHarness) {}

  async round(): Promise<void> {
    const { db, time } = this.harness;
    const nowMs = await this.harness.nowMs();
    const clock = { productNow: () => nowMs };
    const deps = {
      db,
      temporal: gatewayOn(this.harness.env.client, this.harness.queue),
      clock,
      settings: { time, capabilities: allOn(this.harness.queue) },
    };
    await handOverPending(deps, INCIDENTS);
    await tellFacts({ ...deps, handedOver: [INCIDENTS] });
  }

  /** Closes an incident, and waits until that is in its journal. */
  async close({ id: subjectId, workflowId }: Incident): Promise<void> {
    const { db, env } = this.harness;
    const commandId = uuid();
    const occurredAtMs = await this.harness.nowMs();
    const body = { rootCause: 'Nobody was there.' };
    const receivedAt = new Date(occurredAtMs);
    const stored = {
      subjectId,
      id: commandId,
      signal: 'closed',
      body,
      actor: SAM,
      state: 'accepted',
      receivedAt,
    };
    await db.command.create({ data: stored });
    const fact = { commandId, actor: SAM, occurredAtMs, fields: {} };
    await env.client.workflow.getHandle(workflowId).signal('closed', fact);
    await this.harness.until('the end of the incident', async () => {
      const { status } = await db.incident.findUniqueOrThrow({ where: { id: subjectId } });
      return status === 'closed';
    });
  }
}

/** Temporal as the product sees it, with every workflow on one queue. */
export function gatewayOn({ workflow }: Client, taskQueue: string): TemporalGateway {
  return {
    start: async (type, { workflowId, args }) => {
      await workflow.start(type, { workflowId, args: args as [], taskQueue });
    },
    signal: (workflowId, signal, payload) => workflow.getHandle(workflowId).signal(signal, payload),
    signalWithStart: async (type, { workflowId, args }, signal, payload) => {
      const signalArgs = [payload];
      await workflow.signalWithStart(type, { workflowId, args: args as [], taskQueue, signal, signalArgs });
    },
    ping: async () => {},
    close: async () => {},
  };
}
