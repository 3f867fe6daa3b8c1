import type { Connector } from '../connector';
import { secret } from '../marks';

/** A person's consent, as every connector to Google takes it. */
export const GOOGLE: Pick<Connector, 'values' | 'token'> = {
  values: {
    clientId: secret('google-client'),
    clientSecret: secret('google-client-secret'),
    refreshToken: secret('google-refresh'),
  },
  token: { method: 'POST', path: '/token' },
};
