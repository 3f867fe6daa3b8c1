import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VENDORS } from '../../src/vendors/registry';
import { publishFolder } from '../../src/playbook/store/playbooks-folder';
import { PLAYBOOK_FILE, startApi, type TestApi } from '../support/api';

let api: TestApi;
const source = readFileSync(PLAYBOOK_FILE, 'utf8');
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const publish = (body: string, type = 'text/yaml') =>
  api.call('POST', '/v1/playbooks', { body, headers: { 'content-type': type } });
const named = (name: string) => source.replace('name: client-delivery', `name: ${name}`);

describe('Publishing a playbook', () => {
  it('gives the next version for a changed text and the same one for the same text; engagements keep theirs', async () => {
    const id = await api.engagement();
    const changed = source.replace('title: Client delivery', 'title: Client delivery, second edition');
    const second = await publish(changed);
    expect(second).toMatchObject({ status: 201, body: { name: 'client-delivery', version: 2 } });
    expect(second.headers.get('location')).toBe('/v1/playbooks/client-delivery/versions/2');
    expect(await publish(changed, 'application/yaml; charset=utf-8')).toMatchObject({
      status: 200,
      body: { version: 2 },
    });
    const asJson = await api.call('POST', '/v1/playbooks', { json: { source } });
    expect(asJson).toMatchObject({ status: 200, body: { version: 1 } });
    expect((await api.call('GET', `/v1/engagements/${id}`)).body).toMatchObject({ playbook: { version: 1 } });
    expect(await publish(source)).toMatchObject({ status: 200, body: { version: 1 } });
  });

  it('numbers versions without gaps and doubles when many publish at once', async () => {
    const texts = Array.from({ length: 6 }, (_, index) => `${named('crowded')}# edition ${index % 3}\n`);
    const replies = await Promise.all(texts.map((text) => publish(text)));
    expect(replies.filter((reply) => reply.status === 201)).toHaveLength(3);
    const rows = await api.db.playbookVersion.findMany({
      where: { name: 'crowded' },
      orderBy: { version: 'asc' },
    });
    expect(rows.map((row) => row.version)).toEqual([1, 2, 3]);
  });

  it.each([
    [
      'a role that is not there',
      named('faulty').replace('owner: sales-manager', 'owner: nobody'),
      /line \d+: no role "nobody"/,
    ],
    [
      'a start by a vendor that is not there',
      named('faulty').replace('hubspot: { dealStage', 'pipelines: { dealStage'),
      /line 11: nothing of "pipelines" can start an engagement; there are: hubspot/,
    ],
    [
      'a start by an event that its vendor has not',
      named('faulty').replace('hubspot: { dealStage', 'hubspot: { fullMoon'),
      /line 11: no event "fullMoon" of hubspot can start an engagement; there are: dealStage \(/,
    ],
    [
      'a vendor for something that it does not provide',
      `${named('faulty')}\nvendors: { mail: slack }\n`,
      /line \d+: slack does not provide mail; mail is provided by: gmail/,
    ],
    ['broken YAML', 'name: [', /line \d+: /],
    ['a text that is no playbook', 'hello', /line 1: /],
    ['nothing at all', '', /line 1: /],
    [
      'a bomb of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, i) => `${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(',')}]`).join('\n')}`,
      /line \d+: /,
    ],
  ])('refuses %s with the line to look at, and publishes nothing', async (_what, text, message) => {
    const before = await api.db.playbookVersion.count();
    const reply = await publish(text);
    expect(reply.status).toBe(422);
    const { errors } = reply.body as { errors: { message: string }[] };
    expect(errors[0]?.message).toMatch(message);
    expect(await api.db.playbookVersion.count()).toBe(before);
  });

  it('is for the administrator', async () => {
    const { token } = await api.person('managing-director');
    const reply = await api.call('POST', '/v1/playbooks', {
      token,
      body: named('mine'),
      headers: { 'content-type': 'text/yaml' },
    });
    expect(reply.status).toBe(403);
  });

  it('happens by itself for the files of the product, once', async () => {
    const folder = join(PLAYBOOK_FILE, '..');
    const first = await publishFolder(api.db, folder, new Date(api.clock.nowMs), VENDORS);
    expect(first).not.toContain('client-delivery@1');
    expect(await publishFolder(api.db, folder, new Date(api.clock.nowMs), VENDORS)).toEqual([]);
  });

  it('[CD-18] publishes the playbook by which another one goes on before that one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'playbooks-'));
    const at = new Date(api.clock.nowMs);
    const file = (name: string, next?: string) =>
      writeFile(join(folder, `${name}.yaml`), `${named(name)}${next ? `next: ${next}\n` : ''}`);
    await Promise.all([
      file('a-first', 'c-third'),
      file('b-second'),
      file('c-third', 'd-fourth'),
      file('d-fourth'),
    ]);
    // They invoice the same: each is refused for that, and none for one that is not there yet.
    await expect(publishFolder(api.db, folder, at, VENDORS)).rejects.toThrow(
      /c-third\.yaml:\d+ next: "d-fourth" invoices "signature" a second time/,
    );
    await Promise.all([file('a-first', 'b-second'), file('b-second', 'a-first')]);
    await expect(publishFolder(api.db, folder, at, VENDORS)).rejects.toThrow(
      'The playbooks go on by one another in a circle, and none was published: a-first -> b-second -> a-first. Let one of them have no next and start again.',
    );
    expect(await api.db.playbookVersion.count({ where: { name: { in: ['a-first', 'b-second'] } } })).toBe(0);
  });

  it.each([
    [
      'that is not there',
      'nowhere',
      /line \d+: no playbook "nowhere" is published: publish it first; there are: .*client-delivery/,
    ],
    ['that is itself', 'faulty', /line \d+: an engagement would never end: faulty -> faulty/],
    [
      'that invoices the same',
      'client-delivery',
      /line \d+: "client-delivery" invoices "signature" a second time/,
    ],
    ['by a word that is no name', 'Delivery Phase', /line \d+: lower-case words/],
  ])('[CD-18] refuses one that goes on by a playbook %s', async (_what, next, message) => {
    const reply = await publish(`${named('faulty')}next: ${next}\n`);
    expect(reply.status).toBe(422);
    const { errors } = reply.body as { errors: { pointer: string; message: string }[] };
    expect(errors[0]).toEqual({ pointer: '/next', message: expect.stringMatching(message) });
  });
});

