import { setTimeout as delay } from 'node:timers/promises';
import { RealInstallation, until } from './real-installation';

interface Shown {
  id: string;
  openedAt: string;
  status: string;
  clocks: { kind: string; dueAt: string | null; state: string; promiseId: string | null }[];
}

interface Escalation {
  promiseId: string;
  climbs: { level: number | 'crisis'; at: string; told: string[] }[];
}

const HOUR_MS = 3_600_000;

/** One second of the wall clock is an hour of the product's. */
const SCALE = 3_600;

describe('An installation on which an hour takes a second', () => {
  let installation: RealInstallation;
  let agent: string;

  beforeAll(async () => {
    installation = await RealInstallation.start({ PROMISEKEEPER_TIME_SCALE: String(SCALE) });
    agent = await installation.tokenOf('support-agent');
    for (const role of ['account-manager', 'operations-manager', 'managing-director']) {
      await installation.tokenOf(role);
    }
  }, 240_000);
  afterAll(async () => {
    await installation.remove();
  }, 60_000);

  const open = async (priority: string) =>
    (
      await installation.call<Shown>(
        'POST',
        '/v1/tickets',
        {
          client: 'Acme',
          requester: { name: 'Carla', email: 'carla@acme.example' },
          subject: `Nothing works (${priority})`,
          description: '',
          channel: 'portal',
          priority,
          category: 'technical',
        },
        agent,
      )
    ).body;

  /** The climbs of the first response's ladder, in hours after the opening. */
  async function climbs(ticket: Shown): Promise<[number | 'crisis', number][]> {
    const { body: now } = await installation.call<Shown>('GET', `/v1/tickets/${ticket.id}`);
    const first = now.clocks.find(({ kind }) => kind === 'firstResponse');
    const path = `/v1/escalations?ticketId=${ticket.id}`;
    const { body } = await installation.call<{ items: Escalation[] }>('GET', path);
    const own = body.items.find(({ promiseId }) => promiseId === first?.promiseId);
    return (own?.climbs ?? []).map(({ level, at }) => [level, hoursAfter(ticket, Date.parse(at))]);
  }

  const hoursAfter = (ticket: Shown, atMs: number) => (atMs - Date.parse(ticket.openedAt)) / HOUR_MS;

  it('[OOES-37] tells Level 1 to crisis of an unanswered ticket each within a second, through kill -9 of the worker and of everything', async () => {
    const openedAtMs = Date.now();
    const high = await open('high');
    const critical = await open('critical');
    const seen = new Map<Shown, number[]>([high, critical].map((ticket) => [ticket, []]));
    const disturbances: [number, () => Promise<void>][] = [
      [5_000, () => installation.kill('worker')],
      [
        25_500,
        async () => {
          await installation.killAll();
          await installation.up();
        },
      ],
    ];
    while ([...seen.values()].some((told) => told.length < 4)) {
      const next = disturbances[0];
      if (next && Date.now() - openedAtMs > next[0]) {
        disturbances.shift();
        await next[1]();
      }
      for (const [ticket, told] of seen) {
        const count = (await climbs(ticket)).length;
        while (told.length < count) {
          told.push(Date.now() - openedAtMs);
        }
      }
      expect(Date.now() - openedAtMs).toBeLessThan(90_000);
      await delay(50);
    }
    expect(disturbances).toEqual([]);
    expect(await climbs(high)).toEqual([
      [1, 24],
      [2, 48],
      [3, 60],
      ['crisis', 64],
    ]);
    expect(await climbs(critical)).toEqual([
      [1, 4],
      [2, 8],
      [3, 12],
      ['crisis', 16],
    ]);
    // A worker takes seconds to come back, so the moments of the critical one pass without any; it tells of them then.
    const lateness = [24_000, 48_000, 60_000, 64_000].map((dueMs, i) => seen.get(high)![i]! - dueMs);
    expect(Math.max(...lateness)).toBeLessThan(1_000);
    expect(Math.min(...lateness)).toBeGreaterThan(-500);
  }, 240_000);

  it('stops both clocks of an answered and resolved ticket, and closes it with the approval of the client', async () => {
    const ticket = await open('low');
    const say = async (signal: string, body: object) =>
      await installation.call<{ state: string }>(
        'POST',
        `/v1/tickets/${ticket.id}/signals/${signal}`,
        body,
        agent,
      );
    expect((await say('responded', { public: true })).status).toBe(202);
    await say('resolved', {});
    await say('completionApproved', {});
    const closed = await until('the closing', async () => {
      const { body } = await installation.call<Shown>('GET', `/v1/tickets/${ticket.id}`);
      return body.status === 'closed' ? body : null;
    });
    expect(closed.clocks.map(({ kind, state }) => [kind, state])).toEqual([
      ['firstResponse', 'met'],
      ['resolution', 'met'],
    ]);
  });

  it('[OOES-28] writes to the requester once for each step, whatever was killed meanwhile', async () => {
    const written = async () =>
      (await installation.received('gmail'))
        .filter(({ method, path, status }) => method === 'POST' && path.endsWith('/drafts') && status === 200)
        .map(({ body }) =>
          Buffer.from((body as { message: { raw: string } }).message.raw, 'base64url').toString(),
        )
        .filter((mail) => mail.includes('carla@acme.example'));
    // Three tickets were opened; one of them was resolved and closed.
    await until('the letters', async () => ((await written()).length >= 5 ? true : null));
    await delay(2_000);
    expect(await written()).toHaveLength(5);
  });
});
