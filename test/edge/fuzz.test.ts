import * as fc from 'fast-check';
import { allRoutes } from '../../src/edge/routes';
import { startApi, type TestApi } from '../support/api';

let api: TestApi;
let token: string;
let engagementId: string;
beforeAll(async () => {
  api = await startApi();
  token = (await api.person('operations-manager', 'sales-manager', 'managing-director')).token;
  engagementId = await api.engagement();
});
afterAll(() => api.close());

/** Texts that other systems have stumbled over. */
const NASTY = [
  '',
  ' ',
  '__proto__',
  'constructor',
  '$ne',
  "'--",
  '\u202e',
  '🎈',
  '1e999',
  '2026-13-45T25:61:00Z',
  'x'.repeat(5_000),
];
const NAMES = [
  ...[
    'name',
    'email',
    'roles',
    'skills',
    'timeZone',
    'capacityHoursPerWeek',
    'playbook',
    'client',
    'title',
    'value',
  ],
  ...[
    'facts',
    'team',
    'calendar',
    'externalIds',
    'promiseId',
    'comment',
    'occurredAt',
    'commandId',
    'form',
    'reason',
  ],
  ...[
    'party',
    'amount',
    'currency',
    'passed',
    'items',
    'nps',
    'csat',
    'role',
    'personId',
    'dueAt',
    'toString',
  ],
];
const text = fc.oneof(fc.string(), fc.constantFrom(...NASTY, ...NAMES, 'client-delivery'));
const value = fc.letrec((again) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(again('any'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), again('any'), { maxKeys: 6 }),
  ),
})).any;
const body = fc.oneof(fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 8 }), value);

describe('Whatever is sent', () => {
  it('no route ever answers 5xx, and every refusal is a problem that says what to do', async () => {
    const routes = allRoutes(api.deps).filter((route) => !['/readyz', '/metrics'].includes(route.path));
    const request = fc.record({
      route: fc.constantFrom(...routes),
      id: fc.oneof(fc.constant(engagementId), text),
      query: fc.dictionary(fc.constantFrom('limit', 'cursor', 'q', 'late', 'owner', 'state'), text, {
        maxKeys: 2,
      }),
      body,
      asAdministrator: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ route, id, query, body, asAdministrator }) => {
        const signals = route.body?.kind === 'json-by-name' ? Object.keys(route.body.schemas) : [];
        const path = route.path
          .replace('/signals/{name}', `/signals/${signals[id.length % (signals.length || 1)]}`)
          .replaceAll(/\{\w+\}/g, encodeURIComponent(Buffer.from(id).toString()));
        const search = new URLSearchParams(query).toString();
        const reply = await api.call(route.method.toUpperCase(), search ? `${path}?${search}` : path, {
          ...(route.method === 'get' ? {} : { json: body }),
          ...(asAdministrator ? {} : { token }),
        });
        expect([route.path, reply.status < 500, reply.text]).toEqual([route.path, true, expect.any(String)]);
        if (reply.status >= 400) {
          expect(reply.body).toMatchObject({ status: reply.status, detail: expect.stringMatching(/./) });
        }
      }),
      { numRuns: 600 },
    );
  }, 120_000);
});
