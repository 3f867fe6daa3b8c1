import { z } from 'zod';
import { VendorHttp, type VendorTrouble } from '../kit/http';
import { GrantedToken, type TokenProvider } from '../kit/token';
import { requiredValue, type VendorSettings } from '../kit/vendor-settings';

export const XERO_IDENTITY_URL = 'https://identity.xero.com';

const TokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });

/** The token of a custom connection: client credentials, good for 30 minutes. */
export function xeroToken(settings: VendorSettings): TokenProvider {
  const identity = new VendorHttp({
    system: 'xero',
    baseUrl:
      settings.values['identityUrl'] ?? (settings.mode === 'sandbox' ? settings.baseUrl : XERO_IDENTITY_URL),
    trouble: xeroTrouble,
  });
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
