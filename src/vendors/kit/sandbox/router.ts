import { STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import type { Vendor } from '../vendor';
import type { ConnectorSettings, VendorSettings } from '../vendor-settings';
import { readBody } from './body';
import { SandboxDesk } from './desk';
import { SandboxListeners } from './listeners';
import { WebhookOutbox, type WebhookSender } from './outbox';
import type { SandboxStore } from './store';
import { answerUnderFaults, goneWith, type RequestLog } from './under-faults';
import { type SandboxWorld, UnfitObjectError, type VendorSandbox, worldOf } from './vendor-sandbox';

export interface SandboxDeps {
  /** Those whose stand-ins may be asked for. */
  readonly vendors: readonly Vendor[];
  readonly store: SandboxStore;
  readonly settings: ConnectorSettings & {
    /** Where the API is reached from here, without a trailing slash. */
    readonly apiUrl: string;
  };
  /** Product time in milliseconds. */
  now(): number;
  isAdmin(req: Request): boolean;
}

const LOG_LIMIT = 10_000;
const BODY_LIMIT = '10mb';

/**
 * Trouble for the next `times` calls of a method to a path: answered with `status` (0 cuts the connection) and `headers`,
 * `delayMs` later, in the vendor's own words or with `body`, sent `repeat` times over; with `afterEffect` once the work is
 * done.
 */
const FaultOrder = z.object({
  method: z
    .string()
    .default('*')
    .transform((method) => method.toUpperCase()),
  path: z.string().default('/'),
  status: z.number().int().min(0).max(599).optional(),
  headers: z.record(z.string(), z.coerce.string()).default({}),
  delayMs: z.number().int().min(0).max(600_000).default(0),
  times: z.number().int().min(1).max(10_000).default(1),
  afterEffect: z.boolean().default(false),
  body: z.string().max(1_000_000).optional(),
  repeat: z.number().int().min(1).max(1_000_000).default(1),
});
const EmitOrder = z.object({
  event: z.string(),
  object: z.unknown().default({}),
  deliver: z.boolean().default(true),
});

interface Stand {
  readonly name: string;
  readonly vendor: VendorSandbox;
  readonly world: SandboxWorld;
  readonly desk: SandboxDesk;
  readonly log: RequestLog;
}

/** The stand-ins, and what brings the webhooks that they owe. */
export interface Sandbox {
  readonly router: Router;
  readonly outbox: WebhookOutbox;
  /** Those that are asked by another protocol than HTTP: to be opened, and closed in the end. */
  readonly listeners: SandboxListeners;
}

/**
 * The vendors' stand-ins, to be mounted at `/sandbox` before any body parser: `/{vendor}/...` at the vendor's own
 * paths, and for the administrator `_log`, `_faults` and `_emit`; `_port` tells anybody where a stand-in listens that speaks
 * another protocol than HTTP. Vendors that are not in sandbox mode are not there.
 */
export function createSandbox(deps: SandboxDeps): Sandbox {
  const stands = new Map<string, Stand>();
  const senders = new Map<string, WebhookSender>();
  const outbox = new WebhookOutbox(deps.store, senders);
  for (const vendor of deps.vendors) {
    const settings = deps.settings.vendors[vendor.name];
    if (settings?.mode === 'sandbox') {
      stands.set(vendor.name, openStand(vendor, settings, deps, outbox));
      senders.set(vendor.name, senderOf(vendor, settings, deps));
    }
  }
  const listeners = new SandboxListeners(stands);
  const router = express.Router();
  router.use(express.raw({ type: () => true, limit: BODY_LIMIT }));
  router.use(async (req: Request, res: Response) => {
    const [, name = '', rest = ''] = /^\/([^/?]+)(.*)$/.exec(req.url) ?? [];
    const stand = stands.get(name);
    if (stand === undefined) {
      problem(res, 404, `There is no sandbox of "${name}" in this installation.`);
    } else if (/^\/_(log|faults|emit)(\?|$)/.test(rest)) {
      await administrate(stand, deps, outbox, req, res);
    } else if (rest === '/_port') {
      tellPort(listeners.portOf(name), res);
    } else {
      await serve(stand, deps, rest, req, res);
    }
  });
  return { router, outbox, listeners };
}

function openStand(
  { name, sandbox }: Vendor,
  settings: VendorSettings,
  deps: SandboxDeps,
  outbox: WebhookOutbox,
): Stand {
  const world = worldOf(
    name,
    settings,
    deps.store,
    () => deps.now(),
    async (call) => {
      const owed = await outbox.owe(name, call);
      // What fails now stays owed.
      void outbox.send(owed).catch(() => undefined);
    },
  );
  const trouble = (status: number) => sandbox.refusals.trouble(status);
  const log = { vendor: name, store: deps.store, now: () => deps.now(), trouble };
  return { name, vendor: sandbox, world, desk: new SandboxDesk(sandbox, world), log };
}

function senderOf({ name, sandbox }: Vendor, settings: VendorSettings, deps: SandboxDeps): WebhookSender {
  const { apiUrl, publicUrl } = deps.settings;
  const address = { url: `${apiUrl}/webhooks/${name}`, signedUrl: `${publicUrl}/webhooks/${name}` };
  return {
    address,
    sign(call, attempt) {
      if (sandbox.sign === undefined) throw new Error(`${name} calls nobody`);
      // What a stand-in signs is what it put down itself.
      return sandbox.sign(call as never, { url: address.signedUrl, attempt, settings });
    },
  };
}

async function serve(
  stand: Stand,
  deps: SandboxDeps,
  url: string,
  req: Request,
  res: Response,
): Promise<void> {
  const { vendor, desk, log } = stand;
  const path = url.split('?')[0] || '/';
  const raw = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
  const body = readBody(req.headers['content-type'] ?? '', raw);
  const { method } = req;
  const query = Object.fromEntries(new URLSearchParams(url.split('?')[1] ?? ''));
  const headers = Object.fromEntries(Object.entries(req.headers).map(([key, value]) => [key, String(value)]));
  const call = { method, path, query, headers, body };
  const answer = await answerUnderFaults(
    log,
    { method, path: url, body },
    pathsOf(vendor, path),
    () => desk.answer(call, deps.isAdmin(req)),
    goneWith(res),
  );
  if (answer.status === 0) {
    res.socket?.destroy();
    return;
  }
  res.status(answer.status).set({ ...answer.headers });
  if (answer.instead) await sendOver(res, answer.instead.text, answer.instead.times);
  else if (answer.body === undefined) res.end();
  else if (Buffer.isBuffer(answer.body)) res.send(answer.body);
  else res.json(answer.body);
}

/** A prefix may be written from the vendor's host or from its interface's root. */
function pathsOf(vendor: VendorSandbox, path: string): string[] {
  return path.startsWith(`${vendor.basePath}/`) ? [path, path.slice(vendor.basePath.length)] : [path];
}

/** Sends a text some times over, no faster than it is taken, until nobody takes it any more. */
async function sendOver(res: Response, text: string, times: number): Promise<void> {
  const body = Readable.from(
    (function* () {
      for (let sent = 0; sent < times; sent += 1) yield text;
    })(),
  );
  await pipeline(body, res).catch(() => undefined);
}

async function administrate(
  stand: Stand,
  deps: SandboxDeps,
  outbox: WebhookOutbox,
  req: Request,
  res: Response,
): Promise<void> {
  if (!deps.isAdmin(req)) {
    return problem(res, 401, 'This needs the administrator token. Nothing was changed.');
  }
  const { name } = stand;
  const call = `${req.method} ${/_(log|faults|emit)/.exec(req.url)?.[1] ?? ''}`;
  const body = readBody('application/json', Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0));
  switch (call) {
    case 'GET log': {
      const items = await deps.store.log(name, LOG_LIMIT);
      res.json({ items });
      return;
    }
    case 'POST faults': {
      const order = FaultOrder.safeParse(body);
      if (!order.success) return problem(res, 422, z.prettifyError(order.error));
      const { status, body: text, ...fault } = order.data;
      await deps.store.addFault(name, {
        ...fault,
        ...(status === undefined ? {} : { status }),
        ...(text === undefined ? {} : { body: text }),
      });
      res.status(201).json(order.data);
      return;
    }
    case 'DELETE faults':
      await deps.store.clearFaults(name);
      res.status(204).end();
      return;
    case 'POST emit':
      return emit(stand, outbox, body, res);
    default:
      return problem(res, 405, 'Use GET _log, POST _faults, DELETE _faults or POST _emit.');
  }
}

