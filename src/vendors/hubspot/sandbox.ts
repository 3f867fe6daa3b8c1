import { randomUUID } from 'node:crypto';
import spec from './openapi.json';
import { consentPage, isRefreshToken, issueRefreshToken, redeemCode } from '../kit/sandbox/code-flow';
import { isFixedToken, isIssuedToken, issueToken } from '../kit/sandbox/tokens';
import type { SandboxAnswer, SandboxCall, SandboxWorld, VendorSandbox } from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';
import { HUBSPOT_VERSION } from './auth';
import { SINGLE_SEND_PATH } from './mail/single-send';
import { associateDefault, readAssociations } from './sandbox/associations';
import { archived, dealChanged, merged, signCall } from './sandbox/events';
import { feedbackGiven } from './sandbox/feedback';
import { addMembers, createProperty, listMembers, removeMembers } from './sandbox/lists';
import { getOwner } from './sandbox/owners';
import {
  createObject,
  getObject,
  listObjects,
  readObjects,
  updateObject,
  upsertObjects,
} from './sandbox/objects';
import { currenciesChanged } from './sandbox/rules';
import { searchObjects } from './sandbox/search';
import { sendSingle } from './sandbox/single-send';
import { type Form, STAGES, refusal, TICKET_STAGES } from './sandbox/state';
import { ticketChanged } from './sandbox/tickets';

type Stages = readonly (readonly [id: string, label: string])[];

function pipelineOf(world: SandboxWorld, objectType: string | undefined): unknown {
  const isOfTickets = objectType === 'tickets';
  const at = new Date(world.nowMs()).toISOString();
  const own: Stages = isOfTickets ? TICKET_STAGES : STAGES;
  const isClosed = (id: string) => (isOfTickets ? id === '4' : id.startsWith('closed'));
  const stages = own.map(([id, label], displayOrder) => ({
    id,
    label,
    displayOrder,
    metadata: isOfTickets
      ? { ticketState: isClosed(id) ? 'CLOSED' : 'OPEN' }
      : { isClosed: String(isClosed(id)) },
    archived: false,
    createdAt: at,
    updatedAt: at,
  }));
  return {
    id: isOfTickets ? '0' : 'default',
    label: isOfTickets ? 'Support Pipeline' : 'Sales',
    displayOrder: 0,
    stages,
    archived: false,
    createdAt: at,
    updatedAt: at,
  };
}

const TOKEN_SECONDS = 1800;

async function grantToken({ body: form }: SandboxCall<Form>, world: SandboxWorld): Promise<SandboxAnswer> {
  switch (form['grant_type']) {
    case 'authorization_code': {
      const own = (name: string) => requiredValue('hubspot', world.settings, name);
      const isOurs = form['client_id'] === own('clientId') && form['client_secret'] === own('clientSecret');
      if (!isOurs) return tokenRefusal('BAD_CLIENT_SECRET', 'missing or invalid client secret');
      const redeemed = await redeemCode(world, form);
      if (redeemed === undefined) return tokenRefusal('BAD_AUTH_CODE', 'missing or invalid auth code');
      return granted(world, await issueRefreshToken(world));
    }
    case 'refresh_token': {
      const token = form['refresh_token'] ?? '';
      const isKnown = token === world.settings.values['refreshToken'] || (await isRefreshToken(world, token));
      // HubSpot keeps the one that there is.
      if (isKnown) return granted(world, token);
      return tokenRefusal('BAD_REFRESH_TOKEN', 'missing or invalid refresh token');
    }
    default:
      return tokenRefusal('BAD_GRANT_TYPE', 'missing or unknown grant type');
  }
}

/** The token service's own form of a refusal. */
function tokenRefusal(status: string, message: string): SandboxAnswer {
  return { status: 400, body: { status, message, correlationId: randomUUID() } };
}

async function granted(world: SandboxWorld, refreshToken: string): Promise<SandboxAnswer> {
  const token = await issueToken(world, TOKEN_SECONDS);
  const body = {
    access_token: token,
    refresh_token: refreshToken,
    token_type: 'bearer',
    expires_in: TOKEN_SECONDS,
  };
  return { status: 200, body };
}

/** HubSpot's stand-in: objects, associations, lists, properties, pipelines; it tells us of every change of a stage. */
export const hubspotSandbox: VendorSandbox = {
  spec: spec,
  basePath: '',
  operations: {
    objectsGetById: getObject,
    objectsGetPage: listObjects,
    objectsCreate: createObject,
    objectsUpdate: updateObject,
    objectsBatchUpsert: upsertObjects,
    objectsBatchRead: readObjects,
    objectsDoSearch: searchObjects,
    associationsCreateDefault: associateDefault,
    associationsBatchGetPage: readAssociations,
    ownersGetById: getOwner,
    pipelinesGetAll: async ({ params }, world) => ({
      status: 200,
      body: { results: [pipelineOf(world, params['objectType'])] },
    }),
    pipelinesGetById: async ({ params }, world) => ({
      status: 200,
      body: pipelineOf(world, params['objectType']),
    }),
    propertiesCreate: createProperty,
    listsAdd: addMembers,
    listsRemove: removeMembers,
    listsGetPage: listMembers,
  },
  routes: [
    consentPage('hubspot', '/oauth/authorize'),
    { method: 'POST', path: `/oauth/${HUBSPOT_VERSION}/token`, open: true, handle: grantToken },
    { method: 'POST', path: SINGLE_SEND_PATH, open: false, handle: sendSingle },
  ],
  refusals: {
    unauthorized: () =>
      refusal(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found or not valid.'),
    notFound: (path) => refusal(404, 'RESOURCE_NOT_FOUND', `Unable to find ${path}.`),
    invalid: (problems) => refusal(400, 'VALIDATION_ERROR', `Invalid input: ${problems.join('; ')}`),
    trouble: (status) =>
      status === 429
        ? {
            status: 'error',
            message: 'You have reached your secondly limit.',
            errorType: 'RATE_LIMIT',
            policyName: 'SECONDLY',
            correlationId: randomUUID(),
          }
        : refusal(
            status,
            status === 401 ? 'INVALID_AUTHENTICATION' : 'INTERNAL_ERROR',
            'There was a problem.',
          ).body,
  },
  authorize: async (token, world) =>
    isFixedToken('hubspot', world, 'accessToken', token) || (await isIssuedToken(world, token)),
  sign: signCall,
  events: {
    'deal.propertyChange': dealChanged,
    'deal.creation': dealChanged,
    'deal.deletion': archived('deals', 'deal.deletion', true),
    'deal.restore': archived('deals', 'deal.restore', false),
    'deal.merge': merged('deals', 'deal.merge'),
    'ticket.creation': ticketChanged,
    'ticket.propertyChange': ticketChanged,
    'ticket.deletion': archived('tickets', 'ticket.deletion', true),
    'ticket.restore': archived('tickets', 'ticket.restore', false),
    'ticket.merge': merged('tickets', 'ticket.merge'),
    'contact.deletion': archived('contacts', 'contact.deletion', true),
    'contact.privacyDeletion': archived('contacts', 'contact.privacyDeletion', true),
    'contact.restore': archived('contacts', 'contact.restore', false),
    'contact.merge': merged('contacts', 'contact.merge'),
    'feedback.submission': feedbackGiven,
    'account.currencies': currenciesChanged,
  },
};
