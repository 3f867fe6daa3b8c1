import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  type Emission,
  type SandboxAnswer,
  type SandboxCall,
  type SandboxWorld,
  type SignedCall,
  type SigningOf,
  UnfitObjectError,
  type VendorSandbox,
} from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';
import spec from './openapi.json';

/** A hook catches everything; the Zap behind it runs once for each `id`, as one does that tells repeats apart. */
async function catchHook(
  { body, params }: SandboxCall<{ id?: unknown }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const id = typeof body.id === 'string' ? body.id : randomUUID();
  await world.insert('run', id, { id, hook: params['hook'], caught: body });
  const request = randomUUID();
  return { status: 200, body: { attempt: request, id: request, request_id: request, status: 'success' } };
}

/** What ran, as the page "Zap history" shows it. */
async function history({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const runs = await world.list<{ id: string }>('run');
  return { status: 200, body: { runs: runs.filter(({ id }) => (query['id'] ?? id) === id) } };
}

const Call = z.looseObject({});

/** A Zap calls us with this body, or as `{ body, idempotencyKey }` with a key of its own. */
async function zapCalls(object: unknown, _world: SandboxWorld): Promise<Emission> {
  const read = Call.safeParse(object);
  if (!read.success) throw new UnfitObjectError(z.prettifyError(read.error));
  const { idempotencyKey = randomUUID(), ...body } = read.data;
  return { object: body, call: { body, key: String(idempotencyKey) } };
}

function signCall({ body, key }: { body: object; key: string }, { settings }: SigningOf): SignedCall {
  return {
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${requiredValue('zapier', settings, 'token')}`,
      'idempotency-key': key,
    },
  };
}

/** Zapier's stand-in: hooks that catch whatever is posted to them, and a Zap that calls us. */
export const zapierSandbox: VendorSandbox = {
  spec,
  basePath: '',
  operations: { catchHook },
  routes: [
    { method: 'GET', path: '/', open: true, handle: async () => ({ status: 200, body: {} }) },
    { method: 'GET', path: '/history', open: true, handle: history },
  ],
  refusals: {
    unauthorized: () => ({ status: 401, body: { status: 'error' } }),
    notFound: () => ({ status: 404, body: { status: 'error' } }),
    invalid: (problems) => ({ status: 400, body: { status: 'error', errors: problems } }),
    trouble: () => ({ status: 'error' }),
  },
  // Whoever knows the address of a hook may call it.
  credential: () => 'anybody',
  authorize: async () => true,
  sign: signCall,
  events: { 'zap.calls': zapCalls },
};
