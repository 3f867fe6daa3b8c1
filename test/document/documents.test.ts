import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCUMENT_KINDS } from '../../src/document/domain/document';
import { ownCertificates } from '../../src/document/store/own-certificates';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import { publishServiceDeskFolder } from '../../src/service-desk/store/service-desk-folder';
import { openPromise, PLAYBOOK_FILE, startApi, type TestApi } from '../support/api';
import { htmlPage } from '../../src/text/domain/html';

const ROOT = join(__dirname, '../..');
const SHIPPED = readFileSync(PLAYBOOK_FILE, 'utf8');
const HOUR_MS = 3_600_000;

interface Shown {
  kind: string;
  name: string;
  title: string;
  version: number;
  hash: string | null;
  firstUsedAt: string | null;
  link: string | null;
}

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await publishServiceDeskFolder(api.db, join(ROOT, 'service-desk'), new Date(api.clock.nowMs));
});
afterAll(() => api.close());

async function documents(engagementId: string): Promise<Shown[]> {
  const { status, body } = await api.call('GET', `/v1/engagements/${engagementId}/documents`);
  expect(status).toBe(200);
  return (body as unknown as { items: Shown[] }).items;
}

const at = (ms: number) => new Date(ms).toISOString();

/** What an activity leaves behind when it has saved a document in the folder. */
async function saved(engagementId: string, endedAt: Date, refs: Record<string, string>): Promise<void> {
  await api.db.effect.create({
    data: {
      ...{ key: `save-${randomUUID()}`, engagementId, refs, endedAt, askedAt: endedAt },
      action: 'storage.saveDocument',
      vendor: 'google-drive',
      title: 'Save the signed proposal',
      state: 'done',
    },
  });
}

describe('The documents of an engagement', () => {
  it('[S4-31] are versioned objects of every kind, and it shows the versions that it used: of all rules by which it went', async () => {
    const started = api.clock.nowMs;
    const engagementId = await api.engagement();
    await openPromise(api, engagementId, 'welcome-pack', { openedAt: new Date(started + HOUR_MS) });

    // It goes on by a next version, in which one checklist has another point.
    const next = SHIPPED.replace('security: Security verification', 'security: Penetration test');
    const published = await publishPlaybook(api.db, next, new Date(started));
    if (published.outcome === 'faulty') throw new Error(JSON.stringify(published.faults));
    const until = started + 2 * HOUR_MS;
    const earlier = { name: 'client-delivery', version: 1, until: at(until) };
    const goesOn = { playbookVersion: published.version, earlierPlaybooks: [earlier] };
    await api.db.engagement.update({ where: { id: engagementId }, data: goesOn });
    const checked = new Date(until + HOUR_MS);
    await openPromise(api, engagementId, 'check', { openedAt: checked });

    const links = { document: 'proposal', sha256: 'a'.repeat(64), link: 'https://drive.example/1' };
    await saved(engagementId, new Date(until), links);
    await saved(engagementId, new Date(until + HOUR_MS), { ...links, sha256: 'b'.repeat(64) });
    const holder = { id: 'con_1', name: 'Ada' };
    const { db, clock } = api;
    const house = { publicUrl: 'http://127.0.0.1:3000', company: 'Us', timeZone: 'Etc/UTC' };
    const number = await ownCertificates({ db, clock, ...house }).ensureCertificate(`key-${randomUUID()}`, {
      engagementId,
      holder,
      title: 'Keeping promises',
    });
    const ticket = await api.call('POST', '/v1/tickets', {
      json: {
        engagementId,
        requester: { name: 'Ada', email: 'ada@acme.example' },
        ...{ subject: 'Help', description: 'It stopped', channel: 'email' },
        ...{ priority: 'high', category: 'billing' },
      },
    });
    expect(ticket.status).toBe(201);

    const shown = await documents(engagementId);
    expect(new Set(shown.map(({ kind }) => kind))).toEqual(new Set(DOCUMENT_KINDS));
    expect(shown.every(({ version, hash }) => version > 0 && /^[0-9a-f]{64}$/.test(hash ?? ''))).toBe(true);
    const only = (kind: string, name?: string) =>
      shown.filter((one) => one.kind === kind && (name === undefined || one.name === name));
    const { version } = published;
    const rows = await db.playbookVersion.findMany({
      where: { name: 'client-delivery', version: { in: [1, version] } },
      orderBy: { version: 'asc' },
    });
    const page = `/v1/playbooks/client-delivery/versions`;
    expect(only('service-delivery-playbook')).toEqual(
      rows.map((row, place) => ({
        kind: 'service-delivery-playbook',
        name: 'client-delivery',
        title: 'Client delivery',
        version: row.version,
        hash: row.hash,
        firstUsedAt: at(place === 0 ? started : until),
        link: `${page}/${row.version}/documents/service-delivery-playbook`,
      })),
    );
    expect(only('welcome-kit', 'welcome-pack')).toMatchObject([
      { version: 1, firstUsedAt: at(started + HOUR_MS) },
      { version, firstUsedAt: null },
    ]);
    const [before, after] = only('qa-checklist', 'implementation');
    expect([before?.firstUsedAt, after?.firstUsedAt]).toEqual([null, checked.toISOString()]);
    expect(before?.hash).not.toBe(after?.hash);
    const unchanged = only('qa-checklist', 'service').map(({ hash }) => hash);
    expect(new Set(unchanged).size).toBe(1);
    expect(only('sla-policy').map(({ name }) => name)).toEqual([
      'client-delivery',
      'client-delivery',
      'service-desk',
    ]);
    expect(only('saved-document', 'proposal')).toMatchObject([
      { version: 1, hash: 'a'.repeat(64), link: 'https://drive.example/1' },
      { version: 2, hash: 'b'.repeat(64) },
    ]);
    expect(only('certificate')).toMatchObject([
      { name: number, title: 'Keeping promises', version: 1, link: `/v1/certificates/${number}/pdf` },
    ]);

    // Whatever stands with us is there.
    const ours = [...new Set(shown.flatMap(({ link }) => (link?.startsWith('/') ? link : [])))];
    for (const link of ours) expect((await api.call('GET', link)).status).toBe(200);
    expect((await api.call('GET', '/v1/engagements/eng_none/documents')).status).toBe(404);
  });
});