describe('Reading a playbook', () => {
  it('shows the newest version of each in the list, and any version with its text and its rules', async () => {
    const list = await api.call('GET', '/v1/playbooks');
    const { items } = list.body as { items: { name: string; version: number }[] };
    const newest = await api.db.playbookVersion.findFirst({
      where: { name: 'client-delivery' },
      orderBy: { version: 'desc' },
    });
    expect(items.filter((item) => item.name === 'client-delivery')).toMatchObject([
      { version: newest?.version },
    ]);
    const first = await api.call('GET', '/v1/playbooks/client-delivery/versions/1');
    expect(first.body).toMatchObject({
      source,
      rules: { reference: 'CD', ladder: { crisis: expect.any(String) } },
    });
    expect((await api.call('GET', '/v1/playbooks/client-delivery/versions/99')).status).toBe(404);
  });

  it.each([
    ['image/svg+xml', 'image/svg+xml', /^<svg /],
    ['text/html,image/svg+xml;q=0.9', 'image/svg+xml', /^<svg /],
    ['text/vnd.mermaid', 'text/vnd.mermaid', /flowchart TD/],
    ['text/plain', 'text/plain', /flowchart TD/],
    ['*/*', 'text/vnd.mermaid', /flowchart TD/],
  ])('[S4-32] draws its flowchart for Accept: %s', async (accept, type, content) => {
    const path = '/v1/playbooks/client-delivery/versions/1/flowchart';
    const reply = await api.call('GET', path, { headers: { accept } });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toContain(type);
    expect(reply.text).toMatch(content);
  });

  it('[10b-30] draws its blueprint with the edges of the flowchart, and prints it for Accept', async () => {
    const version = '/v1/playbooks/client-delivery/versions/1';
    const get = (path: string, accept: string) =>
      api.call('GET', `${version}/${path}`, { headers: { accept } });
    const edgesOf = ({ text }: { text: string }) =>
      [...text.matchAll(/class="edge (\w+)" data-from="([^"]+)" data-to="([^"]+)"/g)]
        .map(([, kind, from, to]) => `${from} ${kind} ${to}`)
        .toSorted();
    const picture = await get('blueprint', 'image/svg+xml');
    expect(edgesOf(picture)).toEqual(edgesOf(await get('flowchart', 'image/svg+xml')));
    expect(picture.text).toContain('Customer');
    const whole = await get('blueprint?part=tasks', 'application/json');
    expect(whole.body).toMatchObject({
      company: api.deps.settings.company,
      systems: expect.arrayContaining([
        { title: 'Mail', vendor: expect.any(String), steps: expect.any(Array) },
      ]),
    });
    const file = await get('blueprint?part=tasks&paper=us-letter', 'application/pdf');
    expect(file.headers.get('content-type')).toBe('application/pdf');
    expect(file.text).toMatch(/^%PDF-/);
    expect((await get('blueprint?part=detail', 'image/svg+xml')).status).toBe(406);
    expect((await get('blueprint?paper=a9', 'application/pdf')).status).toBe(422);
  });

  it('answers 406 for a representation that it has not', async () => {
    const path = '/v1/playbooks/client-delivery/versions/1/flowchart';
    expect((await api.call('GET', path, { headers: { accept: 'application/pdf' } })).status).toBe(406);
  });
});
