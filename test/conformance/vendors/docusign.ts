import { anchorOf, type SignaturePort } from '../../../src/capability/offered/signature';
import { KEY_FIELD } from '../../../src/vendors/docusign/envelope';
import { signConnect } from '../../../src/vendors/docusign/webhook';
import { uuidOfEffect } from '../../../src/vendors/kit/effect-key';
import type { AskVendor, Connector } from '../connector';
import { personal, secret } from '../marks';

/** It stands in every path, and opens nothing. */
const ACCOUNT = '1f3c2b7a-9d58-4a63-8f21-5c0e7d4b6a90';
const ENVELOPES = `/restapi/v2.1/accounts/${ACCOUNT}/envelopes`;
const BEFORE_ALL = '2020-01-01T00:00:00Z';

interface Listed {
  envelopes: { envelopeId: string; sentDateTime: string }[];
}

async function envelopesOf(ask: AskVendor, key: string): Promise<number> {
  const query = { from_date: BEFORE_ALL, custom_field: `${KEY_FIELD}=${uuidOfEffect(key)}` };
  const { envelopes }: Listed = await ask('GET', ENVELOPES, { query });
  return envelopes.length;
}

function ensureEnvelope(signature: SignaturePort, key: string): Promise<string> {
  const { name, email, company, text } = personal(key);
  return signature.ensureEnvelope(key, {
    subject: `Proposal for ${company}`,
    document: { name: `${company} proposal`, body: `<p>${text}</p>${anchorOf(0)}${anchorOf(1)}` },
    signers: [
      { name, email },
      { name: 'Sam Sales', email: 'sam@company.example' },
    ],
  });
}

export const docusign: Connector = {
  values: {
    accountId: ACCOUNT,
    integrationKey: secret('docusign-integration'),
    userId: secret('docusign-user'),
    connectKey: secret('docusign-webhooks'),
  },
  token: { method: 'POST', path: '/oauth/token' },
  operations: {
    signature: {
      ensureEnvelope: {
        run: ensureEnvelope,
        makes: [{ call: { method: 'POST', path: ENVELOPES }, count: envelopesOf }],
      },
      findEnvelope: {
        run: async (signature, key) => {
          await ensureEnvelope(signature, key);
          return signature.findEnvelope(key);
        },
      },
      readEnvelope: {
        run: async (signature, key) => signature.readEnvelope(await ensureEnvelope(signature, key)),
      },
      voidEnvelope: {
        run: async (signature, key) =>
          signature.voidEnvelope(await ensureEnvelope(signature, key), personal(key).text),
      },
      signedFile: {
        run: async (signature, key) => signature.signedFile(await ensureEnvelope(signature, key)),
      },
    },
  },
  webhook: {
    sign: ({ body, secret: by }) => ({
      'content-type': 'application/json',
      'x-docusign-signature-1': signConnect(by, body),
    }),
    signsNoTime: 'DocuSign signs the body alone',
    act: (actions, request) => {
      const signers = ['client' as const, 'sales-manager'];
      const params = { document: 'proposal', template: 'signed-proposal', signers };
      return actions['signature.request']({ ...request, params });
    },
    made: { method: 'POST', path: ENVELOPES },
    async change(emit, ask) {
      const { envelopes }: Listed = await ask('GET', ENVELOPES, { query: { from_date: BEFORE_ALL } });
      // The newest: an envelope names the key of its action alone.
      const newest = envelopes.toSorted((a, b) => a.sentDateTime.localeCompare(b.sentDateTime)).at(-1);
      const envelopeId = newest?.envelopeId;
      await emit('recipient-completed', { envelopeId, recipientId: '1' });
      await emit('recipient-completed', { envelopeId, recipientId: '2' });
    },
    isLast: ({ party }) => party === 'provider',
  },
};
