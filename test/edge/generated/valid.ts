import * as fc from 'fast-check';
import { ANY_TEXT, type Document, resolved, type Schema } from './schema';

/** Texts that other systems have stumbled over; none holds what no database takes. */
const NASTY = [
  ...['__proto__', 'constructor', 'toString', '$ne', "'--", '%00', '{{client}}', '<b>&amp;', '=1+1'],
  ...[
    '\u202e',
    '\u200b',
    '\ufeff',
    '\u00a0',
    '\u0001',
    '\u001f\u007f',
    '\u0085',
    '\r\n\t',
    ' x ',
    '🎈',
    'e\u0301',
  ],
  ...['1e999', '-0', 'null', '2026-13-45T25:61:00Z', 'x'.repeat(4_000), '👩‍👩‍👧‍👦'.repeat(30)],
];
/** The instant at which the clock of the API stands still. */
const NOW = '2026-06-01T09:00:00Z';
const INSTANTS = [
  ...['0000-01-01T00:00:00Z', '0000-01-01T00:00:00+23:59', '0001-01-01T00:00:00Z', '1582-10-10T00:00:00Z'],
  ...['9999-12-31T23:59:59.999999999Z', '9999-12-31T23:59:59-23:59', '2024-02-29T12:00:00+14:00'],
  ...['2026-06-02T10:00:00Z', '2026-06-08T10:00:00.5+02:00', '2026-05-29T09:00:00-07:00'],
];
const ADDRESSES = [
  ...['anna@firm.example', 'ANNA@Firm.Example', 'r&d@firm.example', '"a b"@firm.example', 'anna@[192.0.2.1]'],
  ...[
    'anna@münchen.example',
    'anna@xn--mnchen-3ya.example',
    ' a@firm.example ',
    `${'l'.repeat(64)}@firm.example`,
  ],
];
const ADDRESSES_OF_PAGES = [
  'https://kb.example/a/1',
  'http://kb.example:8080/?q=%C3%A9#x',
  'https://kb.example/é',
];
/** Values that make sense to whoever reads a field of that name; what stands in brackets is filled in when it is sent. */
const SENSIBLE: Record<string, readonly string[]> = {
  playbook: ['client-delivery', 'client-delivery@1'],
  currency: ['EUR', 'JPY', 'BHD', 'CHF', 'XXX'],
  amount: ['1200.00', '0', '100001', '10.125', '999999999999999.99'],
  timeZone: ['Europe/London', 'Asia/Kolkata', 'Etc/UTC'],
  engagementId: ['[engagements]'],
  clientId: ['[clients]'],
  into: ['[clients]'],
  client: ['[clients]'],
  personId: ['[people]'],
  deputyId: ['[people]'],
  assignee: ['[people]'],
  owner: ['[people]'],
  ticketId: ['[tickets]'],
  incidentId: ['[incidents]'],
  promiseId: ['[promises]'],
  commandId: ['[fresh]'],
  from: ['2026-05-01', '2026-06-01T00:00:00Z'],
  to: ['2026-06-01', '2026-06-30T00:00:00Z'],
};

/** Whatever a schema of the document allows. */
export function validFor(document: Document, schema: Schema, name = ''): fc.Arbitrary<unknown> {
  const again = (inner: Schema, as = name) => validFor(document, inner, as);
  const own = resolved(document, schema);
  if (own.const !== undefined) return fc.constant(own.const);
  if (own.enum) return fc.constantFrom(...own.enum);
  if (own.anyOf) return fc.oneof(...own.anyOf.map((member) => again(member)));
  switch (own.type) {
    case 'string':
      return textFor(own, name);
    case 'integer':
    case 'number':
      return numberFor(own);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(again(own.items ?? {}), {
        minLength: own.minItems ?? 0,
        maxLength: Math.min(own.maxItems ?? 4, Math.max(own.minItems ?? 0, 4)),
      });
    case 'object':
      return objectFor(own, again);
    default:
      return fc.jsonValue({ maxDepth: 2, stringUnit: 'grapheme' }).filter(isStorable);
  }
}

function objectFor(
  { properties = {}, required = [], additionalProperties, propertyNames }: Schema,
  again: (inner: Schema, as: string) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const known = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, again(inner, name)])),
    { requiredKeys: required, noNullPrototype: true },
  );
  if (typeof additionalProperties !== 'object') return known;
  const names = again(
    propertyNames ?? { type: 'string', maxLength: 40, pattern: ANY_TEXT },
    'propertyName',
  ).filter((text) => text !== '__proto__' && !Object.hasOwn(properties, String(text)));
  const more = fc.array(fc.tuple(names, again(additionalProperties, 'more')), { maxLength: 3 });
  return fc
    .tuple(known, more)
    .map(([own, entries]) => ({ ...(own as object), ...(Object.fromEntries(entries) as object) }));
}

function textFor(schema: Schema, name: string): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = 5_000, pattern = ANY_TEXT, format } = schema;
  const rule = new RegExp(pattern, 'u');
  const sensible = SENSIBLE[name] ?? [];
  const samples = fc.constantFrom(...(sensible.length > 0 ? sensible : ['Acme', 'x']));
  if (format === 'date-time') return instantFor(name);
  if (format === 'date') return fc.constantFrom('2026-12-24', '2024-02-29', '0001-01-01', '9999-12-31');
  if (format === 'idn-email') return fc.oneof(fc.constantFrom(...ADDRESSES), fc.emailAddress());
  if (format === 'uri') return fc.constantFrom(...ADDRESSES_OF_PAGES);
  if (format !== undefined) throw new Error(`Nobody knows how to make ${format}.`);
  const isFree = rule.test('\u0001x') && rule.test('x\n');
  const drawn = isFree
    ? fc.oneof(fc.string({ unit: 'grapheme', minLength: Math.min(minLength, 60) }), fc.constantFrom(...NASTY))
    : fc.stringMatching(rule);
  // Limits count UTF-16 units, as the document says.
  const fits = (text: string) =>
    text.length >= minLength && text.length <= maxLength && rule.test(text) && isStorable(text);
  const long = fc.constant('y'.repeat(maxLength));
  return fc
    .oneof(
      { weight: sensible.length > 0 ? 12 : 4, arbitrary: samples },
      { weight: 3, arbitrary: drawn },
      { weight: isFree ? 1 : 0, arbitrary: long },
    )
    .map((text) =>
      isFree && text.length > maxLength ? text.slice(0, maxLength).replace(/\p{Surrogate}$/u, '') : text,
    )
    .filter(fits);
}

function instantFor(name: string): fc.Arbitrary<string> {
  const sensible = fc.constant(name === 'occurredAt' ? NOW : '2026-06-08T10:00:00+02:00');
  return fc.oneof({ weight: 4, arbitrary: sensible }, fc.constantFrom(...INSTANTS), soon);
}

const soon = fc
  .date({ min: new Date('2026-05-01'), max: new Date('2026-07-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

function numberFor({ type, minimum, maximum }: Schema): fc.Arbitrary<number> {
  const [min, max] = [minimum ?? -1e300, maximum ?? 1e300];
  if (type === 'integer')
    return fc.oneof(
      fc.constantFrom(min, max),
      fc.integer({ min: Math.max(min, -(2 ** 31)), max: Math.min(max, 2 ** 31 - 1) }),
    );
  return fc.oneof(
    fc.constantFrom(min, max),
    fc.double({ min, max, noNaN: true }).map((number) => number + 0),
  );
}

function isStorable(value: unknown): boolean {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return !/\\u0000|\0|\p{Surrogate}|\\ud[89a-f]|"__proto__":/iu.test(text);
}
