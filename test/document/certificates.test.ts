import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { CertificatesPort } from '../../src/capability/offered/certificates';
import { ActionRefusedError } from '../../src/capability/refusal';
import { ownCertificates } from '../../src/document/store/own-certificates';
import { createApp } from '../../src/edge/app';
import { listen } from '../../src/edge/listen';
import { startApi, type TestApi } from '../support/api';

const PUBLIC_URL = 'http://127.0.0.1:3000';
const TITLE = 'Keeping <promises> & more';

let api: TestApi;
let port: CertificatesPort;
beforeAll(async () => {
  api = await startApi();
  const { db, clock } = api;
  const house = { publicUrl: PUBLIC_URL, company: 'Promises & Co.', timeZone: 'Pacific/Auckland' };
  port = ownCertificates({ db, clock, ...house });
});
afterAll(() => api.close());

const newKey = () => `engagement/CC-1/certificates#${randomUUID()}`;
const holder = (name = 'Ada <Ł>') => ({ id: `con_${randomUUID()}`, name });
const look = (path: string) => api.call('GET', path, { token: null });

/** A certificate with all that leads to it. */
async function issued(name?: string) {
  const engagementId = await api.engagement();
  const key = newKey();
  const wanted = { engagementId, holder: holder(name), title: TITLE };
  const number = await port.ensureCertificate(key, wanted);
  const letter = await port.letter?.(number);
  const { text = '' } = (await letter?.compose()) ?? {};
  const link = new RegExp(`${PUBLIC_URL}(/my-certificate/\\S+)`).exec(text)?.[1] ?? '';
  return { key, wanted, number, letter: text, link };
}

describe('A certificate', () => {
  it('is issued once for an engagement, a title and a holder: replayed, by another step, and by ten at once', async () => {
    const { key, wanted, number } = await issued();
    const again = Array.from({ length: 10 }, (_, place) =>
      port.ensureCertificate(place % 2 === 0 ? key : newKey(), wanted),
    );
    expect(new Set(await Promise.all(again))).toEqual(new Set([number]));
    const fresh = { ...wanted, engagementId: await api.engagement() };
    const first = Array.from({ length: 10 }, () => port.ensureCertificate(newKey(), fresh));
    const [other, ...rest] = [...new Set(await Promise.all(first))];
    expect(rest).toEqual([]);
    expect(other).not.toBe(number);
    expect(await port.ensureCertificate(key, { ...wanted, holder: holder() })).not.toBe(number);
    expect(await port.ensureCertificate(newKey(), { ...wanted, title: 'Another' })).not.toBe(number);
  });

  it('stays revoked under its key, and a new one may be issued under another', async () => {
    const { key, wanted, number } = await issued();
    expect(await port.revokeCertificates(key, 'Called off')).toBe(1);
    expect(await port.revokeCertificates(key, 'Called off again')).toBe(1);
    expect(await port.revokeCertificates(newKey(), 'Called off')).toBe(0);
    expect(await port.ensureCertificate(key, wanted)).toBe(number);
    const shown = await api.call('GET', `/v1/certificates/${number}`);
    expect(shown.body).toMatchObject({ state: 'revoked', revocationReason: 'Called off' });
    expect(await port.ensureCertificate(newKey(), wanted)).not.toBe(number);
  });

  it("is of the day in the house's time zone, and shown to our people however its number is written", async () => {
    const { wanted, number } = await issued();
    const typed = encodeURIComponent(number.toLowerCase().replaceAll('-', ' '));
    const { body } = await api.call('GET', `/v1/certificates/${typed}`);
    expect(body).toMatchObject({
      number,
      engagementId: wanted.engagementId,
      holder: wanted.holder,
      issuedOn: '2026-06-01',
      issuedAt: '2026-06-01T09:00:00.000Z',
      state: 'valid',
      showsHolder: false,
      page: `${PUBLIC_URL}/certificates/${number}`,
    });
    const list = await api.call('GET', `/v1/engagements/${wanted.engagementId}/certificates`);
    expect(list.body).toEqual({ items: [body] });
    const pdf = await api.call('GET', `/v1/certificates/${number}/pdf`);
    expect([pdf.status, pdf.headers.get('content-type'), pdf.text.slice(0, 5)]).toEqual([
      200,
      'application/pdf',
      '%PDF-',
    ]);
    for (const path of ['', '/pdf']) {
      expect((await api.call('GET', `/v1/certificates/0000-0000-0000-0000${path}`)).status).toBe(404);
      expect((await look(`/v1/certificates/${number}${path}`)).status).toBe(401);
    }
  });

  it('is not issued when it could not be printed, and that tells nothing of the name', async () => {
    const engagementId = await api.engagement();
    const wanted = { engagementId, holder: holder('Ada \u{E123}'), title: TITLE };
    const refused: unknown = await port.ensureCertificate(newKey(), wanted).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ActionRefusedError);
    expect(String(refused)).not.toContain('Ada');
    expect(await api.db.certificate.count({ where: { engagementId } })).toBe(0);
  });
});

