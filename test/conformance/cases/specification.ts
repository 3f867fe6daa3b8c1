import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Candidate } from '../connectors';
import { operationsOf } from '../operations';
import { forEach, newKey, type Stand } from '../stand';
import { type ConformanceCase, overHttp } from './case';

const CHECKER = join(__dirname, '../process/check-against-spec.mjs');

export const SPECIFICATION: ConformanceCase = {
  name: 'by the book',
  promise: 'every request that the connector makes fits the vendor’s specification, by a second validator',
  ...overHttp(async (stand, candidate) => {
    const { vendor } = candidate;
    const begunAt = stand.server.requests.length;
    await forEach(operationsOf(candidate), async (operation) => {
      await stand.run(candidate, operation, newKey());
    });
    if (vendor.looksAt !== undefined) {
      const resting = () => Promise.resolve([]);
      const { cursor } = await stand.server.clients.look(vendor, undefined, resting);
      await stand.server.clients.look(vendor, cursor, resting);
    }
    const requests = stand.server.requests.slice(begunAt).filter((one) => one.vendor === vendor.name);
    expect(requests.length).toBeGreaterThanOrEqual(operationsOf(candidate).length);
    expect(await problemsOf(candidate, requests)).toBe('');
    // The validator can find something.
    expect(await problemsOf(candidate, requests.map(garbled))).not.toBe('');
  }),
};

/** The same request with nothing in it that means anything. */
function garbled(request: Stand['server']['requests'][number]): Stand['server']['requests'][number] {
  const { path, body, contentType } = request;
  const words = (text: string) => text.replaceAll(/=[^&]*/g, '=nothing');
  const isForm = contentType.includes('form');
  return { ...request, path: words(path), body: isForm ? words(body) : body === '' ? '' : '"nothing"' };
}

/** @returns a line for each problem; empty when there is none */
async function problemsOf({ vendor }: Candidate, requests: Stand['server']['requests']): Promise<string> {
  const { spec, basePath, commonQuery = [], routes = [] } = vendor.sandbox;
  const own = ({ method, path }: (typeof requests)[number]) =>
    routes.some((route) => route.method === method && isAt(route.path, path.split('?')[0] ?? ''));
  const described = requests.filter((request) => !own(request));
  const child = spawn(process.execPath, [CHECKER], { stdio: ['pipe', 'pipe', 'pipe'] });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => printed.push(chunk));
  child.stdin.end(JSON.stringify({ spec, basePath, common: commonQuery, requests: described }));
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  return Buffer.concat(printed).toString();
}

/** Whether a route beside the specification has this path. */
function isAt(route: string | RegExp, path: string): boolean {
  return typeof route === 'string' ? route === path : route.test(path);
}
