import type { IncomingHttpHeaders } from 'node:http';
import type { VendorSettings } from '../vendor-settings';
import type { SandboxStore, StoredObject } from './store';

/** One call to a stand-in. Its body has the form that the vendor's specification gives it: that was checked. */
export interface SandboxCall<B = unknown> {
  readonly method: string;
  /** The vendor's own path, without query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: B;
}

export interface SandboxAnswer {
  readonly status: number;
  /** JSON; or a Buffer, which is a file: then its headers say of which type. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A vendor's call to us, ready to be sent. */
export interface SignedCall {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** What a call to us is signed for. */
export interface SigningOf {
  /** What the vendor was told to call. */
  readonly url: string;
  /** 0, 1, 2 ... */
  readonly attempt: number;
  readonly settings: VendorSettings;
}

/** What the vendor's state became, and what the vendor tells us of it. */
export interface Emission {
  readonly object: unknown;
  /** JSON; signed anew for each try, as vendors do. Left out: the vendor has no webhook for it. */
  readonly call?: object;
}

/** What a stand-in may use: its own vendor's objects, the product's time, its settings, and the way to our webhook. */
export interface SandboxWorld {
  readonly settings: VendorSettings;
  nowMs(): number;
  /** Puts the vendor's webhook down and sends it in the background, with the vendor's retries. */
  notify(call: object): Promise<void>;
  insert(kind: string, id: string, data: unknown): Promise<boolean>;
  put(kind: string, id: string, data: unknown): Promise<void>;
  get<T>(kind: string, id: string): Promise<T | undefined>;
  getMany<T>(kind: string, ids: readonly string[]): Promise<T[]>;
  remove(kind: string, id: string): Promise<boolean>;
  list<T>(kind: string, idPrefix?: string): Promise<T[]>;
  listIds(kind: string, idPrefix: string): Promise<string[]>;
  nextNumber(name: string): Promise<number>;
}

/** @typeParam B the body's form, as far as the handler reads it */
export type SandboxHandler<B = never> = (call: SandboxCall<B>, world: SandboxWorld) => Promise<SandboxAnswer>;

/** Something that the vendor offers outside the specification's paths: token services, uploads. */
export interface ExtraRoute {
  readonly method: string;
  readonly path: string | RegExp;
  /** True when it is called without a bearer token. */
  readonly open: boolean;
  readonly handle: SandboxHandler;
}

/** A vendor's own ways to refuse. */
export interface SandboxRefusals {
  unauthorized(): SandboxAnswer;
  notFound(path: string): SandboxAnswer;
  invalid(problems: readonly string[]): SandboxAnswer;
  /** The body that the vendor gives with this status when it fails. */
  trouble(status: number): unknown;
}

/** A request as the log shows it and faults find it; in another protocol than HTTP, a command and what it is about. */
export interface SandboxRequest {
  readonly method: string;
  /** Begins with a slash. */
  readonly path: string;
  readonly body?: unknown;
}

/** What a server of a stand-in's own works with. */
export interface SandboxReception {
  readonly world: SandboxWorld;
  /** Runs one piece of work when all earlier ones are done. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Has a request answered by `work`, logged, and under the faults that were ordered.
   * @param gone aborted when nobody waits for the answer any more
   * @returns what to answer; its status is 0 where the connection is to be cut instead
   */
  answer(
    request: SandboxRequest,
    work: () => Promise<SandboxAnswer>,
    gone: AbortSignal,
  ): Promise<SandboxAnswer>;
}

/** A server of a stand-in's own. */
export interface SandboxListener {
  readonly port: number;
  /** Cuts off whoever is being served. */
  close(): Promise<void>;
}

/** A stand-in for one vendor: its specification, its operations on kept state, its refusals. */
export interface VendorSandbox {
  /** OpenAPI 3. */
  readonly spec: object;
  /** The path part of the vendor's server address, such as `/api`. */
  readonly basePath: string;
  /** By operationId; an operation that is not here answers as an unknown path. */
  readonly operations: Readonly<Record<string, SandboxHandler>>;
  readonly routes?: readonly ExtraRoute[];
  /** Query parameters that the vendor takes everywhere and its specification leaves out. */
  readonly commonQuery?: readonly string[];
  /** True when bodies are forms, whose values are text whatever the specification's type. */
  readonly coerceBody?: boolean;
  readonly refusals: SandboxRefusals;
  /** What a call brings to show who it is; its bearer token where left out. */
  credential?(headers: Readonly<Record<string, string | undefined>>): string | undefined;
  /** Whether this bearer token, or other credential, may call. */
  authorize(token: string, world: SandboxWorld): Promise<boolean>;
  /** Signs a webhook as the vendor does; left out by a vendor that does not call us. */
  sign?(call: never, of: SigningOf): SignedCall;
  /** What `_emit` can make happen, by event name. */
  readonly events?: Readonly<Record<string, (object: unknown, world: SandboxWorld) => Promise<Emission>>>;
  /** Opens a server on a free port, for a vendor that speaks another protocol than HTTP; `_port` tells which it is. */
  listen?(reception: SandboxReception, host: string): Promise<SandboxListener>;
}

/** An `_emit` whose object cannot be taken; the message says why. */
export class UnfitObjectError extends Error {}

/** Binds a store to one vendor. What a stand-in reads is what it wrote itself, so it names the type of it. */
export function worldOf(
  vendor: string,
  settings: VendorSettings,
  store: SandboxStore,
  now: () => number,
  notify: (call: object) => Promise<void>,
): SandboxWorld {
  const at = () => new Date(now());
  return {
    settings,
    nowMs: now,
    notify,
    insert: (kind, id, data) => store.insert(vendor, kind, id, data, at()),
    put: (kind, id, data) => store.put(vendor, kind, id, data, at()),
    get: async <T>(kind: string, id: string) => (await dataOf<T>(store.getMany(vendor, kind, [id])))[0],
    getMany: (kind, ids) => dataOf(store.getMany(vendor, kind, ids)),
    remove: (kind, id) => store.remove(vendor, kind, id),
    list: (kind, idPrefix) => dataOf(store.list(vendor, kind, idPrefix)),
    listIds: async (kind, idPrefix) => (await store.list(vendor, kind, idPrefix)).map(({ id }) => id),
    nextNumber: (name) => store.nextNumber(vendor, name, at()),
  };
}

async function dataOf<T>(objects: Promise<StoredObject[]>): Promise<T[]> {
  return (await objects).map(({ data }) => data as T);
}
