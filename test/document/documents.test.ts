import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCUMENT_KINDS } from '../../src/document/domain/document';
import { ownCertificates } from '../../src/document/store/own-certificates';
import { publishServiceDeskFolder } from '../../src/service-desk/store/service-desk-folder';
import { allSteps } from '../../src/playbook/domain/playbook';
import { loadPlaybook, publishPlaybook } from '../../src/playbook/store/playbooks';
import { openPromise, PLAYBOOK_FILE, signalsAt, startApi, type TestApi } from '../support/api';
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

describe('The documents that are linked with an engagement', () => {
  interface Linked {
    id: string;
    title: string;
    url: string;
    linkedBy: { id: string; name: string };
    openings: { by: { id: string; name: string }; at: string }[];
    waiver: { by: { id: string }; reason: string } | null;
  }
  type Somebody = Awaited<ReturnType<TestApi['person']>>;
  const people: Record<string, Somebody> = {};

  /** A project whose hand-off is to be reviewed by the lead, as the journal would have it. */
  async function handedOver(lead: Somebody): Promise<{ id: string; workflowId: string; promiseId: string }> {
    const source = readFileSync(join(ROOT, 'playbooks/support-project.yaml'), 'utf8');
    const published = await publishPlaybook(api.db, source, new Date(api.clock.nowMs));
    if (published.outcome === 'faulty') throw new Error(JSON.stringify(published.faults));
    const id = await api.engagement({
      playbook: 'support-project',
      client: { name: `Client ${randomUUID()}` },
    });
    const workflowId = `engagement/test-${id}`;
    await api.db.engagement.update({ where: { id }, data: { workflowId, handedOverAt: null } });
    const playbook = await loadPlaybook(api.db, 'support-project', published.version);
    const { step, stage } = [...allSteps(playbook)].find((one) => one.step.id === 'handover')!;
    const promiseId = `prm_${randomUUID()}`;
    await api.db.promiseRecord.create({
      data: {
        ...{ id: promiseId, subjectId: id, engagementId: id, workflowId, key: step.id, step: step.id },
        ...{ kind: step.kind, title: step.title, stage, owedBy: step.owner, assigneeId: lead.id },
        ...{ openedAt: new Date(api.clock.nowMs), state: 'open', explanation: [] },
        keptBy: [{ signal: 'stepCompleted', body: { promiseId } }],
      },
    });
    return { id, workflowId, promiseId };
  }
  const state = async (id: string, signal: string, by: Somebody, json: object) => {
    const path = `/v1/engagements/${id}/signals/${signal}`;
    const { status, body } = await api.call('POST', path, { json, token: by.token });
    const { errors = [], commandId = '' } = body as { errors?: { message: string }[]; commandId?: string };
    return { status, commandId, wrong: errors.map(({ message }) => message) };
  };
  const list = async (id: string): Promise<Linked[]> => {
    const { status, body } = await api.call('GET', `/v1/engagements/${id}/linked-documents`);
    expect(status).toBe(200);
    return (body as unknown as { items: Linked[] }).items;
  };
  const opened = async (id: string, document: string, by: Somebody) =>
    await api.call('POST', `/v1/engagements/${id}/linked-documents/${document}/openings`, {
      token: by.token,
    });
  const review = async (id: string, promiseId: string, by: Somebody) => {
    const form = { client: 'Acme', service: 'Help', scope: 'All of it', deadline: '2026-12-01' };
    return await state(id, 'stepCompleted', by, { promiseId, form });
  };

  beforeAll(async () => {
    for (const role of ['sales-agent', 'project-lead', 'agent']) people[role] = await api.person(role);
  });

  it('[S4-05] hold up the review of a deal until the Project Lead has opened or waived each; nobody else can close it', async () => {
    const { 'sales-agent': seller, 'project-lead': lead, agent } = people;
    const { id, workflowId, promiseId } = await handedOver(lead!);
    const link = async (title: string, url: string) =>
      await state(id, 'documentLinked', seller!, { title, url });
    const offer = await link('The offer', 'https://drive.example/offer');
    const mails = await link('What they wrote', 'https://mail.example/thread?id=1');
    expect([offer.status, mails.status]).toEqual([202, 202]);
    expect((await link('The offer again', 'https://drive.example/offer')).wrong[0]).toContain(
      'linked already',
    );
    expect((await link('No page', 'ftp://drive.example/offer')).status).toBe(422);
    expect((await state(id, 'documentLinked', agent!, { title: 'x', url: 'https://x.example' })).status).toBe(
      403,
    );

    expect((await review(id, promiseId, agent!)).status).toBe(403);
    const refused = await review(id, promiseId, lead!);
    expect(refused.status).toBe(422);
    expect(refused.wrong).toEqual([
      expect.stringContaining('"The offer"'),
      expect.stringContaining('"What they wrote"'),
    ]);

    // Whoever reviews has to see it: another's eyes do not count.
    expect((await opened(id, offer.commandId, seller!)).body).toEqual({ url: 'https://drive.example/offer' });
    expect((await review(id, promiseId, lead!)).wrong).toHaveLength(2);
    expect((await opened(id, offer.commandId, lead!)).status).toBe(200);
    expect((await opened(id, offer.commandId, lead!)).status).toBe(200);
    expect((await opened(id, 'none', lead!)).status).toBe(404);
    expect((await review(id, promiseId, lead!)).wrong).toEqual([
      expect.stringContaining('"What they wrote"'),
    ]);
    const waive = async (by: Somebody, body: object) =>
      await state(id, 'documentWaived', by, { document: mails.commandId, ...body });
    expect((await waive(seller!, { reason: 'No need' })).status).toBe(403);
    expect((await waive(lead!, {})).status).toBe(422);
    expect((await waive(lead!, { document: 'none', reason: 'No need' })).status).toBe(422);
    expect((await waive(lead!, { reason: 'Sales read it to me' })).status).toBe(202);

    const shown = await list(id);
    expect(shown.map(({ title, url, linkedBy }) => [title, url, linkedBy.id])).toEqual([
      ['The offer', 'https://drive.example/offer', seller!.id],
      ['What they wrote', 'https://mail.example/thread?id=1', seller!.id],
    ]);
    // Both at one instant: in any order.
    expect(new Set(shown[0]?.openings.map(({ by, at: when }) => `${by.id} ${when}`))).toEqual(
      new Set([`${seller!.id} ${at(api.clock.nowMs)}`, `${lead!.id} ${at(api.clock.nowMs)}`]),
    );
    expect(shown[0]?.openings[1]?.by.name).toMatch(/^Person/);
    expect(shown[1]).toMatchObject({
      openings: [],
      waiver: { by: { id: lead!.id }, reason: 'Sales read it to me' },
    });
    expect((await review(id, promiseId, lead!)).status).toBe(202);
    const told = await signalsAt(workflowId);
    expect(told.map(({ name }) => name)).toEqual([
      ...['documentLinked', 'documentLinked', 'documentOpened', 'documentOpened', 'documentWaived'],
      'stepCompleted',
    ]);
    expect(JSON.stringify(told)).not.toMatch(/offer|wrote|Sales read|https:/);
    const administrator = await api.call(
      'POST',
      `/v1/engagements/${id}/linked-documents/${offer.commandId}/openings`,
    );
    expect(administrator.status).toBe(403);
    expect((await api.call('GET', '/v1/engagements/eng_none/linked-documents')).status).toBe(404);
  });

  it('[S4-05] are opened by the deputy of a lead who is away, for both', async () => {
    const { 'sales-agent': seller, agent: deputy } = people;
    const lead = await api.person('project-lead');
    const { id, promiseId } = await handedOver(lead);
    const offer = await state(id, 'documentLinked', seller!, {
      title: 'The offer',
      url: 'https://d.example/1',
    });
    expect((await review(id, promiseId, deputy!)).status).toBe(403);
    const away = { deputyId: deputy!.id, awayFrom: new Date(api.clock.nowMs - HOUR_MS) };
    await api.db.person.update({ where: { id: lead.id }, data: away });
    expect((await review(id, promiseId, deputy!)).status).toBe(422);
    expect((await opened(id, offer.commandId, deputy!)).status).toBe(200);
    expect((await review(id, promiseId, deputy!)).status).toBe(202);
  });
});
