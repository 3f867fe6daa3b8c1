import * as fc from 'fast-check';
import { ADMIN, openPromise, type Reply, startApi, type TestApi } from '../../support/api';
import { anythingFor } from './anything';
import { allowedFor, brokenFor, type Draft, type Target, targetsOf, wireOf } from './requests';
import { Rules } from './rules';
import type { Document } from './schema';

const CASES = Number(process.env['GENERATED_CASES'] ?? 300);
const SEED = Number(process.env['GENERATED_SEED'] ?? 20_261);

const DECIDERS = [
  'operations-manager',
  'managing-director',
  'sales-manager',
  'finance-manager',
  'account-manager',
  'support-manager',
];

let api: TestApi;
let rules: Rules;
let tokens: string[];
/** Ids of what is there, by the first part of their address. */
const known: Record<string, string[]> = {};
beforeAll(async () => {
  api = await startApi();
  rules = new Rules(JSON.parse((await api.call('GET', '/openapi.json', { token: null })).text) as Document);
  const client = await api.person('client');
  const decider = await api.person(...DECIDERS);
  // Whoever calls is not among those who are changed: nobody is sent away.
  const others = [await api.person('consultant'), await api.person('operations-manager')];
  tokens = [ADMIN, client.token, decider.token];
  const value = { amount: '1200.00', currency: 'EUR' };
  const engagements = [await api.engagement({ value }), await api.engagement({ client: { name: 'Other' } })];
  const promises = await Promise.all(
    ['sales-details', 'first-payment', 'acceptance'].map((step) => openPromise(api, engagements[0]!, step)),
  );
  Object.assign(known, { engagements, promises, people: others.map(({ id }) => id) });
  const add = async (resource: string, json: object) => {
    const { body } = await api.call('POST', `/v1/${resource}`, { json });
    known[resource] = [String(body['id'])];
  };
  await add('clients', { name: 'Merged away' });
  const requester = { name: 'Ann', email: 'ann@client.example' };
  const words = { subject: 'It stands still', description: 'Since nine' };
  await add('tickets', {
    engagementId: engagements[0],
    requester,
    ...words,
    channel: 'email',
    priority: 'high',
    category: 'general',
  });
  await add('incidents', { kind: 'majorDisruption', title: 'All is dark' });
  await add('problems', { title: 'Again and again', source: 'clientFeedback', tickets: known['tickets'] });
}, 60_000);
afterAll(() => api.close());

describe(`Requests made from the OpenAPI document, ${CASES} with seed ${SEED}`, () => {
  it(
    'are taken where the document allows them, else refused with the field named, and answered as it says',
    async () => {
      const faults = new Map<string, string>();
      const counts = { allowed: 0, broken: 0, anything: 0 };
      const statuses = new Map<number, number>();
      let index = 0;
      for (const draft of drafts()) {
        counts[draft.broken === null ? 'allowed' : draft.broken === 'anything' ? 'anything' : 'broken'] += 1;
        const { reply, sent } = await send(draft, index);
        index += 1;
        statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
        for (const fault of rules.faultsOf(draft, reply)) {
          const { method, path, name } = draft.target;
          const key = `${method} ${path.replace('{name}', name ?? '{name}')}: ${fault}`;
          if (sent.length < (faults.get(key)?.length ?? Infinity)) faults.set(key, sent);
        }
      }
      const figures = [...statuses]
        .sort(([a], [b]) => a - b)
        .map(([status, times]) => `${status} ${times} times`);
      process.stdout.write(
        `A generated run\n  seed: ${SEED}\n  requests: ${counts.allowed} allowed, ${counts.broken} broken, ${counts.anything} of anything\n  answers: ${figures.join(', ')}\n  violations: ${faults.size}\n`,
      );
      expect([...faults].map(([fault, sent]) => `${fault}\n  ${sent.slice(0, 400)}`)).toEqual([]);
    },
    60_000 + CASES * 200,
  );
});

/** As many of each kind for every operation, one after the other. */
function drafts(): Draft[] {
  const targets = targetsOf(rules.document);
  const each = Math.ceil(CASES / targets.length / 3);
  const sample = (arbitrary: fc.Arbitrary<Draft>, offset: number) =>
    fc.sample(arbitrary, { numRuns: each, seed: SEED + offset });
  const isBroken = rules.isBroken.bind(rules);
  const all = targets.map((target, place) => [
    ...sample(allowedFor(rules.document, target), place),
    ...sample(brokenFor(rules.document, target, isBroken), 1_000 + place),
    ...sample(anythingFor(target), 2_000 + place),
  ]);
  return Array.from({ length: 3 * each }, (_, round) => all.flatMap((own) => own[round] ?? [])).flat();
}

async function send(draft: Draft, index: number): Promise<{ reply: Reply; sent: string }> {
  const { target } = draft;
  const fill = (text: string) =>
    text.replaceAll(/\[([a-z]+)\]/g, (marker, pool: string) => idFrom(pool, index) ?? marker);
  const path = Object.entries(draft.path).reduce(
    (whole, [name, value]) => whole.replace(`{${name}}`, () => encodeURIComponent(fill(value))),
    target.path,
  );
  const query = draft.query
    .map((pair) => pair.map((text) => encodeURIComponent(fill(text))).join('='))
    .join('&');
  const wire = wireOf(draft);
  const body = wire === undefined ? undefined : fill(wire);
  const token = tokens[index % tokens.length] ?? ADMIN;
  const headers = { ...draft.header, ...(body === undefined ? {} : { 'content-type': typeOf(target) }) };
  const address = query === '' ? path : `${path}?${query}`;
  const options = { token, headers, ...(body === undefined ? {} : { body: Buffer.from(body) }) };
  const call = () => api.call(target.method.toUpperCase(), address, options);
  // A connection that was kept may be closed by the server in the moment in which it is used again.
  const reply = await call().catch(call);
  remember(target, reply);
  const { detail = reply.text.slice(0, 300) } = reply.body;
  return {
    reply,
    sent: `${address.slice(0, 200)} ${(body ?? '').slice(0, 400)} -> ${reply.status} ${String(detail)}`,
  };
}

const typeOf = ({ body }: Target): string =>
  body?.mediaType === '*/*' ? 'application/json' : (body?.mediaType ?? '');

function idFrom(pool: string, index: number): string | undefined {
  if (pool === 'fresh') return `fresh-${index}`;
  const ids = known[pool] ?? [];
  return ids[index % ids.length];
}

/** What was made is there for the requests that follow. */
function remember({ method, path }: Target, { status, body }: Reply): void {
  const [, resource = ''] = /^\/v1\/([a-z]+)$/.exec(path) ?? [];
  const { id } = body;
  if (method === 'post' && status === 201 && typeof id === 'string') {
    known[resource] = [...(known[resource] ?? []), id].slice(-8);
  }
}
