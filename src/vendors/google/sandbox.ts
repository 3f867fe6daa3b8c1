import { z } from 'zod';
import { isFixedToken, isIssuedToken, issueToken, signedClaims } from '../kit/sandbox/tokens';
import type {
  ExtraRoute,
  SandboxAnswer,
  SandboxCall,
  SandboxRefusals,
  SandboxWorld,
} from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';

/** Google takes these on every call; its descriptions leave them out. */
export const GOOGLE_COMMON_QUERY = ['fields', 'alt', 'key', 'prettyPrint', 'quotaUser', 'uploadType'];

/** Google's error form. */
export function googleRefusal(status: number, reason: string, message: string): SandboxAnswer {
  return {
    status,
    body: { error: { code: status, message, errors: [{ domain: 'global', reason, message }] } },
  };
}

export const googleRefusals: SandboxRefusals = {
  unauthorized: () => googleRefusal(401, 'authError', 'Invalid Credentials'),
  notFound: (path) =>
    googleRefusal(404, 'notFound', `The requested URL ${path} was not found on this server.`),
  invalid: (problems) => googleRefusal(400, 'badRequest', `Invalid request: ${problems.join('; ')}`),
  trouble: (status) => {
    const reason = status === 429 ? 'rateLimitExceeded' : status === 401 ? 'authError' : 'backendError';
    return googleRefusal(status, reason, 'There was a problem.').body;
  },
};

export async function googleAuthorize(system: string, token: string, world: SandboxWorld): Promise<boolean> {
  return isFixedToken(system, world, 'accessToken', token) || isIssuedToken(world, token);
}

/** Google's token service: refresh tokens, and assertions signed by the service account's key. */
export function googleTokenRoute(system: string): ExtraRoute {
  return {
    method: 'POST',
    path: '/token',
    open: true,
    handle: async (
      { body: form = {} }: SandboxCall<Record<string, string> | undefined>,
      world: SandboxWorld,
    ) => {
      const granted =
        form['grant_type'] === 'refresh_token'
          ? form['refresh_token'] === requiredValue(system, world.settings, 'refreshToken')
          : isSignedAssertion(form['assertion'] ?? '', world);
      if (!granted)
        return { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid grant.' } };
      const token = await issueToken(world, 3600);
      return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: 3600 } };
    },
  };
}

const Claims = z.object({ iss: z.string(), exp: z.number(), scope: z.string() });

function isSignedAssertion(assertion: string, world: SandboxWorld): boolean {
  const { privateKey, clientEmail } = world.settings.values;
  if (privateKey === undefined) return false;
  const read = Claims.safeParse(signedClaims(assertion, privateKey));
  return read.success && read.data.iss === clientEmail && read.data.exp * 1000 > Date.now();
}
