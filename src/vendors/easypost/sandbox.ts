import type { SignedCall, SigningOf, VendorSandbox } from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';
import spec from './openapi.json';
import {
  createTracker,
  getTracker,
  listTrackers,
  notFound,
  refused,
  trackerDeleted,
  trackerUpdated,
} from './sandbox-trackers';
import { signEasypost } from './webhook';

function signCall(call: object, { settings }: SigningOf): SignedCall {
  const body = JSON.stringify(call);
  const signature = signEasypost(requiredValue('easypost', settings, 'webhookSecret'), body);
  return { body, headers: { 'content-type': 'application/json', 'x-hmac-signature': signature } };
}

/** EasyPost's stand-in: trackers of four carriers, whose scans it tells us. */
export const easypostSandbox: VendorSandbox = {
  spec,
  basePath: '/v2',
  operations: { createTracker, getTracker, listTrackers },
  refusals: {
    unauthorized: () => refused(401, 'UNAUTHORIZED', 'This resource requires authorization.'),
    notFound: () => notFound,
    invalid: (problems) => refused(422, 'PARAMETER.INVALID', problems.join('; ')),
    trouble: (status) => ({
      error: {
        code: status === 429 ? 'RATE_LIMITED' : 'INTERNAL_SERVER_ERROR',
        message: 'Something went wrong.',
        errors: [],
      },
    }),
  },
  credential: ({ authorization = '' }) => {
    const [, encoded] = /^Basic +(\S+)$/i.exec(authorization) ?? [];
    return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
  },
  authorize: async (credential, { settings }) =>
    credential === `${requiredValue('easypost', settings, 'apiKey')}:`,
  sign: signCall,
  events: { 'tracker.updated': trackerUpdated, 'tracker.deleted': trackerDeleted },
};
