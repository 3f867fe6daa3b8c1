import { ANY_TEXT, type Document, resolved, type Schema } from './schema';

/** A request's part that breaks one rule in one place. */
export interface Break {
  /** In words of JSON Schema, or of the document's where it is these that refuse it. */
  rule: string;
  /** The place, as a JSON pointer, and those of the unions around it: one of them has to be named. */
  pointers: readonly string[];
  value: unknown;
  /** Refused by what the document says in words; its schemas cannot say it. */
  byWords: boolean;
}

/** Stands for a number that is sent as it is written here and that no double holds. */
export const HUGE = '[a huge number]';
export const HUGE_AS_SENT = '1e400';

type Put = (value: unknown) => unknown;
interface Place {
  document: Document;
  schema: Schema;
  value: unknown;
  pointer: string;
  around: readonly string[];
  put: Put;
}

/** Every way of breaking one rule of a schema in a value that keeps them all. */
export function breaksOf(document: Document, schema: Schema, value: unknown): Break[] {
  return walk({ document, schema, value, pointer: '', around: [], put: (other) => other });
}

function walk(place: Place): Break[] {
  const { document, schema, pointer, around } = place;
  const own = resolved(document, schema);
  if (own.anyOf) {
    const inside = { ...place, around: [...around, pointer] };
    return own.anyOf.flatMap((member) =>
      isOfType(resolved(document, member), place.value) ? walk({ ...inside, schema: member }) : [],
    );
  }
  return [...typesOf(place, own), ...rulesOf(place, own), ...inner(place, own)];
}

/** Whether a value may be meant by a member of a union. */
function isOfType({ type, const: only, enum: several, anyOf }: Schema, value: unknown): boolean {
  if (anyOf) return true;
  if (only !== undefined || several) return only === value || several?.includes(value) === true;
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
    case 'number':
      return typeof value === 'number';
    default:
      return type === undefined || typeof value === type;
  }
}

const OTHERS: readonly unknown[] = [null, 'text', 5, true, [], {}, [1, 'x'], { x: 1 }];

function typesOf(place: Place, own: Schema): Break[] {
  if (own.type === undefined) return [];
  return OTHERS.filter((other) => !isOfType({ type: own.type }, other)).map((other) =>
    broken(place, 'type', other),
  );
}

function rulesOf(place: Place, own: Schema): Break[] {
  const at = (rule: string, ...values: unknown[]) => values.map((value) => broken(place, rule, value));
  switch (own.type) {
    case 'string':
      return textRules(place, own);
    case 'integer':
    case 'number': {
      const { minimum = -Infinity, maximum = Infinity } = own;
      return [
        ...(minimum > -1e9 ? at('minimum', minimum - 1, minimum - 0.5, -1e300) : []),
        ...(maximum < 1e9 ? at('maximum', maximum + 1, 1e300, 2 ** 53) : []),
        ...(own.type === 'integer' ? at('integer', 1.5, 1e-7) : []),
        { ...broken(place, 'huge', HUGE), byWords: true },
      ];
    }
    case 'array': {
      const { minItems = 0, maxItems = Infinity } = own;
      const [first = 'x'] = place.value as unknown[];
      return [
        ...(minItems > 0 ? at('minItems', []) : []),
        ...(maxItems <= 500
          ? at(
              'maxItems',
              Array.from({ length: maxItems + 1 }, () => first),
            )
          : []),
      ];
    }
    default:
      return [];
  }
}

function textRules(
  place: Place,
  { maxLength, pattern, format, enum: several, const: only }: Schema,
): Break[] {
  const value = String(place.value);
  const own = (rule: string, other: unknown) => broken(place, rule, other);
  const texts = [
    '',
    ' ',
    '!',
    'ÄÖ',
    'x',
    '12',
    '-1',
    'a b',
    '1.',
    '.5',
    '2026-02-30T00:00:00Z',
    '2026-06-01T10:00',
  ];
  const addresses = ['n/a', '@firm.example', 'a@b', 'a b@firm.example', `${'l'.repeat(65)}@firm.example`];
  const isText = several === undefined && only === undefined;
  return [
    ...(maxLength === undefined ? [] : [own('maxLength', 'z'.repeat(maxLength + 1))]),
    ...(pattern === ANY_TEXT && several === undefined
      ? [own('minLength', '')]
      : texts.map((text) => own('pattern', text))),
    ...(format === 'idn-email' ? addresses.map((text) => own('format', text)) : []),
    ...(isText ? [own('NUL', `${value.slice(0, 1)}\0`)] : []),
    // A pattern of Unicode takes half of a pair; the words do not.
    ...(isText ? [{ ...own('surrogate', `\ud83d${value.slice(0, 1)}`), byWords: true }] : []),
    { ...own('surrogate', '\udc00'), byWords: true },
  ];
}

const SURPLUS = ['surplus', 'constructor', 'toString', '', 'a/b~c'];

function inner(place: Place, own: Schema): Break[] {
  const { value } = place;
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => walk(childAt(place, own.items ?? {}, String(index), item)));
  }
  if (typeof value !== 'object' || value === null) return [];
  const { properties = {}, required = [], additionalProperties = {} } = own;
  const fields = Object.entries(value);
  const without = (name: string) => Object.fromEntries(fields.filter(([other]) => other !== name));
  const within = (name: string, other: unknown) => Object.fromEntries([...fields, [name, other]]);
  const named = (rule: string, name: string, other: unknown, byWords = false) => ({
    ...broken({ ...place, pointer: pointerTo(place, name) }, rule, other),
    byWords,
  });
  return [
    ...required.map((name) => named('required', name, without(name))),
    ...(additionalProperties === false ? SURPLUS.map((name) => named('extra', name, within(name, 1))) : []),
    ...(own.propertyNames
      ? ['', 'ä b', '!'].map((name) => named('propertyNames', name, within(name, 1)))
      : []),
    ...['__proto__', 'x\0'].map((name) => named('name', name, within(name, {}), true)),
    ...fields.flatMap(([name, item]) => {
      const more = typeof additionalProperties === 'object' ? additionalProperties : {};
      return walk(childAt(place, (Object.hasOwn(properties, name) && properties[name]) || more, name, item));
    }),
  ];
}

function childAt(place: Place, schema: Schema, name: string, value: unknown): Place {
  const put: Put = (other) => {
    const whole = place.value;
    return place.put(
      Array.isArray(whole)
        ? whole.with(Number(name), other)
        : Object.fromEntries(
            Object.entries(whole as object).map(([key, old]) => [key, key === name ? other : old]),
          ),
    );
  };
  return { ...place, schema, value, pointer: pointerTo(place, name), put };
}

function pointerTo({ pointer }: Place, name: string): string {
  const seen = name.replaceAll('\0', '\uFFFD').replaceAll(/\p{Surrogate}/gu, '\uFFFD');
  return `${pointer}/${seen.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function broken({ pointer, around, put }: Place, rule: string, value: unknown): Break {
  return { rule, pointers: [pointer, ...around], value: put(value), byWords: false };
}
