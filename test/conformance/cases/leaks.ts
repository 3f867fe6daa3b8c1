import type { Database } from '../../../src/database/database';
import { webhookSecretOf } from '../../../src/vendors/kit/vendor-variables';
import { PERSONAL_MARK, SECRET_MARK, personal } from '../marks';
import type { ReceivedRequest } from '../../vendors/sandbox-server';
import type { VendorCall } from '../connector';
import type { Candidate } from '../connectors';
import { faultsOf } from '../faults';
import { makingsOf, operationsOf } from '../operations';
import { forEach, newKey, type Stand } from '../stand';
import type { ConformanceCase } from './case';

const MARKS = new RegExp(`.{0,60}(${SECRET_MARK}|${PERSONAL_MARK}).{0,60}`, 'gi');
/** The stand-ins' own tables, where vendors keep what they were given. */
const OF_VENDORS = /^sandbox_/;

export const LEAKS: ConformanceCase = {
  name: 'no leak',
  promise:
    'nothing secret or personal stands in errors, failures or what is remembered, whatever the vendor says back',
  async run(stand, candidate) {
    const { token, values } = candidate.connector;
    await forEach(makingsOf(candidate), async (making) => {
      const key = newKey();
      await stand.run(candidate, making.of, key);
      const sent = await lastSent(stand, candidate, making.making.call);
      const next = newKey();
      const words = Object.entries(personal(key)).flatMap(([name, word]) =>
        sent.includes(word) ? [personal(next)[name as keyof ReturnType<typeof personal>]] : [],
      );
      await saidBack(stand, candidate, making.making.call, words);
      expect((await stand.failing(candidate, making.of, next)).outcome).toBe('rejected');
    });
    const login = token === 'static' ? faultsOf(candidate).refusedLogin.call : token;
    if (login !== undefined) {
      const [operation] = operationsOf(candidate);
      if (operation === undefined) throw new Error('there is no operation');
      // What signs their calls is not sent to vendors.
      const { [webhookSecretOf(candidate.vendor.settings)?.as ?? '']: _signs, ...credentials } = values;
      await stand.run(candidate, operation, newKey());
      const isHttp = candidate.vendor.sandbox.listen === undefined;
      const foreign = isHttp ? credentialsOfOthers(stand, candidate, login) : () => false;
      const own = Object.values(credentials).filter((value) => !foreign(value));
      await saidBack(stand, candidate, login, own);
      await stand.failing(candidate, operation, newKey());
    }
    expect(marksIn(stand.told.join('\n'))).toEqual([]);
    expect(await marksInDatabase(stand.db)).toEqual([]);
  },
};

/** The vendor refuses a call, and says in its own form what it was sent. */
async function saidBack(
  stand: Stand,
  candidate: Candidate,
  call: VendorCall,
  words: readonly string[],
): Promise<void> {
  const said = words.map((word) => `${word} is not valid`);
  await stand.fault(candidate, call, faultsOf(candidate).refusal(said));
}

/** What was sent with the last call, in plain text. */
async function lastSent(stand: Stand, candidate: Candidate, call: VendorCall): Promise<string> {
  const { name, sandbox } = candidate.vendor;
  if (sandbox.listen === undefined) return plainOf(lastCall(stand, candidate, call));
  const log = await stand.server.log(name);
  const last = log.findLast(({ method, path }) => method === call.method && path.startsWith(call.path));
  return plainOf({ contentType: 'application/json', body: JSON.stringify(last?.body ?? null) });
}

function lastCall(stand: Stand, { vendor }: Candidate, call: VendorCall): ReceivedRequest {
  const calls = stand.server.requests.filter(
    (one) => one.vendor === vendor.name && one.method === call.method && one.path.startsWith(call.path),
  );
  const found = calls.findLast(({ path }) => path.split('?')[0] === call.path) ?? calls.at(-1);
  if (found === undefined) throw new Error('the call was never made');
  return found;
}

/** Whether a value went to the token service with other grants, and not with the last one. */
function credentialsOfOthers(
  stand: Stand,
  candidate: Candidate,
  token: VendorCall,
): (value: string) => boolean {
  const last = plainOf(lastCall(stand, candidate, token));
  const all = stand.server.requests.filter(
    ({ vendor, path }) => vendor === candidate.vendor.name && path.startsWith(token.path),
  );
  return (value) => !last.includes(value) && all.some((call) => plainOf(call).includes(value));
}

/** What a request says, whatever it is encoded in. */
function plainOf({ contentType, body }: Pick<ReceivedRequest, 'contentType' | 'body'>): string {
  if (contentType.includes('form-urlencoded')) return [...new URLSearchParams(body).values()].join('\n');
  if (!contentType.startsWith('application/json')) return body;
  const strings: string[] = [];
  JSON.parse(body, (_name, value: unknown) => {
    if (typeof value === 'string') strings.push(value, Buffer.from(value, 'base64url').toString());
    return value;
  });
  return strings.join('\n');
}

export function marksIn(text: string): string[] {
  return [...new Set(text.match(MARKS) ?? [])];
}

/** The marks in tables, each with its table's name. @param only these; all but those of the stand-ins when left out */
export async function marksInDatabase(db: Database, only?: readonly string[]): Promise<string[]> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`;
  const found: string[] = [];
  for (const { name } of tables) {
    if (OF_VENDORS.test(name) || only?.includes(name) === false) continue;
    const rows = await db.$queryRawUnsafe<{ whole: string }[]>(
      `SELECT row_to_json(t)::text AS whole FROM "${name}" t`,
    );
    found.push(...rows.flatMap(({ whole }) => marksIn(whole)).map((mark) => `${name}: ${mark}`));
  }
  return found;
}
