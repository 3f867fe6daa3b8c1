import * as fc from 'fast-check';
import { type Break, breaksOf, HUGE, HUGE_AS_SENT } from './broken';
import { type Document, type Operation, type Parameter, resolved, type Schema } from './schema';
import { validFor } from './valid';

/** One operation of the document; of a signal route, one of its signals. */
export interface Target {
  method: string;
  path: string;
  operation: Operation;
  /** The signal. */
  name: string | null;
  body: { mediaType: string; schema: Schema; required: boolean } | null;
  params: Record<Parameter['in'], Schema>;
}

export type Broken = Pick<Break, 'rule' | 'pointers' | 'byWords'>;

/** A request before it is sent. */
export interface Draft {
  target: Target;
  /** Values by name, as they stand in the path, the query and the header. */
  path: Record<string, string>;
  query: [string, string][];
  header: Record<string, string>;
  body: unknown;
  /** What is broken in it; null in a request that the document allows; `anything` where nobody has looked. */
  broken: Broken | 'anything' | null;
}

/** Every operation of the document; a signal route once for each of its signals. */
export function targetsOf(document: Document): Target[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) => signalsOf(document, { method, path, operation })),
  );
}

function signalsOf(
  document: Document,
  { method, path, operation }: Pick<Target, 'method' | 'path' | 'operation'>,
): Target[] {
  const [content] = Object.entries(operation.requestBody?.content ?? {});
  const [mediaType, { schema }] = content ?? ['', { schema: {} }];
  const required = operation.requestBody?.required === true;
  const base = { method, path, operation, params: paramsOf(operation.parameters ?? []) };
  if (!path.includes('/signals/{name}')) {
    return [{ ...base, name: null, body: operation.requestBody ? { mediaType, schema, required } : null }];
  }
  return (schema.anyOf ?? []).map((member) => ({
    ...base,
    name: resolved(document, member).title ?? '',
    body: { mediaType, schema: member, required },
  }));
}

function paramsOf(parameters: readonly Parameter[]): Target['params'] {
  const of = (place: Parameter['in']): Schema => {
    const own = parameters.filter((parameter) => parameter.in === place);
    return {
      type: 'object',
      properties: Object.fromEntries(own.map(({ name, schema }) => [name, schema])),
      required: own.filter(({ required }) => required === true).map(({ name }) => name),
      additionalProperties: false,
    };
  };
  return { path: of('path'), query: of('query'), header: of('header') };
}

/** Requests that the document allows. */
export function allowedFor(document: Document, target: Target): fc.Arbitrary<Draft> {
  const { params, body, name } = target;
  const part = (place: Parameter['in']) =>
    validFor(document, params[place]).map((values) =>
      Object.fromEntries(Object.entries(values as object).map(([key, value]) => [key, String(value)])),
    );
  return fc
    .record({
      path: part('path'),
      query: part('query'),
      header: part('header'),
      body: bodyFor(document, target),
    })
    .map(({ path, query, header, body: content }) => ({
      target,
      path: { ...path, ...(name === null ? {} : { name }), ...idsIn(target) },
      query: Object.entries(query),
      header: sendable(header),
      body: body === null ? undefined : content,
      broken: null,
    }));
}

function bodyFor(document: Document, { body }: Target): fc.Arbitrary<unknown> {
  if (body === null) return fc.constant(undefined);
  const { mediaType, schema } = body;
  return /json/.test(mediaType) ? validFor(document, schema) : fc.string({ unit: 'grapheme' });
}

/** An id of the path is mostly that of something that is there. */
function idsIn({ path, params }: Target): Record<string, string> {
  const [, resource = ''] = /^\/v1\/([a-z]+)\/\{id\}/.exec(path) ?? [];
  const isPlaybook = path.startsWith('/v1/playbooks/{name}');
  return {
    ...(resource === '' ? {} : { id: `[${resource}]` }),
    ...(isPlaybook ? { name: 'client-delivery', v: '1' } : {}),
    ...(params.path.properties?.['vendor'] ? { vendor: 'hubspot' } : {}),
    ...(params.path.properties?.['file'] ? { file: 'swagger-ui.css' } : {}),
  };
}

/** What HTTP lets stand in a header; nobody waits for an outcome that no worker will bring. */
function sendable(header: Record<string, string>): Record<string, string> {
  const fits = Object.entries(header).filter(
    ([name, value]) => name !== 'Prefer' && /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value),
  );
  return Object.fromEntries(fits);
}

/** Requests that break one rule of the document in one place. */
export function brokenFor(
  document: Document,
  target: Target,
  isBroken: (schema: Schema, value: unknown) => boolean,
): fc.Arbitrary<Draft> {
  return allowedFor(document, target).chain((draft) => {
    const inBody =
      target.body && /json/.test(target.body.mediaType)
        ? breaksOf(document, target.body.schema, draft.body)
        : [];
    const found = inBody.filter(
      ({ byWords, value }) => byWords || isBroken(target.body?.schema ?? {}, value),
    );
    const drafts = [
      ...found.map(
        ({ value, ...broken }) =>
          (): Draft => ({ ...draft, body: value, broken }),
      ),
      ...queryBreaks(target, isBroken).map(
        ([broken, query]) =>
          (): Draft => ({ ...draft, query, broken }),
      ),
    ];
    return drafts.length === 0 ? fc.constant(draft) : fc.constantFrom(...drafts).map((make) => make());
  });
}

type BrokenQuery = [Broken, Draft['query']];

function queryBreaks(
  { params, operation }: Target,
  isBroken: (schema: Schema, value: unknown) => boolean,
): BrokenQuery[] {
  const query = (rule: string, name: string, ...texts: string[]): BrokenQuery => [
    { rule, pointers: [`/query/${name}`], byWords: rule === 'twice' },
    texts.map((text): [string, string] => [name, text]),
  ];
  const own = Object.entries(params.query.properties ?? {}).flatMap(([name, schema]) => {
    const texts = [
      '',
      'x',
      '0',
      '-1',
      '201',
      '1.5',
      '1e1',
      '0x10',
      '+5',
      ' 5',
      '1e400',
      '\0',
      'y'.repeat(1_001),
    ];
    const wrong = texts.filter((text) =>
      isBroken(schema, schema.type === 'integer' && /^-?\d+$/.test(text) ? Number(text) : text),
    );
    return [...wrong.map((text) => query('parameter', name, text)), query('twice', name, '5', '5')];
  });
  return operation['x-any-query'] ? own : [...own, query('surplus parameter', 'surplus', '1')];
}

/** The body as it goes over the wire. */
export function wireOf({ body, target }: Draft): string | undefined {
  if (body === undefined) return undefined;
  if (typeof body === 'string' && !/json/.test(target.body?.mediaType ?? '')) return body;
  return JSON.stringify(body).replaceAll(JSON.stringify(HUGE), HUGE_AS_SENT);
}
