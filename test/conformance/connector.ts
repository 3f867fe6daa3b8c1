import type { ActionActivities, Capability, Port } from '../../src/capability/actions';
import type { SandboxServer } from '../vendors/sandbox-server';

/** A call of a vendor's interface as a fault of its sandbox names it. */
export interface VendorCall {
  readonly method: string;
  /** A prefix of the vendor's own path. */
  readonly path: string;
}

/** Asks the vendor's own interface, as somebody who may see everything there. @returns the answer's body */
export type AskVendor = (
  method: string,
  path: string,
  more?: { query?: Record<string, string>; headers?: Record<string, string>; json?: unknown },
) => Promise<never>;

/** One call that makes something at the vendor. */
export interface Making {
  readonly call: VendorCall;
  /** How many of it there are for a key, by the vendor's own interface. */
  readonly count: (ask: AskVendor, key: string) => Promise<number>;
  /** The call only completes what another one has made before it. */
  readonly completes?: true;
}

/** One function of a port. @typeParam P the port */
export interface Operation<P> {
  /**
   * Does it as an action would, with what it needs made before.
   * @param key the same key is the same effect; letters and digits
   * @returns what a second call with the same key must answer too
   */
  readonly run: (port: P, key: string) => unknown;
  /** Left out by what makes nothing. */
  readonly makes?: readonly Making[];
}

/** Every function of every port that a vendor may provide. */
export type PortOperations = {
  readonly [C in Capability]?: { readonly [M in keyof Port<C>]: Operation<Port<C>> };
};

/** How the vendor signs a call of its own. Times are milliseconds of the wall clock. */
export interface SigningOrder {
  readonly body: string;
  readonly secret: string;
  readonly url: string;
  readonly atMs: number;
}

/** What the suite does to have the vendor call us about something of ours. */
export interface WebhookDeclaration {
  readonly sign: (order: SigningOrder) => Record<string, string>;
  /** Why an old call cannot be told from a new one; left out when a time is part of what is signed. */
  readonly signsNoTime?: string;
  /** Why a changed call cannot be told from the vendor's own; left out when the whole body is part of what is signed. */
  readonly signsNoBody?: string;
  /** The body with another secret in it, or none; left out by a vendor that signs by headers. */
  readonly bodyWith?: (body: string, secret: string | undefined) => string;
  /** The status by which the vendor is told that a call was taken; 200 when left out. */
  readonly taken?: number;
  /** An action that makes something at the vendor for an engagement. */
  readonly act: (actions: ActionActivities, request: ActionOf) => Promise<unknown>;
  /** The call by which it is made. */
  readonly made: VendorCall;
  /** Has others change it twice, one after the other; the vendor tells of both. */
  readonly change: (emit: EmitAt, ask: AskVendor, engagementId: string) => Promise<void>;
  /** Whether this is what the engagement is told last of it. @param body a stored command's */
  readonly isLast: (body: Readonly<Record<string, unknown>>) => boolean;
}

/** Who asks for an action, and under which key. */
export interface ActionOf {
  readonly engagementId: string;
  readonly key: string;
}

/** Has something happen at the vendor, by its sandbox's `_emit`. */
export type EmitAt = (event: string, object: object) => Promise<void>;

/** What a vendor answers where it fails, in its own protocol. */
export interface Faults {
  /** When it is not known whether the work was done: a gateway waited too long for the answer, or the server has failed. */
  readonly gatewayTimeout: number;
  readonly serverError: number;
  readonly throttled: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** The wait that the connector has to ask for, in milliseconds. */
    readonly waitMs: number;
  };
  /** A token or a login, by the call that brings it; left out where every call does. */
  readonly refusedLogin: { readonly status: number; readonly call?: VendorCall };
  /** A refusal that says in the vendor's own form what is wrong. */
  readonly refusal: (said: readonly string[]) => {
    readonly status: number;
    readonly body: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

/** All that the suite has to know of a connector. */
export interface Connector {
  /** Settings of both ends; secrets and addresses are those of `marks.ts`. */
  readonly values: Readonly<Record<string, string>>;
  /** Where the token comes from, or that a person put it into the settings. */
  readonly token: VendorCall | 'static';
  readonly operations: PortOperations;
  /** Left out by a vendor that speaks HTTP. */
  readonly faults?: Faults;
  /** Goes with the webhook of the vendor's definition. */
  readonly webhook?: WebhookDeclaration;
}

/** The vendor's interface, asked with the administrator's token. */
export function askAt(server: SandboxServer, vendor: string): AskVendor {
  return async (method, path, { query = {}, headers = {}, json } = {}) => {
    const search = new URLSearchParams(query).toString();
    const response = await fetch(
      `${server.url}/sandbox/${vendor}${path}${search === '' ? '' : `?${search}`}`,
      {
        method,
        headers: {
          authorization: `Bearer ${server.adminToken}`,
          'content-type': 'application/json',
          ...headers,
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      },
    );
    return (response.status === 404 ? {} : await response.json()) as never;
  };
}
