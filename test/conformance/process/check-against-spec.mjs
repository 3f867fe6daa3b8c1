// Checks recorded requests against a vendor's specification by Hyperjump's validator, which has an engine of its own:
// openapi-backend, by which the sandboxes check, compiles with ajv. Reads `{ spec, basePath, common, requests }`
// from stdin; prints one line for each problem.
import { registerSchema, setShouldValidateSchema, validate } from '@hyperjump/json-schema/openapi-3-0';
import { readFileSync } from 'node:fs';

const DIALECT = 'https://spec.openapis.org/oas/3.0/schema';
const METHODS = ['get', 'put', 'post', 'patch', 'delete'];

const { spec, basePath, common, requests } = JSON.parse(readFileSync(0, 'utf8'));
const uri = 'https://conformance.test/spec';
// The vendors' own descriptions break rules of the form here and there; what they demand of a call is meant all the same.
setShouldValidateSchema(false);
registerSchema(spec, uri, DIALECT);

const compiled = new Map();
async function problemsOf(pointer, value, what) {
  const check = compiled.get(pointer) ?? (await validate(`${uri}#${encodeURI(pointer)}`));
  compiled.set(pointer, check);
  const { valid, errors = [] } = check(value, 'BASIC');
  if (valid) return [];
  const [{ keyword, instanceLocation } = {}] = errors;
  return [`${what}: ${instanceLocation ?? '#'} breaks ${String(keyword).split('/').at(-1)}`];
}

const escaped = (key) => key.replaceAll('~', '~0').replaceAll('/', '~1');

const resolved = (part) =>
  part.$ref === undefined ? part : part.$ref.slice(2).split('/').reduce(into, spec);
const into = (value, key) => value[key.replaceAll('~1', '/').replaceAll('~0', '~')];
const pointerOf = (part, place) => (part.$ref === undefined ? place : part.$ref.slice(1));

/** The operations of the specification, those with the fewest placeholders first. */
const operations = Object.entries(spec.paths)
  .flatMap(([template, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method) => ({ template, item, method })),
  )
  .map((operation) => ({
    ...operation,
    names: [...operation.template.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name),
    pattern: new RegExp(
      `^${operation.template
        .split(/\{[^}]+\}/)
        .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
        .join('([^/]+)')}$`,
    ),
  }))
  .sort((a, b) => a.names.length - b.names.length);

/** What stands in an address or a form is text, whatever it means. */
function meant(text, { type } = {}) {
  if ((type === 'integer' || type === 'number') && text.trim() !== '' && !Number.isNaN(Number(text))) {
    return Number(text);
  }
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  if (type === 'array') return text.split(',');
  return text;
}

async function parameterProblems(place, item, method, values) {
  const listed = [
    ...(item.parameters ?? []).map((part, at) => [part, `/paths/${place}/parameters/${at}`]),
    ...(item[method].parameters ?? []).map((part, at) => [
      part,
      `/paths/${place}/${method}/parameters/${at}`,
    ]),
  ];
  const problems = [];
  const known = new Set(common);
  for (const [part, at] of listed) {
    const { name, in: where, required, schema } = resolved(part);
    const given = where === 'query' ? values.query[name] : where === 'path' ? values.path[name] : undefined;
    if (where === 'query') known.add(name);
    if (given === undefined) {
      // Headers are not recorded: they hold what is secret.
      if (required && where !== 'header') problems.push(`${where} parameter ${name} is missing`);
    } else if (schema !== undefined) {
      const value = meant(given, resolved(schema));
      problems.push(
        ...(await problemsOf(`${pointerOf(part, at)}/schema`, value, `${where} parameter ${name}`)),
      );
    }
  }
  for (const name of Object.keys(values.query)) {
    if (!known.has(name)) problems.push(`there is no query parameter ${name}`);
  }
  return problems;
}

async function bodyProblems(place, operation, method, { contentType, body }) {
  const wanted = operation.requestBody;
  if (wanted === undefined) return body === '' ? [] : ['a body where none is described'];
  const { content, required } = resolved(wanted);
  if (body === '') return required ? ['the body is missing'] : [];
  const [type] = contentType.split(';');
  const media = [type, '*/*', 'application/json'].find((name) => content[name] !== undefined);
  if (media === undefined) return [`no body of the type ${type} is described`];
  const base = pointerOf(wanted, `/paths/${place}/${method}/requestBody`);
  const schema = resolved(content[media].schema ?? {});
  const value = type.includes('form') ? formOf(body, schema) : JSON.parse(body);
  return problemsOf(`${base}/content/${escaped(media)}/schema`, value, 'body');
}

function formOf(body, { properties = {} }) {
  const fields = [...new URLSearchParams(body)];
  return Object.fromEntries(fields.map(([name, text]) => [name, meant(text, properties[name])]));
}

async function check(request) {
  const [path, search = ''] = request.path.split('?');
  const below = path.startsWith(basePath) ? path.slice(basePath.length) : path;
  const found = operations.find(
    ({ method, pattern }) => method === request.method.toLowerCase() && pattern.test(below),
  );
  if (found === undefined) return ['there is no such operation'];
  const { template, item, method, names, pattern } = found;
  const [, ...parts] = pattern.exec(below);
  const values = {
    query: Object.fromEntries(new URLSearchParams(search)),
    path: Object.fromEntries(parts.map((part, at) => [names[at], decodeURIComponent(part)])),
  };
  const place = escaped(template);
  return [
    ...(await parameterProblems(place, item, method, values)),
    ...(await bodyProblems(place, item[method], method, request)),
  ];
}

const told = new Set();
for (const request of requests) {
  for (const problem of await check(request)) {
    told.add(`${request.method} ${request.path.split('?')[0]}: ${problem}`);
  }
}
for (const line of told) console.log(line);
