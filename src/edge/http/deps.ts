import type { Logger } from 'pino';
import type { Clock } from '../../promise/domain/time';
import type { Settings } from '../../settings/settings';
import type { Database } from '../../database/database';
import type { TemporalGateway } from '../../temporal/client';
import type { Vendor } from '../../vendors/kit/vendor';

/** The part of the settings that the API works by. */
export interface ApiSettings
  extends Pick<
    Settings,
    | 'adminToken'
    | 'publicUrl'
    | 'company'
    | 'time'
    | 'timeZone'
    | 'vendors'
    | 'capabilities'
    | 'currency'
    | 'webhookTargets'
    | 'credentialKeys'
  > {
  /** Where Temporal's Web UI is, without a trailing slash. */
  temporalUiUrl: string;
  temporalNamespace: string;
}

/** All that the API reaches. */
export interface ApiDeps {
  db: Database;
  temporal: TemporalGateway;
  clock: Clock;
  settings: ApiSettings;
  /** Those that this installation can work with. */
  vendors: readonly Vendor[];
  log: Logger;
}
