import type { Connection } from '../../../database/database';
import type { Playbook } from '../../../playbook/domain/playbook';
import type { Stater } from '../../domain/permissions';
import type { Engagement, PromiseRecord } from '../engagements';
import type { HostsOf } from '../questions';

/** What a fact is stated about, and by whom. */
export interface About {
  db: Connection;
  engagement: Engagement;
  playbook: Playbook;
  /** Those by which it went before, oldest first. */
  earlier: readonly Playbook[];
  promise: PromiseRecord | null;
  stater: Stater;
  hostsOf: HostsOf;
  /** False: a vendor states it, which gives no work to people of ours. */
  byPerson: boolean;
  nowMs: number;
}
