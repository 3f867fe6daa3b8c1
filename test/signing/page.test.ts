import { randomUUID } from 'node:crypto';
import { anchorOf, type SignaturePort } from '../../src/capability/offered/signature';
import { ownSignature } from '../../src/signing/store/own-signature';
import { pino } from 'pino';
import { createApp } from '../../src/edge/app';
import { listen } from '../../src/edge/listen';
import { startApi, type TestApi } from '../support/api';
import { openTestDatabase } from '../support/database';

const PUBLIC = 'https://promises.example';
const ADA = { name: 'Ada Łukasiewicz', email: 'ada@client.example' };
const SAM = { name: 'Sam', email: 'sam@house.example' };
const BODY = `<h1>Offer</h1><p>900 € for 張 &amp; 李</p><p>Ada: ${anchorOf(0)}</p><p>Sam: ${anchorOf(1)}</p>`;

let api: TestApi;
let port: SignaturePort;
beforeAll(async () => {
  api = await startApi();
  port = ownSignature({ db: api.db, clock: api.clock, publicUrl: PUBLIC });
});
afterAll(() => api.close());

async function sent(): Promise<string> {
  const document = { name: 'CD-0001 offer', body: BODY };
  return port.ensureEnvelope(`key-${randomUUID()}`, {
    subject: 'Please sign',
    document,
    signers: [ADA, SAM],
  });
}

/** The letters that are owed now, with the path of each one's link. */
async function letters(id: string) {
  const owed = (await port.letters?.(id)) ?? [];
  return Promise.all(
    owed.map(async ({ key, to, compose }) => {
      const { subject, text } = await compose();
      const path = /https:\/\/promises\.example(\/sign\/\S+)/.exec(text)?.[1] ?? '';
      return { key, to: to.name, subject, text, path };
    }),
  );
}

const linkOf = async (id: string) => (await letters(id))[0]?.path ?? '';
const look = (path: string, method = 'GET') => api.call(method, path, { token: null });

