import { z } from 'zod';
import { isIssuedToken, issueToken, signedClaims } from '../kit/sandbox/tokens';
import type { SandboxAnswer, SandboxCall, SandboxWorld, VendorSandbox } from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';
import { privateKeyOf, SCOPE, TOKEN_PATH } from './auth';
import spec from './openapi.json';
import {
  createEnvelope,
  getDocument,
  getEnvelope,
  getRecipients,
  listEnvelopes,
  listStatus,
  updateEnvelope,
} from './sandbox-envelopes';
import {
  envelopeCompleted,
  envelopeDeleted,
  envelopeVoided,
  recipientAutoresponded,
  recipientCompleted,
  recipientDeclined,
  recipientReassigned,
} from './sandbox-events';
import { ofAccount, refused } from './sandbox-state';
import { signCall } from './sandbox-webhook';

const TOKEN_SECONDS = 3600;
const Claims = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.string(),
  scope: z.string(),
  iat: z.number(),
  exp: z.number(),
});

async function grantToken(
  { body: form = {}, headers }: SandboxCall<Record<string, string> | undefined>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const fault = grantFault(form['assertion'] ?? '', headers.host, world);
  if (form['grant_type'] !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
    return { status: 400, body: { error: 'unsupported_grant_type' } };
  }
  if (fault !== undefined) return { status: 400, body: fault };
  const token = await issueToken(world, TOKEN_SECONDS);
  return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: TOKEN_SECONDS } };
}

/** What is wrong with an assertion: who signed it, for whom, for how long, for what. */
function grantFault(assertion: string, host: string | undefined, world: SandboxWorld): object | undefined {
  const invalid = (why: string) => ({ error: 'invalid_grant', error_description: why });
  const read = Claims.safeParse(signedClaims(assertion, privateKeyOf(world.settings)));
  if (!read.success) return invalid('no_valid_keys_or_signatures');
  const { iss, sub, aud, scope, iat, exp } = read.data;
  const own = (name: string) => requiredValue('docusign', world.settings, name);
  if (iss !== own('integrationKey')) return invalid('issuer_not_found');
  if (sub !== own('userId')) return invalid('user_not_found');
  if (aud !== host) return invalid('invalid_audience');
  if (exp <= Date.now() / 1000 || exp - iat > TOKEN_SECONDS) return invalid('expired_token');
  const granted = scope.split(' ');
  const isConsented = SCOPE.split(' ').every((wanted) => granted.includes(wanted));
  return isConsented ? undefined : { error: 'consent_required' };
}

/** DocuSign's stand-in: envelopes that are signed in their order; it tells us whatever happens to one. */
export const docusignSandbox: VendorSandbox = {
  spec: spec,
  basePath: '/restapi',
  operations: {
    Envelopes_PostEnvelopes: ofAccount(createEnvelope),
    Envelopes_GetEnvelopes: ofAccount(listEnvelopes),
    Envelopes_GetEnvelope: ofAccount(getEnvelope),
    Envelopes_PutEnvelope: ofAccount(updateEnvelope),
    Envelopes_PutStatus: ofAccount(listStatus),
    Recipients_GetRecipients: ofAccount(getRecipients),
    Documents_GetDocument: ofAccount(getDocument),
  },
  routes: [{ method: 'POST', path: TOKEN_PATH, open: true, handle: grantToken }],
  refusals: {
    unauthorized: () =>
      refused(
        401,
        'AUTHORIZATION_INVALID_TOKEN',
        'The access token provided is expired, revoked or malformed.',
      ),
    notFound: () => refused(404, 'RESOURCE_NOT_FOUND', 'The URL provided does not resolve to a resource.'),
    invalid: (problems) => refused(400, 'INVALID_REQUEST_BODY', problems.join('; ')),
    trouble: (status) => ({
      errorCode: status === 429 ? 'HOURLY_APIINVOCATION_LIMIT_EXCEEDED' : 'UNSPECIFIED_ERROR',
      message: '',
    }),
  },
  authorize: (token, world) => isIssuedToken(world, token),
  sign: signCall,
  events: {
    'recipient-completed': recipientCompleted,
    'recipient-declined': recipientDeclined,
    'recipient-autoresponded': recipientAutoresponded,
    'recipient-reassign': recipientReassigned,
    'envelope-completed': envelopeCompleted,
    'envelope-voided': envelopeVoided,
    'envelope-deleted': envelopeDeleted,
  },
};
