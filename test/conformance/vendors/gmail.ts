import { shortEffectKey } from '../../../src/vendors/kit/effect-key';
import type { AskVendor, Connector } from '../connector';
import { personal } from '../marks';
import { GOOGLE } from './google';

const MAILBOX = '/gmail/v1/users/me';

/** Mails that are out; a draft that was left behind went to nobody. */
async function mailsOf(ask: AskVendor, key: string): Promise<number> {
  const { messages }: { messages: { id: string }[] } = await ask('GET', `${MAILBOX}/messages`);
  type Whole = { payload: { headers: { name: string; value: string }[] } };
  const mails: Whole[] = await Promise.all(messages.map(({ id }) => ask('GET', `${MAILBOX}/messages/${id}`)));
  const isOfKey = ({ payload }: Whole) =>
    payload.headers.some(
      ({ name, value }) => name === 'X-Promisekeeper-Key' && value === shortEffectKey(key),
    );
  return mails.filter(isOfKey).length;
}

export const gmail: Connector = {
  ...GOOGLE,
  values: { ...GOOGLE.values, from: 'office@company.example' },
  operations: {
    mail: {
      send: {
        run: async (mail, key) => {
          const { name, email, text, company } = personal(key);
          const to = [{ name, address: email }];
          return (await mail.send(key, async () => ({ to, subject: company, text }))).id;
        },
        makes: [
          { call: { method: 'POST', path: `${MAILBOX}/drafts` }, count: mailsOf },
          { call: { method: 'POST', path: `${MAILBOX}/drafts/send` }, count: mailsOf },
        ],
      },
    },
  },
};