function send(path: string, fields: Record<string, string>) {
  return fetch(`${api.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'user-agent': 'Browser/1 <b>', 'x-forwarded-for': '203.0.113.9' },
    body: new URLSearchParams(fields),
  });
}

const sign = (path: string, name: string) => send(path, { do: 'sign', name, agreed: 'yes' });
const news = (id: string) =>
  api.db.webhookDelivery.findMany({
    where: { vendor: 'signing-page', key: { startsWith: id } },
    orderBy: { key: 'asc' },
  });

describe('A document on our own page', () => {
  it('is signed by each in turn, told once each, and kept with who signed when and from where', async () => {
    const id = await sent();
    const [first, ...more] = await letters(id);
    expect([first?.to, first?.subject, more]).toEqual([ADA.name, 'Please sign', []]);
    const page = await look(first?.path ?? '');
    expect(page.status).toBe(200);
    expect(page.text).toContain('900 € for 張 &amp; 李');
    expect(page.text).toContain('Sam: <em>not signed yet</em>');
    expect(page.text).not.toContain(anchorOf(0));

    const done = await sign(first?.path ?? '', ' Ada <Ł> ');
    expect([done.status, done.headers.get('location')]).toEqual([303, first?.path]);
    expect((await news(id)).map(({ payload }) => payload)).toEqual([
      { envelopeId: id, atMs: api.clock.productNow() },
    ]);
    expect((await look(first?.path ?? '')).text).toContain('We wait for Sam and write to you');
    const [second] = await letters(id);
    expect([second?.to, second?.key]).toEqual([SAM.name, `signing/${id}/invitation/1`]);
    await expect(port.signedFile(id)).rejects.toThrow('not signed by everybody');
    expect((await sign(second?.path ?? '', 'Sam')).status).toBe(303);

    expect(await port.readEnvelope(id)).toMatchObject({
      state: 'complete',
      signers: [
        { place: 0, name: 'Ada <Ł>', hasSigned: true },
        { place: 1, name: 'Sam', hasSigned: true },
      ],
    });
    expect(await news(id)).toHaveLength(2);
    const copies = await letters(id);
    expect(copies.map(({ to, subject }) => [to, subject])).toEqual([
      [ADA.name, 'Signed: Please sign'],
      [SAM.name, 'Signed: Please sign'],
    ]);
    const file = Buffer.from((await port.signedFile(id)).content).toString('utf8');
    for (const part of [
      '900 € for 張 &amp; 李',
      'signed by Ada &lt;Ł&gt;, 2026-06-01 09:00:00 UTC',
      '203.0.113.9',
      'Browser/1 &lt;b&gt;',
    ]) {
      expect(file).toContain(part);
    }
    const sha256 = /SHA-256 of the text: <code>([0-9a-f]{64})/.exec(file)?.[1];
    expect(copies[0]?.text).toContain(sha256);
  });

  it('is not signed by looking at it, however often, and a second click changes nothing', async () => {
    const id = await sent();
    const path = await linkOf(id);
    for (const method of ['HEAD', 'GET', 'GET']) expect((await look(path, method)).status).toBe(200);
    expect(await port.readEnvelope(id)).toMatchObject({ state: 'out', signers: [{ hasSigned: false }, {}] });
    const answers = await Promise.all([
      sign(path, 'Ada'),
      sign(path, 'Ada again'),
      sign(path, 'Ada once more'),
    ]);
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['303', '409', '409']);
    expect(await news(id)).toHaveLength(1);
    expect((await send(path, { do: 'decline', reason: 'no' })).status).toBe(409);
    expect(await port.readEnvelope(id)).toMatchObject({ state: 'out' });
  });

  it.each([
    ['a name that nobody sees', { do: 'sign', name: ' \u200b ', agreed: 'yes' }, 'Please write your name'],
    ['a name without end', { do: 'sign', name: 'A'.repeat(201), agreed: 'yes' }, 'Please write your name'],
    ['no tick', { do: 'sign', name: 'Ada' }, 'Please tick'],
    ['no reason', { do: 'decline', reason: '  ' }, 'Please say why'],
    ['another button', { do: 'everything' }, 'Please use one of the buttons'],
  ])('says what is missing, and keeps what was typed: %s', async (_what, fields, words) => {
    const id = await sent();
    const answer = await send(await linkOf(id), fields);
    const text = await answer.text();
    expect([answer.status, text.includes(words)]).toEqual([422, true]);
    if ('name' in fields && fields.name === 'Ada') expect(text).toContain('value="Ada"');
    expect(await news(id)).toEqual([]);
    expect(await port.readEnvelope(id)).toMatchObject({ state: 'out' });
  });

  it('that is declined comes to its end, with the reason, and whoever had signed is told', async () => {
    const id = await sent();
    await sign(await linkOf(id), 'Ada');
    const path = await linkOf(id);
    expect((await send(path, { do: 'decline', reason: 'Too dear.\r\n<Really>' })).status).toBe(303);
    expect((await look(path)).text).toContain('The reason given: Too dear.<br>\n&lt;Really&gt;');
    expect((await letters(id)).map(({ to, subject }) => [to, subject])).toEqual([
      [ADA.name, 'Not signed: Please sign'],
    ]);
    expect((await news(id)).map(({ key }) => key)).toEqual([`${id}/0/sign`, `${id}/1/decline`]);
    expect((await sign(path, 'Sam')).status).toBe(409);
  });

  it('that is voided says so behind every link, and to whoever was asked; a signed one stays', async () => {
    const id = await sent();
    const path = await linkOf(id);
    expect(await port.voidEnvelope(id, 'The work was called off.')).toMatchObject({ state: 'voided' });
    expect((await look(path)).text).toContain('withdrawn on 2026-06-01 09:00:00 UTC');
    expect((await sign(path, 'Ada')).status).toBe(409);
    expect((await letters(id)).map(({ to, subject }) => [to, subject])).toEqual([
      [ADA.name, 'Withdrawn: Please sign'],
    ]);
    const signed = await sent();
    await sign(await linkOf(signed), 'Ada');
    await sign(await linkOf(signed), 'Sam');
    expect(await port.voidEnvelope(signed, 'Too late.')).toMatchObject({ state: 'complete' });
    expect(await port.voidEnvelope('sgn_none', 'None.')).toBeUndefined();
  });

  it('is one for each key, and opens by every link that went out for it, but by no other', async () => {
    const key = `key-${randomUUID()}`;
    const order = { subject: 'S', document: { name: 'D', body: BODY }, signers: [ADA] };
    const ids = await Promise.all([1, 2, 3].map(() => port.ensureEnvelope(key, order)));
    expect(new Set([...ids, await port.findEnvelope(key)]).size).toBe(1);
    expect(await port.findEnvelope('another')).toBeUndefined();
    const paths = [await linkOf(ids[0] ?? ''), await linkOf(ids[0] ?? '')];
    expect(new Set(paths).size).toBe(2);
    for (const path of paths) expect((await look(path)).status).toBe(200);
    const cut = await look((paths[0] ?? '').slice(0, -1));
    expect([cut.status, cut.text.includes('cut the link')]).toEqual([404, true]);
    expect((await sign('/sign/nothing', 'Ada')).status).toBe(404);
  });

  it('keeps no secret that opens it, and is shown by a page that runs nothing and sends nothing elsewhere', async () => {
    const id = await sent();
    const path = await linkOf(id);
    const rows = await api.db.signingLink.findMany({ where: { envelopeId: id } });
    expect(JSON.stringify(rows)).not.toContain(path.slice('/sign/'.length));
    const { headers, text } = await look(path);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect([headers.get('referrer-policy'), headers.get('cache-control')]).toEqual([
      'no-referrer',
      'no-store',
    ]);
    expect(text).not.toMatch(/<script|<style|\s(style|on\w+)=/i);
    const style = await look('/pages/style.css');
    expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
  });
});

it('Nobody calls for our own page from outside', async () => {
  const call = await api.call('POST', '/webhooks/signing-page', {
    token: null,
    json: { envelopeId: 'x', atMs: 1 },
  });
  expect(call.status).toBe(404);
  expect(
    await api.db.webhookDelivery.count({
      where: { vendor: 'signing-page', payload: { path: ['envelopeId'], equals: 'x' } },
    }),
  ).toBe(0);
});

it('What goes wrong on our side is logged without the secret of the link', async () => {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const away = openTestDatabase('postgresql://nobody:nothing@127.0.0.1:1/none');
  const server = await listen(createApp({ ...api.deps, db: away, log }), 0, '127.0.0.1');
  for (const page of ['sign', 'decide']) {
    const { status } = await fetch(`http://127.0.0.1:${server.port}/${page}/our-secret`);
    expect(status).toBeGreaterThanOrEqual(500);
  }
  await server.close(1_000);
  await away.$disconnect();
  expect(lines.join('')).toContain('/sign/{secret}');
  expect(lines.join('')).not.toContain('our-secret');
});
