import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../kit/sandbox/vendor-sandbox';
import { guidOf } from './guid';
import { graphRefusal } from './sandbox';

const BY_ADDRESS = /^mail eq '((?:[^']|'')*)' or userPrincipalName eq '((?:[^']|'')*)'$/;

/** Everybody is a user of the stand-in's tenant, apart from addresses under `.invalid` (RFC 2606). */
export async function listUsers({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const filter = query['$filter'] ?? '';
  const found = BY_ADDRESS.exec(filter);
  if (found === null || found[1] !== found[2]) {
    return graphRefusal(400, 'Request_UnsupportedQuery', `Unsupported or invalid query filter: ${filter}`);
  }
  const mail = (found[1] ?? '').replaceAll("''", "'").toLowerCase();
  if (!mail.includes('@') || mail.endsWith('.invalid')) return { status: 200, body: { value: [] } };
  return { status: 200, body: { value: [await keptUser(world, mail)] } };
}

export async function keptUser(world: SandboxWorld, mail: string): Promise<{ id: string }> {
  const user = { id: guidOf(`user ${mail}`), mail, userPrincipalName: mail, displayName: mail };
  await world.insert('user', user.id, user);
  return user;
}
