import { setTimeout as delay } from 'node:timers/promises';
import { shortEffectKey } from '../../../src/vendors/kit/effect-key';
import type { DeliveredMail } from '../../../src/vendors/smtp/sandbox-mailboxes';
import { signIncoming } from '../../../src/vendors/smtp/webhook';
import type { AskVendor, Connector } from '../connector';
import { personal, secret } from '../marks';

/** The mail itself: what comes before it makes nothing. */
const DATA = { method: 'DATA', path: '/' };
/** The server goes away in the place of an answer that it owes: nobody knows then. */
const GOES_AWAY = 421;
/** The date of a mail has no parts of a second. */
const ANOTHER_SECOND_MS = 1_100;

async function mailsIn(ask: AskVendor, query: Record<string, string> = {}): Promise<DeliveredMail[]> {
  const { items }: { items: DeliveredMail[] } = await ask('GET', '/mails', { query });
  return items;
}

async function mailsOf(ask: AskVendor, key: string): Promise<number> {
  const mails = await mailsIn(ask, { mailbox: personal(key).email });
  return mails.filter(({ raw }) => raw.includes(`X-Promisekeeper-Key: ${shortEffectKey(key)}`)).length;
}

export const smtp: Connector = {
  values: {
    from: 'office@company.example',
    user: secret('smtp-user'),
    password: secret('smtp-password'),
    inboundSecret: secret('smtp-inbound'),
  },
  token: 'static',
  operations: {
    mail: {
      send: {
        run: async (mail, key) => {
          const { name, email, text, company } = personal(key);
          const to = [{ name, address: email }];
          return (await mail.send(key, async () => ({ to, subject: company, text }))).id;
        },
        makes: [{ call: DATA, count: mailsOf }],
      },
    },
  },
  faults: {
    gatewayTimeout: GOES_AWAY,
    serverError: GOES_AWAY,
    // SMTP says that it is to be later, and not when.
    throttled: { status: 451, waitMs: 60_000 },
    refusedLogin: { status: 535, call: { method: 'AUTH', path: '/' } },
    refusal: (said) => ({ status: 554, body: `5.6.0 ${said.join('; ')}` }),
  },
  webhook: {
    sign: ({ body, secret: by, atMs }) => {
      const timestamp = String(Math.floor(atMs / 1000));
      return {
        'content-type': 'message/rfc822',
        'x-smtp-timestamp': timestamp,
        'x-smtp-signature': signIncoming(by, timestamp, body),
      };
    },
    act: (actions, request) =>
      actions['mail.send']({ ...request, params: { template: 'delivery-unlocked', to: ['client'] } }),
    made: DATA,
    async change(emit, ask) {
      // The newest: mails say nothing of the engagement's id.
      const { mailbox } = (await mailsIn(ask)).at(-1) ?? {};
      await emit('delayed', { mailbox });
      await delay(ANOTHER_SECOND_MS);
      await emit('answered', { mailbox });
    },
    isLast: ({ how }) => how === 'answered',
  },
};
