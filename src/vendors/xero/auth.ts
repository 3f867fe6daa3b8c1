import { z } from 'zod';
import type { Credentials } from '../../credential/domain/credential';
import { type CodeFlow, type ConsentedAccount, ConsentedToken } from '../kit/code-flow';
import { VendorHttp, type VendorTrouble } from '../kit/http';
import { GrantedToken, StaticToken, type TokenProvider } from '../kit/token';
import { requiredValue, type VendorSettings } from '../kit/vendor-settings';
import { parseJson } from '../kit/webhook/webhook-receiver';

const XERO_IDENTITY_URL = 'https://identity.xero.com';
const XERO_LOGIN_URL = 'https://login.xero.com';

const TokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });

/**
 * The consent of somebody who may see the organisation, to a web application. Xero has two hosts for it; a stand-in has
 * one. An application from before March 2026 knows these scopes too.
 */
export const xeroCodeFlow: CodeFlow = {
  authorizeUrl: (settings) => `${identityOf(settings, XERO_LOGIN_URL)}/identity/connect/authorize`,
  tokenUrl: (settings) => `${identityOf(settings, XERO_IDENTITY_URL)}/connect/token`,
  scopes: ['offline_access', 'accounting.invoices', 'accounting.contacts'],
  proof: 'basic',
  refreshDays: 60,
  deadBy: ['invalid_grant'],
  trouble: xeroTrouble,
  accounts: { of: organisationsOf, chosenBy: { as: 'tenantId', variable: 'XERO_TENANT_ID' } },
};

/**
 * The token by what somebody has consented to; while nobody has, that of a custom connection: client credentials. Both
 * are good for 30 minutes.
 */
export function xeroToken(settings: VendorSettings, credentials: Credentials): ConsentedToken {
  return new ConsentedToken(credentials, 'xero', xeroCodeFlow, settings, customConnection(settings));
}

function customConnection(settings: VendorSettings): TokenProvider {
  const baseUrl = identityOf(settings, XERO_IDENTITY_URL);
  const identity = new VendorHttp({ system: 'xero', baseUrl, trouble: xeroTrouble });
  const credentials = `${requiredValue('xero', settings, 'clientId')}:${requiredValue('xero', settings, 'clientSecret')}`;
  return new GrantedToken(async () => {
    const { body } = await identity.request({
      op: 'token',
      method: 'POST',
      path: '/connect/token',
      headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
      form: { grant_type: 'client_credentials', scope: 'accounting.transactions accounting.contacts' },
      carries: credentials.split(':'),
    });
    const answer = TokenAnswer.parse(body);
    return { token: answer.access_token, expiresInSeconds: answer.expires_in };
  });
}

function identityOf({ mode, baseUrl, values }: VendorSettings, live: string): string {
  return values['identityUrl'] ?? (mode === 'sandbox' ? baseUrl : live);
}

const Organisations = z.array(z.object({ tenantId: z.string(), tenantName: z.string().nullish() }));

/** Xero lists what earlier consents were for, too, unless it is asked for those of one consent. */
async function organisationsOf(settings: VendorSettings, token: string): Promise<ConsentedAccount[]> {
  const auth = new StaticToken(token);
  const http = new VendorHttp({ system: 'xero', baseUrl: settings.baseUrl, auth, trouble: xeroTrouble });
  const authEventId = consentIn(token);
  const query = authEventId === undefined ? {} : { authEventId };
  const { body } = await http.request({ op: 'connections.list', method: 'GET', path: '/connections', query });
  return Organisations.parse(body).map(({ tenantId: id, tenantName }) => ({ id, name: tenantName ?? id }));
}

const Claims = z.object({ authentication_event_id: z.string() });

/** From which consent a token comes, as Xero's tokens say themselves. */
function consentIn(token: string): string | undefined {
  const [, claims = ''] = token.split('.');
  const read = Claims.safeParse(parseJson(Buffer.from(claims, 'base64url').toString('utf8')));
  return read.success ? read.data.authentication_event_id : undefined;
}

const XeroError = z.object({
  Type: z.string().optional(),
  Title: z.string().optional(),
  error: z.string().optional(),
  Message: z.string().optional(),
  Detail: z.string().optional(),
  Elements: z
    .array(z.object({ ValidationErrors: z.array(z.object({ Message: z.string() })).optional() }))
    .optional(),
});

/** Xero's error forms: problems of its gateway, and validation errors per element. */
export function xeroTrouble(body: unknown, status: number): VendorTrouble {
  const read = XeroError.safeParse(body);
  if (!read.success) return { code: `HTTP_${status}`, text: '' };
  const { Type, Title, error, Message, Detail, Elements } = read.data;
  const reasons = Elements?.flatMap(
    ({ ValidationErrors }) => ValidationErrors?.map(({ Message: text }) => text) ?? [],
  );
  return {
    code: Type ?? Title ?? error ?? `HTTP_${status}`,
    text: [Message ?? Detail ?? '', ...(reasons ?? [])].join(' ').trim(),
  };
}
