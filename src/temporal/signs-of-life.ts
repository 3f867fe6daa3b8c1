import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** More often than any activity's heartbeat time-out; the SDK itself holds back what the server need not hear. */
const EVERY_MS = 1_000;

/**
 * Tells Temporal, while an activity that has a heartbeat time-out runs, that its process lives: when the process is
 * killed, the call is repeated after that time-out and not only after the attempt's whole bound.
 */
export const signsOfLife: ActivityInterceptorsFactory = (context) => ({
  inbound: {
    async execute(input, next) {
      if (context.info.heartbeatTimeoutMs === undefined) {
        return await next(input);
      }
      const pulse = setInterval(() => context.heartbeat(), EVERY_MS);
      try {
        return await next(input);
      } finally {
        clearInterval(pulse);
      }
    },
  },
});
