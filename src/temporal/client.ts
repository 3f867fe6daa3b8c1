import {
  isGrpcServiceError,
  Client,
  Connection,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { WorkflowStartOptions } from '@temporalio/client';
import type { TemporalSettings } from '../settings/settings';

/** Temporal could not be reached, or did not answer in time. Whether it did what was asked is not known. */
export class TemporalUnavailable extends Error {
  override readonly name = 'TemporalUnavailable';
}

/** The workflow is not there or has ended: it takes no more facts. Nothing was sent. */
export class WorkflowGone extends Error {
  override readonly name = 'WorkflowGone';
}

/** All that is asked of Temporal outside the worker. Every method is bounded in time and throws the two errors above. */
export interface TemporalGateway {
  /** Starts a workflow unless its id was ever taken: then this does nothing. Resolves once Temporal has it stored. */
  start(workflowType: string, options: WorkflowStartOptions): Promise<void>;
  /** Resolves once Temporal has the signal stored, worker or no worker. @throws WorkflowGone */
  signal(workflowId: string, signal: string, payload: unknown): Promise<void>;
  /**
   * The same for a workflow that may not be there: it is started with the signal then, also when one of its id has ended
   * before.
   */
  signalWithStart(
    workflowType: string,
    options: WorkflowStartOptions,
    signal: string,
    payload: unknown,
  ): Promise<void>;
  /** @throws TemporalUnavailable */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Shorter than a caller's patience; wall-clock milliseconds. */
const CALL_TIMEOUT_MS = 5_000;
const PING_TIMEOUT_MS = 2_000;

/** A gateway that connects at its first use and reconnects by itself, so that a process starts while Temporal is away. */
export function openTemporal(settings: TemporalSettings): TemporalGateway {
  const connection = Connection.lazy({ ...settings.connection, connectTimeout: CALL_TIMEOUT_MS });
  const client = new Client({ connection, namespace: settings.namespace });
  const bounded = <T>(timeoutMs: number, work: () => Promise<T>): Promise<T> =>
    translated(() => client.withDeadline(Date.now() + timeoutMs, work));
  return {
    start: async (workflowType, options) => {
      await bounded(CALL_TIMEOUT_MS, async () => {
        try {
          await client.workflow.start(workflowType, {
            ...options,
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            workflowIdConflictPolicy: 'USE_EXISTING',
          });
        } catch (error) {
          // Ended already: whatever was to be started has been.
          if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        }
      });
    },
    signal: (workflowId, signal, payload) =>
      bounded(CALL_TIMEOUT_MS, () => client.workflow.getHandle(workflowId).signal(signal, payload)),
    signalWithStart: async (workflowType, options, signal, payload) => {
      await bounded(CALL_TIMEOUT_MS, () =>
        client.workflow.signalWithStart(workflowType, {
          ...options,
          signal,
          signalArgs: [payload],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
        }),
      );
    },
    ping: async () => {
      await bounded(PING_TIMEOUT_MS, () => connection.workflowService.getSystemInfo({}));
    },
    close: () => connection.close(),
  };
}

/** gRPC's codes for: cancelled, unknown, deadline exceeded, resources exhausted, aborted, internal, unavailable. */
const TRANSIENT_CODES = new Set([1, 2, 4, 8, 10, 13, 14]);

/** The one place where the SDK's errors become ours. */
async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) {
      throw new WorkflowGone('The workflow has ended or was never started.', { cause: error });
    }
    const cause = error instanceof ServiceError ? error.cause : error;
    if (isGrpcServiceError(cause) && TRANSIENT_CODES.has(cause.code)) {
      throw new TemporalUnavailable('Temporal cannot be reached.', { cause: error });
    }
    if (error instanceof Error && /connect|deadline|closed/i.test(error.message)) {
      throw new TemporalUnavailable('Temporal cannot be reached.', { cause: error });
    }
    throw error;
  }
}
