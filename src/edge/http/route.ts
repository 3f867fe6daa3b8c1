import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import type { Principal } from './principal';

export type Method = 'get' | 'post' | 'patch' | 'delete';

/** Who may call: anybody, whoever has a token, or the administrator alone. What depends on an object is the handler's. */
export type Access = 'public' | 'signed-in' | 'administrator';

/** A request whose every part has passed its schema. */
export interface RouteRequest<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  headers: IncomingHttpHeaders;
  /** Path and query as they came. */
  url: string;
  /** The address from which the call came, and for which one, if a proxy says so. */
  from: string;
  /** On public routes, the administrator: nobody was asked. */
  principal: Principal;
}

export interface Answer {
  status: number;
  /** An object is sent as JSON; text and bytes as they are, with `contentType`. */
  body?: unknown;
  contentType?: string;
  headers?: Record<string, string>;
}

/** One answer of a route, for the document. */
export interface AnswerSpec {
  description: string;
  /** Media type to schema; left out: no body. */
  content?: Record<string, z.ZodType>;
  headers?: Record<string, string>;
}

/** How a request's body is taken. */
export type BodySpec =
  | { kind: 'json'; schema: z.ZodType }
  /** One of several schemas, by the path; unknown names are no address. No body at all is an empty one. */
  | {
      kind: 'json-by-name';
      schemas: Record<string, z.ZodType> /** Put before each name in the document. */;
      prefix?: string;
    }
  /** Bytes or text of the given media types; the handler reads them. */
  | {
      kind: 'raw';
      mediaTypes: readonly string[];
      limitBytes: number;
      description: string;
      /** What the handler takes as `application/json`, for the document. */
      json?: z.ZodType;
    };

/** One operation of the API. What is declared here is both enforced and documented: there is no other way in. */
export interface Route {
  method: Method;
  /** As the document writes it: `/v1/engagements/{id}`. */
  path: string;
  summary: string;
  tag: string;
  access: Access;
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** Any query is passed on unread: for callers that sign their address, and links that others add to. */
  anyQuery?: boolean;
  /** By name; for the document: the handler reads them itself. */
  requestHeaders?: Record<string, z.ZodType>;
  body?: BodySpec;
  answers: Record<number, AnswerSpec>;
  handle(request: RouteRequest<unknown, unknown, unknown>): Promise<Answer>;
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;
type BodyOf<B> = B extends { kind: 'json'; schema: infer S }
  ? Parsed<S>
  : B extends { kind: 'raw' }
    ? Buffer
    : B extends { kind: 'json-by-name' }
      ? unknown
      : undefined;

interface TypedRoute<
  P extends z.ZodObject | undefined,
  Q extends z.ZodObject | undefined,
  B extends BodySpec | undefined,
> extends Omit<Route, 'params' | 'query' | 'body' | 'handle'> {
  params?: P;
  query?: Q;
  body?: B;
  handle(request: RouteRequest<Parsed<P>, Parsed<Q>, BodyOf<B>>): Promise<Answer>;
}

/** Declares an operation; the handler's types follow from the schemas. */
export function route<
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends BodySpec | undefined = undefined,
>(spec: TypedRoute<P, Q, B>): Route {
  return spec;
}