describe('The page on which anybody checks a certificate', () => {
  it('[S4-25] says what it is for and that it is valid, and names its holder only while that one agrees', async () => {
    const { number, link } = await issued();
    const page = await look(`/certificates/${number.toLowerCase().replaceAll('-', '')}?from=mail`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain('This certificate is valid.');
    expect(page.text).toContain('Keeping &lt;promises&gt; &amp; more');
    expect(page.text).toContain('1 June 2026');
    expect(page.text).not.toContain('Ada');

    const choose = (what: string) =>
      fetch(`${api.url}${link}`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ do: what }),
      });
    const done = await choose('show');
    expect([done.status, done.headers.get('location')]).toEqual([303, link]);
    expect((await look(`/certificates/${number}`)).text).toContain('Ada &lt;Ł&gt;');
    expect(await api.db.certificate.findUnique({ where: { number } })).toMatchObject({
      consentAt: new Date(api.clock.nowMs),
      consentSource: 'holder',
    });
    await choose('hide');
    expect((await look(`/certificates/${number}`)).text).not.toContain('Ada');
  });

  it('says of a number that was never issued, or is none, that there is no certificate', async () => {
    const { number } = await issued();
    const wrong = number.slice(0, -1) + (number.endsWith('7') ? '8' : '7');
    const pages = await Promise.all(
      [wrong, '0000-0000-0000-0000', 'x'].map((one) => look(`/certificates/${one}`)),
    );
    expect(pages.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(pages.map(({ text }) => text)).size).toBe(1);
    expect(pages[0]?.text).toContain('There is no certificate with this number');
  });

  it('says that it was revoked, and not why', async () => {
    const { number, link, wanted } = await issued();
    const { token } = await api.person('operations-manager');
    const revoke = (options: object) =>
      api.call('POST', `/v1/certificates/${number}/revocation`, {
        json: { reason: 'Copied work' },
        ...options,
      });
    const [stranger, done] = [await revoke(await api.person('consultant')), await revoke({ token })];
    expect([stranger.status, (await revoke({})).status, done.status]).toEqual([403, 403, 200]);
    expect(done.body).toMatchObject({ state: 'revoked', revocationReason: 'Copied work' });
    const again = await revoke({ token, json: { reason: 'Another reason' } });
    expect(again.body).toEqual(done.body);
    for (const path of [`/certificates/${number}`, link]) {
      const page = await look(path);
      expect(page.text).toContain('This certificate was revoked');
      expect(page.text).not.toContain('Copied work');
    }
    for (const path of [`/v1/certificates/${number}/pdf`, `${link}/pdf`]) {
      expect((await api.call('GET', path)).status).toBe(409);
    }
    expect(await api.db.certificate.count({ where: { engagementId: wanted.engagementId } })).toBe(1);
  });

  it('names the holder also when our people put that down, and not for people of the client', async () => {
    const { number } = await issued();
    const put = async (role: string, showsHolder: boolean) =>
      api.call('PATCH', `/v1/certificates/${number}`, { ...(await api.person(role)), json: { showsHolder } });
    expect((await put('client', true)).status).toBe(403);
    expect((await put('project-manager', true)).body).toMatchObject({ showsHolder: true });
    expect((await look(`/certificates/${number}`)).text).toContain('Ada &lt;Ł&gt;');
    expect((await put('project-manager', false)).body).toMatchObject({ showsHolder: false });
  });
});

describe("A holder's link", () => {
  it('opens the certificate with its PDF, and nothing but its hash is kept', async () => {
    const { number, link, letter } = await issued();
    expect(letter).toContain(`${PUBLIC_URL}/certificates/${number}`);
    const page = await look(link);
    expect(page.text).toContain('Ada &lt;Ł&gt;');
    const pdf = await look(`${link}/pdf`);
    expect([pdf.status, pdf.text.slice(0, 5)]).toEqual([200, '%PDF-']);
    const rows = await api.db.certificateLink.findMany({ where: { number } });
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(link.slice('/my-certificate/'.length));
    for (const path of ['/my-certificate/nothing', '/my-certificate/nothing/pdf']) {
      expect((await look(path)).status).toBe(404);
    }
  });

  it('stands in no line of the log', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const db = new Proxy(api.db, {
      get: (target, name) => {
        if (name === 'certificateLink') throw new Error('It broke');
        return Reflect.get(target, name) as unknown;
      },
    });
    const server = await listen(createApp({ ...api.deps, db, log }), 0, '127.0.0.1');
    const response = await fetch(`http://127.0.0.1:${server.port}/my-certificate/very-secret/pdf`);
    await server.close(1_000);
    expect(response.status).toBe(500);
    expect(lines.join('')).not.toContain('very-secret');
    expect(lines.join('')).toContain('/my-certificate/{secret}/pdf');
  });

  it('and all else goes without the name once that was erased', async () => {
    const { number, link } = await issued();
    await api.db.certificate.update({ where: { number }, data: { consentAt: new Date(api.clock.nowMs) } });
    await api.db.certificate.update({ where: { number }, data: { holderName: null } });
    for (const path of [`/certificates/${number}`, link]) {
      const page = await look(path);
      expect(page.text).toContain('This certificate is valid.');
      expect(page.text).not.toContain('Ada');
    }
    expect((await api.call('GET', `/v1/certificates/${number}/pdf`)).status).toBe(409);
    expect((await api.call('GET', `/v1/certificates/${number}`)).body).toMatchObject({
      holder: { name: null },
    });
  });
});