function tellPort(port: number | undefined, res: Response): void {
  if (port === undefined) problem(res, 404, 'This sandbox is asked by HTTP alone.');
  else res.json({ port });
}

async function emit(stand: Stand, outbox: WebhookOutbox, body: unknown, res: Response): Promise<void> {
  const order = EmitOrder.safeParse(body);
  if (!order.success) return problem(res, 422, z.prettifyError(order.error));
  const event = stand.vendor.events?.[order.data.event];
  if (event === undefined) {
    const known = Object.keys(stand.vendor.events ?? {}).join(', ') || 'none';
    return problem(res, 422, `This sandbox has no event "${order.data.event}". It has: ${known}.`);
  }
  const { name, world, desk } = stand;
  let emitted;
  try {
    emitted = await desk.inTurn(async () => {
      const { object, call } = await event(order.data.object, world);
      const owed = order.data.deliver && call !== undefined ? await outbox.owe(name, call) : undefined;
      return { object, owed };
    });
  } catch (error) {
    if (error instanceof UnfitObjectError) return problem(res, 422, error.message);
    throw error;
  }
  const { object, owed } = emitted;
  res.json({ object, ...(owed === undefined ? { delivered: false, status: 0 } : await outbox.send(owed)) });
}

function problem(res: Response, status: number, detail: string): void {
  const title = STATUS_CODES[status];
  res.status(status).type('application/problem+json').json({ type: 'about:blank', title, status, detail });
}
