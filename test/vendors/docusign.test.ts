import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { EffectMemory, RememberedEffect } from '../../src/capability/effect-memory';
import { anchorOf, type SignaturePort } from '../../src/capability/offered/signature';
import type { VendorClients } from '../../src/vendors/clients';
import { findVendor, VENDORS } from '../../src/vendors/registry';
import { assertionForm } from '../../src/vendors/kit/token';
import type { Vendor } from '../../src/vendors/kit/vendor';
import { SANDBOX_PRIVATE_KEY } from '../../src/vendors/docusign/sandbox-key';
import { signConnect } from '../../src/vendors/docusign/webhook';
import { ADMIN_TOKEN, type SandboxServer, startSandboxServer } from './sandbox-server';

const CONNECT_KEY = 'connect-test-key';
const DAY_MS = 86_400_000;

let server: SandboxServer;
let nowMs = Date.parse('2026-11-28T09:00:00Z');
beforeAll(async () => {
  server = await startSandboxServer({ docusign: { connectKey: CONNECT_KEY } }, VENDORS, () => nowMs);
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.stop());

const found = findVendor('docusign') as Vendor;

/** What an installation remembers of a vendor, as it survives every restart. */
class Memory implements EffectMemory {
  private readonly kept = new Map<string, RememberedEffect>();

  find(kind: string, key: string): Promise<RememberedEffect | undefined> {
    return Promise.resolve(this.kept.get(`${kind}/${key}`));
  }

  async keep(kind: string, key: string, vendorId: string, data = {}): Promise<RememberedEffect> {
    const effect = (await this.find(kind, key)) ?? { vendorId, data, atMs: nowMs };
    this.kept.set(`${kind}/${key}`, effect);
    return effect;
  }
}

const portOf = (memory: Memory, clients: VendorClients = server.clients): SignaturePort =>
  clients.port(found, 'signature', memory);

const ADA = { name: 'Ada Lovelace', email: 'ada@client.example' };
const SAM = { name: 'Sam Sales', email: 'sam@house.example' };
const envelope = (signers = [ADA, SAM]) => ({
  subject: 'Proposal',
  document: {
    name: 'CD-0001 proposal',
    body: signers.map(({ name }, place) => `<p>${name}: ${anchorOf(place)}</p>`).join(''),
  },
  signers,
});
const newKey = () => `engagement/CD-${randomUUID()}/request-signatures/1`;

async function out(signers = [ADA, SAM]): Promise<{ port: SignaturePort; id: string }> {
  const port = portOf(new Memory());
  return { port, id: await port.ensureEnvelope(newKey(), envelope(signers)) };
}
const emit = (event: string, object: object) => server.emit('docusign', { event, object });
const creates = async () =>
  (await server.log('docusign')).filter(
    ({ method, path }) => method === 'POST' && path.endsWith('/envelopes'),
  ).length;

describe('An envelope at DocuSign', () => {
  it('[SYS-17] is asked for twice and sent once', async () => {
    const [port, key] = [portOf(new Memory()), newKey()];
    const first = await port.ensureEnvelope(key, envelope());
    expect(await port.ensureEnvelope(key, envelope())).toBe(first);
    expect(await port.findEnvelope(key)).toBe(first);
  });

  it('[SYS-17] whose answer was lost is found by its transaction, and not sent again', async () => {
    const [port, key] = [portOf(new Memory()), newKey()];
    const before = await creates();
    const path = '/restapi/v2.1/accounts/';
    await server.fault('docusign', { method: 'POST', path, status: 0, afterEffect: true });
    await expect(port.ensureEnvelope(key, envelope())).rejects.toMatchObject({ outcome: 'unknown' });
    const id = await port.ensureEnvelope(key, envelope());
    expect(await port.readEnvelope(id)).toMatchObject({ state: 'out' });
    expect(await creates()).toBe(before + 1);
  });

  it('is found by its custom field when DocuSign has forgotten its transaction', async () => {
    const [port, key] = [portOf(new Memory()), newKey()];
    const id = await port.ensureEnvelope(key, envelope());
    nowMs += 8 * DAY_MS;
    expect(await port.ensureEnvelope(key, envelope())).toBe(id);
    expect(await portOf(new Memory()).findEnvelope(key)).toBeUndefined();
  });

  it('[SYS-17] is signed in its order, and complete only when everybody has signed', async () => {
    const { port, id } = await out();
    expect((await emit('recipient-completed', { envelopeId: id, recipientId: '2' })).httpStatus).toBe(422);
    await emit('recipient-completed', { envelopeId: id, recipientId: '1' });
    expect(await port.readEnvelope(id)).toMatchObject({
      state: 'out',
      signers: [
        { place: 0, name: 'Ada Lovelace', hasSigned: true, signedAtMs: nowMs },
        { place: 1, name: 'Sam Sales', hasSigned: false, signedAtMs: null },
      ],
    });
    expect((await emit('recipient-completed', { envelopeId: id, recipientId: '1' })).httpStatus).toBe(422);
    await emit('recipient-completed', { envelopeId: id, recipientId: '2' });
    expect(await port.readEnvelope(id)).toMatchObject({ state: 'complete' });
  });

  it('keeps the place in the order when somebody else signs instead', async () => {
    const { port, id } = await out();
    const object = { envelopeId: id, recipientId: '1', name: 'Grace Hopper', email: 'grace@client.example' };
    await emit('recipient-reassign', object);
    await emit('envelope-completed', { envelopeId: id });
    const { signers = [] } = (await port.readEnvelope(id)) ?? {};
    expect(signers.map(({ place, name, hasSigned }) => [place, name, hasSigned])).toEqual([
      [0, 'Grace Hopper', true],
      [1, 'Sam Sales', true],
    ]);
  });

  it('is voided with a reason, however often; what is complete stays as it is', async () => {
    const { port, id } = await out();
    expect(await port.voidEnvelope(id, 'The work was called off.')).toMatchObject({ state: 'voided' });
    expect(await port.voidEnvelope(id, 'The work was called off.')).toMatchObject({ state: 'voided' });
    expect((await server.log('docusign')).filter(({ method }) => method === 'PUT').at(-1)?.body).toEqual({
      status: 'voided',
      voidedReason: 'The work was called off.',
    });
    const complete = await out();
    await emit('envelope-completed', { envelopeId: complete.id });
    expect(await complete.port.voidEnvelope(complete.id, 'Too late')).toMatchObject({ state: 'complete' });
    expect(await port.voidEnvelope(randomUUID(), 'Never was')).toBeUndefined();
  });

  it('that is signed at the moment in which it is to be voided is complete', async () => {
    const { port, id } = await out([ADA]);
    await server.fault('docusign', { method: 'PUT', path: '/restapi', delayMs: 1_000 });
    const voiding = port.voidEnvelope(id, 'Too late');
    await new Promise((next) => setTimeout(next, 300));
    await emit('envelope-completed', { envelopeId: id });
    expect(await voiding).toMatchObject({ state: 'complete' });
  });

  it('[SYS-17] gives its signed file byte by byte, and leaves one of more than 5 MB to a person', async () => {
    const { port, id } = await out();
    await emit('envelope-completed', { envelopeId: id });
    const file = Buffer.from((await port.signedFile(id)).content);
    expect(file.subarray(0, 8).toString('latin1')).toBe('%PDF-1.4');
    expect(file.includes(Buffer.from([0xe2, 0xe3, 0xcf, 0xd3]))).toBe(true);
    expect(file.toString('latin1')).toContain('Ada Lovelace: 20');
    const name = 'x'.repeat(5_000_001);
    await server.pool.query(
      `UPDATE sandbox_object SET data = jsonb_set(data, '{documents,0,name}', to_jsonb($2::text))
       WHERE vendor = 'docusign' AND kind = 'envelope' AND id = $1`,
      [id, name],
    );
    await expect(port.signedFile(id)).rejects.toThrow('more than 5 MB, so it was not fetched');
  });

  it('takes names, subjects and reasons of any length', async () => {
    const long = 'Ж'.repeat(150);
    const port = portOf(new Memory());
    const asked = { ...envelope([{ ...ADA, name: long }]), subject: long };
    const id = await port.ensureEnvelope(newKey(), asked);
    expect(await port.voidEnvelope(id, long + long)).toMatchObject({ state: 'voided' });
  });

  it('waits when the calls of the hour are spent, also where DocuSign says so with 400', async () => {
    const { port, id } = await out();
    await server.fault('docusign', { method: 'GET', path: '/restapi', status: 429 });
    await expect(port.readEnvelope(id)).rejects.toMatchObject({
      outcome: 'throttled',
      retryAfterMs: 600_000,
    });
  });
});

describe('DocuSign as strict as DocuSign', () => {
  const ACCOUNT = '/docusign/restapi/v2.1/accounts/sandbox-docusign-accountId';
  async function ask(path: string, method = 'GET', json?: unknown) {
    const response = await fetch(`${server.url}/sandbox${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  const signer = (more: object = {}) => ({ recipientId: '1', routingOrder: '1', ...ADA, ...more });
  const definition = (more: object = {}, signers: object[] = [signer()]) => ({
    status: 'sent',
    emailSubject: 'Proposal',
    documents: [{ documentId: '1', name: 'P', documentBase64: Buffer.from('Here: /s/').toString('base64') }],
    recipients: { signers },
    ...more,
  });

  it.each([
    [
      'a subject that is too long',
      definition({ emailSubject: 'x'.repeat(101) }),
      'INVALID_REQUEST_PARAMETER',
    ],
    ['no document', definition({ documents: [] }), 'ENVELOPE_IS_INCOMPLETE'],
    ['nobody to sign', definition({}, []), 'ENVELOPE_IS_INCOMPLETE'],
    ['two of one id', definition({}, [signer(), signer()]), 'INVALID_REQUEST_PARAMETER'],
    ['no address', definition({}, [signer({ email: 'n/a' })]), 'INVALID_EMAIL_ADDRESS_FOR_RECIPIENT'],
    [
      'a place to sign that is not in the document',
      definition({}, [signer({ tabs: { signHereTabs: [{ anchorString: '/t/' }] } })]),
      'ANCHOR_TAB_STRING_NOT_FOUND',
    ],
    ['a number where text is due', definition({ emailSubject: 7 }), 'INVALID_REQUEST_BODY'],
  ])('refuses %s', async (_what, json, errorCode) => {
    expect(await ask(`${ACCOUNT}/envelopes`, 'POST', json)).toMatchObject({
      status: 400,
      body: { errorCode },
    });
  });

  it('knows a transaction for 7 days, and sends it once in that time', async () => {
    const transactionId = randomUUID();
    const send = async () =>
      (await ask(`${ACCOUNT}/envelopes`, 'POST', definition({ transactionId }))).body['envelopeId'];
    const status = async () => {
      const path = `${ACCOUNT}/envelopes/status?transaction_ids=${transactionId}`;
      return (await ask(path, 'PUT', {})).body['envelopeTransactionStatuses'];
    };
    expect(await status()).toEqual([]);
    const first = await send();
    expect(await send()).toBe(first);
    expect(await status()).toEqual([{ transactionId, envelopeId: first, status: 'sent' }]);
    nowMs += 8 * DAY_MS;
    expect(await status()).toEqual([]);
    expect(await send()).not.toBe(first);
  });

  it('voids what is out only, and never without a reason', async () => {
    const { id } = await out();
    const put = (json: object) => ask(`${ACCOUNT}/envelopes/${id}`, 'PUT', json);
    expect((await put({ status: 'voided' })).status).toBe(400);
    expect((await put({ status: 'voided', voidedReason: 'Why' })).status).toBe(200);
    expect((await put({ status: 'voided', voidedReason: 'Why' })).body['errorCode']).toBe(
      'ENVELOPE_CANNOT_VOID_INVALID_STATE',
    );
    expect(await ask(`${ACCOUNT}/envelopes/${randomUUID()}`)).toMatchObject({
      status: 404,
      body: { errorCode: 'ENVELOPE_DOES_NOT_EXIST' },
    });
    expect((await ask(`/docusign/restapi/v2.1/accounts/another/envelopes/${id}`)).status).toBe(401);
  });

  it('lets in the integration by an assertion that its own key signed, for its user, this service and no longer than an hour', async () => {
    const claims = {
      iss: 'sandbox-docusign-integrationKey',
      sub: 'sandbox-docusign-userId',
      scope: 'signature impersonation',
      aud: new URL(server.url).host,
    };
    const asked = async (form: Record<string, string>) => {
      const response = await fetch(`${server.url}/sandbox/docusign/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams(form),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const strange = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const right = assertionForm(claims, SANDBOX_PRIVATE_KEY);
    expect((await asked(right)).status).toBe(200);
    expect((await asked(assertionForm(claims, SANDBOX_PRIVATE_KEY.replaceAll('\n', '\\n')))).status).toBe(
      200,
    );
    const refused = { error: 'invalid_grant' };
    expect((await asked(assertionForm(claims, strange))).body).toEqual({
      ...refused,
      error_description: 'no_valid_keys_or_signatures',
    });
    for (const wrong of [{ iss: 'x' }, { sub: 'x' }, { aud: 'account.docusign.com' }]) {
      expect((await asked(assertionForm({ ...claims, ...wrong }, SANDBOX_PRIVATE_KEY))).body).toMatchObject(
        refused,
      );
    }
    expect((await asked(assertionForm({ ...claims, scope: 'signature' }, SANDBOX_PRIVATE_KEY))).body).toEqual(
      {
        error: 'consent_required',
      },
    );
    expect((await asked({ ...right, grant_type: 'password' })).body).toEqual({
      error: 'unsupported_grant_type',
    });
    const { port, id } = await out();
    expect(await port.readEnvelope(id)).toBeDefined();
    const foreign = portOf(new Memory(), server.clientsWith('docusign', { userId: 'somebody-else' }));
    await expect(foreign.readEnvelope(id)).rejects.toMatchObject({ op: 'token', outcome: 'rejected' });
  });
});

describe('A call of DocuSign Connect', () => {
  const { webhook } = found;
  if (webhook === undefined) throw new Error('DocuSign does not call');
  const call = (body: string, headers: Record<string, string>) => ({
    rawBody: Buffer.from(body),
    headers,
    method: 'POST',
    url: 'https://promises.example/webhooks/docusign',
    secret: CONNECT_KEY,
    nowMs,
  });
  const signed = (body: string, header = 'x-docusign-signature-1') =>
    webhook.verify(call(body, { [header]: signConnect(CONNECT_KEY, body) }));

  it('[SYS-17] agrees with the known vector, and is taken in whichever header the fitting signature is', () => {
    const body = '{"event":"envelope-completed"}';
    const right = 'SZPZRGngeynzm/eYdhjiC+cUbuV+d85RbY2VoF1IEKE=';
    expect(signConnect(CONNECT_KEY, body)).toBe(right);
    const signatures: Record<string, string>[] = [
      { 'x-docusign-signature-1': right },
      { 'x-docusign-signature-1': signConnect('another', body), 'x-docusign-signature-2': right },
      { 'x-docusign-signature-100': right },
    ];
    for (const headers of signatures) {
      expect(webhook.verify(call(body, headers))).toMatchObject({ ok: true, deliveries: [{}] });
    }
  });

  it.each([
    ['no signature', {}],
    ['an empty one', { 'x-docusign-signature-1': '' }],
    ['one by another key', { 'x-docusign-signature-1': signConnect('another', '{}') }],
    ['one past the hundredth', { 'x-docusign-signature-101': signConnect(CONNECT_KEY, '{}') }],
    ['one under another name', { 'x-authorization-digest': signConnect(CONNECT_KEY, '{}') }],
  ] as [string, Record<string, string>][])('is refused with %s', (_what, headers) => {
    expect(webhook.verify(call('{}', headers))).toMatchObject({ ok: false, status: 401 });
  });

  it('is refused when a byte of it was changed', () => {
    const body = '{"event":"envelope-completed"}';
    const headers = { 'x-docusign-signature-1': signConnect(CONNECT_KEY, body) };
    expect(webhook.verify(call(body.replace('completed', 'complete_'), headers))).toMatchObject({
      ok: false,
    });
  });

  it('has the key under which DocuSign repeats it, whatever its count of tries', () => {
    const told = {
      event: 'recipient-completed',
      generatedDateTime: '2026-11-28T09:00:00.0000000Z',
      data: { envelopeId: 'e-1' },
    };
    for (const retryCount of ['0', '3']) {
      expect(signed(JSON.stringify({ ...told, retryCount }))).toMatchObject({
        deliveries: [{ key: 'e-1:recipient-completed:2026-11-28T09:00:00.0000000Z' }],
      });
    }
    expect(webhook.read(told)).toEqual({
      about: 'envelope',
      id: 'e-1',
      atMs: Date.parse('2026-11-28T09:00:00Z'),
    });
    expect(webhook.read({ ...told, event: 'template-created' })).toEqual({
      about: 'nothing',
      why: 'template-created',
    });
    expect(webhook.read({ event: 'envelope-completed' })).toMatchObject({ about: 'unknown' });
  });

  it('that is signed and no JSON is taken, for a person to look at', () => {
    const verdict = signed('<DocuSignEnvelopeInformation/>');
    expect(verdict).toMatchObject({ ok: true, deliveries: [{ payload: '<DocuSignEnvelopeInformation/>' }] });
    expect(webhook.read('<DocuSignEnvelopeInformation/>')).toMatchObject({ about: 'unknown' });
  });

  it('[SYS-17] comes from the sandbox for all that happens to an envelope, signed so that our receiver takes it', async () => {
    const { port, id } = await out();
    await emit('recipient-completed', { envelopeId: id, recipientId: '1' });
    await emit('recipient-declined', { envelopeId: id, recipientId: '2', declinedReason: 'No' });
    expect(await port.readEnvelope(id)).toMatchObject({ state: 'declined' });
    const another = await out();
    await another.port.voidEnvelope(another.id, 'Why');
    const until = Date.now() + 10_000;
    while (server.received.length < 5 && Date.now() < until)
      await new Promise((next) => setTimeout(next, 20));
    const events = server.received.map(({ rawBody, headers, url }) => {
      const verdict = webhook.verify({ ...call('', headers), rawBody, url });
      expect(verdict.ok).toBe(true);
      return (JSON.parse(rawBody.toString()) as { event: string }).event;
    });
    expect(events.toSorted()).toEqual([
      'envelope-sent',
      'envelope-sent',
      'envelope-voided',
      'recipient-completed',
      'recipient-declined',
    ]);
  });
});
