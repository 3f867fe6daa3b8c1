import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Database } from '../../database/database';
import type { Clock, TimeScale } from '../../promise/domain/time';

/** What the watch works with. */
export interface WatchDeps {
  db: Database;
  client: Client;
  clock: Clock;
  time: TimeScale;
  /** What has to run by itself, by the ids of Temporal's schedules. */
  schedules: readonly string[];
  log: Pick<Logger, 'warn' | 'info'>;
}
