import type { Request, Response } from 'express';
import type { z } from 'zod';
import { authenticate } from './authenticate';
import type { ApiDeps } from './deps';
import type { Principal } from './principal';
import { type FieldFault, invalid, notFound, pointerTo, Problem } from './problem';
import { JSON_LIMIT_BYTES, parseJsonBody, readBody, refuseUnstorable } from './read-body';
import type { Answer, BodySpec, Route } from './route';

/** Takes a request through its route's declaration: who calls, may they, is every part right; then the handler. */
export async function answerRequest(
  deps: ApiDeps,
  route: Route,
  request: Request,
  response: Response,
): Promise<Answer> {
  const principal = await principalOf(deps, route, request, response);
  const params = parsePart('path', route.params, request.params);
  const query = route.anyQuery === true ? {} : parsePart('query', route.query, { ...request.query });
  if (route.query === undefined && route.anyQuery !== true) {
    refuseQuery(request);
  }
  const body = route.body === undefined ? undefined : await parseBody(route.body, request);
  return route.handle({
    params,
    query,
    body,
    headers: request.headers,
    url: request.originalUrl,
    from: cameFrom(request),
    principal,
  });
}

function cameFrom({ socket, headers }: Request): string {
  const direct = socket.remoteAddress ?? 'unknown';
  const forwarded = headers['x-forwarded-for'];
  return forwarded === undefined ? direct : `${direct}, for ${String(forwarded)}`;
}

async function principalOf(
  deps: ApiDeps,
  route: Route,
  request: Request,
  response: Response,
): Promise<Principal> {
  if (route.access === 'public') {
    return { kind: 'administrator' };
  }
  const principal = await authenticate(request.headers.authorization, deps.settings.adminToken, deps.db);
  response.locals['principal'] = principal;
  if (route.access === 'administrator' && principal.kind !== 'administrator') {
    throw new Problem(
      'forbidden',
      "Nothing was changed. This takes the administrator's token; ask whoever runs this installation.",
    );
  }
  return principal;
}

function refuseQuery(request: Request): void {
  const names = Object.keys(request.query);
  if (names.length > 0) {
    throw invalid(
      names.map((name) => ({ pointer: `/query/${name}`, message: 'there is no such parameter' })),
    );
  }
}

function parsePart(where: 'path' | 'query', schema: z.ZodObject | undefined, input: object): unknown {
  if (!schema) {
    return undefined;
  }
  refuseUnstorable(input, `/${where}`);
  const parsed = schema.strict().safeParse(input);
  if (!parsed.success) {
    const faults = faultsOf(parsed.error, `/${where}`);
    throw where === 'path' ? notFound('such address', Object.values(input).join('/')) : invalid(faults);
  }
  return parsed.data;
}

async function parseBody(spec: BodySpec, request: Request): Promise<unknown> {
  switch (spec.kind) {
    case 'raw':
      requireType(request, spec.mediaTypes);
      return readBody(request, spec.limitBytes);
    case 'json': {
      requireType(request, ['application/json']);
      return checked(spec.schema, parseJsonBody(await readBody(request, JSON_LIMIT_BYTES)));
    }
    case 'json-by-name': {
      const name = String(request.params['name']);
      const schema = Object.hasOwn(spec.schemas, name) ? spec.schemas[name] : undefined;
      if (!schema) {
        throw new Problem(
          'not-found',
          `There is no signal ${JSON.stringify(name)} here. Nothing was changed. There are: ${Object.keys(spec.schemas).join(', ')}.`,
        );
      }
      // A fact whose name says it all needs no body.
      if (isWithoutBody(request)) return checked(schema, {});
      requireType(request, ['application/json']);
      return checked(schema, parseJsonBody(await readBody(request, JSON_LIMIT_BYTES)));
    }
  }
}

function isWithoutBody({ headers }: Request): boolean {
  const isAnnounced = headers['content-type'] !== undefined || headers['transfer-encoding'] !== undefined;
  return !isAnnounced && Number(headers['content-length'] ?? 0) === 0;
}

function requireType(request: Request, mediaTypes: readonly string[]): void {
  if (mediaTypes.length === 0) {
    return;
  }
  const given = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!mediaTypes.includes(given)) {
    throw new Problem(
      'unsupported-media-type',
      `The body is announced as ${JSON.stringify(given)}. Nothing was done. Send it as ${mediaTypes.join(' or ')}.`,
    );
  }
}

function checked(schema: z.ZodType, input: unknown): unknown {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    throw invalid(faultsOf(parsed.error, ''));
  }
  return parsed.data;
}

/** What a schema found, with JSON pointers (RFC 6901); unknown fields are pointed at one by one. */
export function faultsOf(error: z.ZodError, prefix: string): FieldFault[] {
  return error.issues.flatMap((issue): FieldFault[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          pointer: pointerTo(prefix, [...issue.path, key]),
          message: 'there is no such field',
        }))
      : [{ pointer: pointerTo(prefix, issue.path), message: issue.message }],
  );
}