describe('A document of the rules as a page', () => {
  const read = async (path: string) => {
    const { status, headers, text } = await api.call('GET', path);
    return { status, type: headers.get('content-type'), text };
  };

  it('says of the service delivery playbook who does what until when, of all that it holds', async () => {
    const { type, text } = await read(
      '/v1/playbooks/client-delivery/versions/1/documents/service-delivery-playbook',
    );
    expect(type).toBe('text/html; charset=utf-8');
    for (const said of [
      '<h2 id="onboarding">Onboarding</h2>',
      '<td>Send the welcome pack</td><td>Customer Relationship Manager</td><td>24 h</td>',
      'Checked by: Implementation quality',
      '<h2>Roles</h2>',
    ]) {
      expect(text).toContain(said);
    }
  });

  it('says of a plan template its tasks, and what each comes after', async () => {
    const source = readFileSync(join(ROOT, 'playbooks/support-project.yaml'), 'utf8');
    const published = await publishPlaybook(api.db, source, new Date(api.clock.nowMs));
    if (published.outcome === 'faulty') throw new Error(JSON.stringify(published.faults));
    const path = `/v1/playbooks/support-project/versions/${published.version}/documents/plan-template`;
    const { text } = await read(path);
    expect(text).toContain('Set up what was agreed</td><td>Agent</td><td>5</td><td>30</td>');
  });

  it('says of the checklists every point, and of the service levels hours, terms and ladder', async () => {
    const checklists = await read('/v1/playbooks/client-delivery/versions/1/documents/qa-checklist');
    expect(checklists.text).toContain('<li>Security verification</li>');
    const levels = await read('/v1/playbooks/client-delivery/versions/1/documents/sla-policy');
    expect(levels.text).toContain('<td>Level 2</td><td>Operations Manager</td><td>12 h</td>');
    expect(levels.text).toContain('each year 12-25 to 01-01');
    const desk = await read('/v1/service-desk/versions/1/documents/sla-policy');
    expect(desk.text).toContain('<td>critical</td><td>4 h (clock)</td>');
    expect(desk.text).toContain('5 working days (office)');
  });

  it('says of the welcome kit what clients are written, and is kept as a picture (UPDATE=1)', async () => {
    const { text } = await read('/v1/playbooks/client-delivery/versions/1/documents/welcome-kit');
    expect(text).toContain('<h2 id="welcome-pack">Welcome, {{client}}</h2>');
    if (process.env['UPDATE'] === '1') {
      const { text: style } = await api.call('GET', '/pages/style.css', { token: null });
      const main = /<main>[\s\S]*<\/main>/.exec(text)?.[0] ?? '';
      const file = htmlPage('Client delivery: welcome kit', `<style>\n${style}</style>\n${main}\n`);
      writeFileSync(join(ROOT, 'docs/pictures/welcome-pack.html'), file);
    }
  });

  it('holds what the rules say as text, never as markup', async () => {
    const source = SHIPPED.replace('name: client-delivery', 'name: marked-up')
      .replace('title: Send the welcome pack', 'title: "<script>alert(1)</script> & more"')
      .replace('security: Security verification', 'security: "<img src=x>"');
    const published = await publishPlaybook(api.db, source, new Date(api.clock.nowMs));
    expect(published).toMatchObject({ outcome: 'published', version: 1 });
    for (const kind of [
      'service-delivery-playbook',
      'qa-checklist',
      'sla-policy',
      'welcome-kit',
      'plan-template',
    ]) {
      const { status, text } = await read(`/v1/playbooks/marked-up/versions/1/documents/${kind}`);
      expect(status).toBe(200);
      expect(text).not.toMatch(/<script|<img/);
    }
    const { text } = await read('/v1/playbooks/marked-up/versions/1/documents/sla-policy');
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; more');
  });

  it.each([
    '/v1/playbooks/client-delivery/versions/99/documents/sla-policy',
    '/v1/playbooks/client-delivery/versions/1/documents/certificate',
    '/v1/service-desk/versions/99/documents/sla-policy',
    '/v1/service-desk/versions/1/documents/welcome-kit',
  ])('is none at %s', async (path) => {
    expect((await read(path)).status).toBe(404);
  });
});
