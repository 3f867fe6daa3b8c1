import type { Capability } from '../../capability/actions';
import type { Plan } from '../../playbook/domain/playbook';
import type { EngagementInput } from './engagement';

/** By which playbook an engagement is to go on. */
export interface NextPlaybookRequest {
  engagementId: string;
  /** Its name. */
  playbook: string;
}

/** What an engagement goes on with. */
export interface NextPlaybook {
  /** Of the newest version. */
  plan: Plan;
  /** The facts of the engagement that its conditions ask for. */
  facts: EngagementInput['facts'];
  queues: Record<Capability, string>;
}

export interface NextPlaybookActivities {
  /** Reads the newest version of a playbook for an engagement; once more, it may be a newer one. */
  readNextPlaybook(request: NextPlaybookRequest): Promise<NextPlaybook>;
}
