import * as fc from 'fast-check';
import type { Draft, Target } from './requests';

/** Names of fields and texts that mean something somewhere, or that other systems have stumbled over. */
const NAMES = [
  ...[
    'name',
    'email',
    'roles',
    'skills',
    'timeZone',
    'playbook',
    'client',
    'title',
    'value',
    'facts',
    'team',
  ],
  ...[
    'calendar',
    'externalIds',
    'promiseId',
    'comment',
    'occurredAt',
    'commandId',
    'form',
    'reason',
    'party',
  ],
  ...['amount', 'currency', 'passed', 'items', 'nps', 'csat', 'role', 'personId', 'dueAt', 'toString'],
];
const NASTY = [
  ...['', ' ', '__proto__', 'constructor', '$ne', "'--", '\u202e', '🎈', '1e999', '2026-13-45T25:61:00Z'],
  'x'.repeat(5_000),
];
const text = fc.oneof(fc.string(), fc.constantFrom(...NASTY, ...NAMES, 'client-delivery'));
const value = fc.letrec((again) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    ...[text, fc.double(), fc.boolean(), fc.constant(null)],
    fc.array(again('any'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), again('any'), { maxKeys: 6 }),
  ),
})).any;
const body = fc.oneof(fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 8 }), value);
const query = fc.dictionary(fc.constantFrom('limit', 'cursor', 'q', 'late', 'owner', 'state'), text, {
  maxKeys: 2,
});

/** Whatever somebody may send to an operation, whether or not the document has heard of it. */
export function anythingFor(target: Target): fc.Arbitrary<Draft> {
  const [, resource] = /^\/v1\/([a-z]+)\/\{id\}/.exec(target.path) ?? [];
  // With nothing in its place it is another address.
  const some = text.filter((one) => one !== '');
  const id = resource === undefined ? some : fc.oneof(fc.constant(`[${resource}]`), some);
  const places = [...target.path.matchAll(/\{(\w+)\}/g)].map(
    ([, name = '']): [string, fc.Arbitrary<string>] => [name, id],
  );
  return fc.record({ path: fc.record(Object.fromEntries(places)), query, body }).map((drawn) => ({
    target,
    path: { ...drawn.path, ...(target.name === null ? {} : { name: target.name }) },
    query: Object.entries(drawn.query),
    header: {},
    body: target.body === null ? undefined : drawn.body,
    broken: 'anything',
  }));
}
