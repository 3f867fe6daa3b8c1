import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Secrets } from '../store/subscriptions';

/** As long as what it is used with; the specification asks for 24 to 64. */
const SECRET_BYTES = 32;

/** A new secret in the form of Standard Webhooks. */
export function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** The headers by which a subscriber knows a message and its sender: signed with each secret that is in force. */
export function signedHeaders(
  { secret, previousSecret, previousUntil }: Secrets,
  { id, body }: { id: string; body: string },
  now: { productMs: number; wallMs: number },
): Record<string, string> {
  const isOverlap =
    previousSecret !== null && previousUntil !== null && previousUntil.getTime() > now.productMs;
  const at = new Date(now.wallMs);
  const signatures = [secret, ...(isOverlap ? [previousSecret] : [])].map((one) =>
    new Webhook(one).sign(id, at, body),
  );
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.wallMs / 1_000)),
    'webhook-signature': signatures.join(' '),
  };
}
