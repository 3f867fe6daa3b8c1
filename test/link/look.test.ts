import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lookAt } from '../../src/link/dispatch/look';
import { afterLook, brokenOf, type LinkState, type Sight, sightOf } from '../../src/link/domain/link';
import type { LookUp } from '../../src/webhook/dispatch/addresses';

const asked: string[] = [];
const web = createServer(({ method, url = '', headers }, answer) => {
  asked.push(`${method} ${headers.host?.split(':')[0]}${url}`);
  const [, how = '', where = ''] = /^\/(\w+)(?:\/(.*))?$/.exec(url) ?? [];
  if (how === 'silent') return;
  if (how === 'cut') return void answer.destroy();
  if (how === 'to') return void answer.writeHead(301, { location: decodeURIComponent(where) }).end();
  answer.writeHead(Number(how)).end('x'.repeat(100_000));
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  ({ port } = web.address() as AddressInfo);
});
beforeEach(() => void asked.splice(0));
afterAll(() => {
  web.closeAllConnections();
  web.close();
});

/** Names as a resolver knows them. */
const names: LookUp = async (host) => {
  if (host === 'kb.example') return ['127.0.0.1'];
  if (host === 'inner.example') return ['10.0.0.7'];
  const code = host === 'away.example' ? 'EAI_AGAIN' : 'ENOTFOUND';
  throw Object.assign(new Error(`getaddrinfo ${code} ${host}`), { code });
};
const look = async (address: string, loopback = true, timeoutMs = 20_000): Promise<Sight> => {
  const targets = { hosts: [], ranges: [], loopback };
  const url = address.replace('kb.example', `kb.example:${port}`);
  return await lookAt({ targets, lookUp: names, timeoutMs }, url, new AbortController().signal);
};
const to = (address: string) => `http://kb.example/to/${encodeURIComponent(address)}`;

test.each<[string, string, Sight]>([
  ['what is there', 'http://kb.example/200', { state: 'there' }],
  ['what asks who we are', 'http://kb.example/401', { state: 'there' }],
  ['what is not there', 'http://kb.example/404', { state: 'gone', why: 'it answers 404' }],
  ['what is there no more', 'http://kb.example/410', { state: 'gone', why: 'it answers 410' }],
  ['a server in trouble', 'http://kb.example/503', { state: 'unsure' }],
  ['a server with too much to do', 'http://kb.example/429', { state: 'unsure' }],
  ['a server that hangs up', 'http://kb.example/cut', { state: 'unsure' }],
  ['a name that nobody has', 'https://gone.example/', { state: 'gone', why: 'its name is not known' }],
  ['a resolver that is away', 'https://away.example/', { state: 'unsure' }],
  ['an address with a password in it', 'http://a:b@kb.example/404', { state: 'unsure' }],
  ['what leads on to what is there', to('/200'), { state: 'there' }],
  ['what leads on to what is not there', to('/404'), { state: 'gone', why: 'it answers 404' }],
  [
    'what leads on to a name that nobody has',
    to('http://gone.example'),
    expect.objectContaining({ state: 'gone' }),
  ],
  ['what leads on to no page of the web', to('ftp://kb.example/200'), { state: 'unsure' }],
])('a link to %s', async (_what, url, sight) => {
  expect(await look(url)).toEqual(sight);
});

test('nothing is asked within the house, wherever a link leads on to, and no page leads round for ever', async () => {
  expect(await look('http://kb.example/404', false)).toEqual({ state: 'unsure' });
  expect(await look('http://inner.example/404')).toEqual({ state: 'unsure' });
  expect(await look('http://169.254.169.254/latest')).toEqual({ state: 'unsure' });
  expect(asked).toEqual([]);
  expect(await look(to('http://inner.example/404'))).toEqual({ state: 'unsure' });
  expect(asked).toHaveLength(2);
  const round = `http://kb.example:${port}/to/${encodeURIComponent('/to/..')}`;
  expect(await look(round)).toEqual({ state: 'unsure' });
  expect(asked.length).toBeLessThan(20);
});

test('a server that says nothing holds a look up no longer than it may take', async () => {
  expect(await look('http://kb.example/silent', true, 50)).toEqual({ state: 'unsure' });
});

test('a link is broken when it was gone twice in a row, since the first time; being unsure changes nothing', () => {
  const at = (day: number) => new Date(Date.UTC(2026, 5, day));
  const sights: Sight[] = [
    sightOf(404),
    { state: 'unsure' },
    sightOf(410),
    sightOf(404),
    sightOf(200),
    sightOf(404),
  ];
  let state: LinkState = { misses: 0, missedSince: null, why: null };
  const broken = sights.map((sight, day) => {
    state = afterLook(state, sight, at(day + 1));
    return brokenOf(state);
  });
  expect(broken).toEqual([
    ...[null, null, { since: at(1), why: 'it answers 410' }, { since: at(1), why: 'it answers 404' }],
    ...[null, null],
  ]);
});
