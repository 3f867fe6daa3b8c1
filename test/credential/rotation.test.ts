import { pino } from 'pino';
import { Prisma } from '../../src/database/generated/client';
import { keepAlive } from '../../src/credential/dispatch/keep-alive';
import { CredentialError } from '../../src/credential/domain/credential';
import { type CodeFlow, consentedAt } from '../../src/vendors/kit/code-flow';
import { openTestDatabase } from '../support/database';
import { clientOf } from '../vendors/clients';
import { CONSENTING, ConsentHouse, KEY, OTHER_KEY } from './house';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Longer than Xero's tokens live. */
const LATER_MS = 31 * MINUTE_MS;

let house: ConsentHouse;
beforeAll(async () => {
  house = await ConsentHouse.open();
  await house.api.person('operations-manager');
}, 180_000);
afterAll(() => house.close());
beforeEach(async () => {
  await house.db.credential.deleteMany();
  await house.consent('xero');
});

/** Xero's application as a process has it. */
function xero() {
  const vendor = CONSENTING.find(({ name }) => name === 'xero');
  const flow = vendor?.codeFlow as CodeFlow;
  const of = consentedAt('xero', flow, house.sandbox.settings.vendors['xero']!);
  if (of === undefined) throw new Error('there is no application');
  return of;
}

const row = () => house.db.credential.findUniqueOrThrow({ where: { vendor: 'xero' } });
const notices = () => house.db.notice.count({ where: { text: { contains: 'consent to xero' } } });

describe('A credential', () => {
  it('is refreshed once, however many processes find it spent at the same moment', async () => {
    const before = await house.grants('xero', 'refresh_token');
    const others = [1, 2, 3].map(() => openTestDatabase(house.sandbox.databaseUrl));
    const processes = others.map((db) => house.process(LATER_MS, [KEY], db));
    const found = await Promise.all([...processes, ...processes].map((one) => one.access(xero())));
    expect(await house.grants('xero', 'refresh_token')).toBe(before + 1);
    expect(new Set(found.map((access) => access?.token)).size).toBe(1);
    await Promise.all(others.map((db) => db.$disconnect()));
  });

  it('is renewed once when the vendor refuses its token, and given to whoever comes with the same', async () => {
    const first = await house.process().access(xero());
    const before = await house.grants('xero', 'refresh_token');
    const renewed = await Promise.all([1, 2].map(() => house.process().access(xero(), first?.token)));
    expect(renewed[0]?.token).not.toBe(first?.token);
    expect(renewed[1]).toEqual(renewed[0]);
    expect(await house.grants('xero', 'refresh_token')).toBe(before + 1);
  });

  it('outlives a process that dies between the vendor’s answer and the store, as long as the vendor allows it', async () => {
    const { sealed } = await row();
    await house.process(LATER_MS).access(xero());
    await house.db.credential.updateMany({ data: { sealed } });
    expect(await house.process(LATER_MS).access(xero())).toBeDefined();
  });

  it('that is refused is told at once, is not presented again, and is good again when somebody consents', async () => {
    const { sealed } = await row();
    await house.process(LATER_MS).access(xero());
    await house.db.credential.updateMany({ data: { sealed } });
    house.ahead.ms += LATER_MS;
    await expect(house.process(LATER_MS).access(xero())).rejects.toThrow(CredentialError);
    const asked = await house.grants('xero', 'refresh_token');
    const client = clientOf(house.clients(house.process(LATER_MS)), 'xero');
    await expect(client.findInvoice('none')).rejects.toMatchObject({
      vendorCode: 'CONSENT_ENDED',
      outcome: 'throttled',
      message: expect.stringContaining('npm run connect -- xero'),
    });
    expect(await house.grants('xero', 'refresh_token')).toBe(asked);
    expect(await house.troubles()).toMatchObject([
      { kind: 'credential', why: expect.stringContaining('invalid_grant') },
    ]);
    expect(await notices()).toBe(1);
    expect(await house.connector('xero')).toMatchObject({ consent: { isGood: false } });
    await house.consent('xero');
    expect(await client.findInvoice('none')).toBeUndefined();
    expect(await house.troubles()).toEqual([]);
  });

  it('stays as it is when the token service does not answer', async () => {
    const before = await row();
    await house.sandbox.fault('xero', { method: 'POST', path: '/connect/token', status: 503 });
    await expect(house.process(LATER_MS).access(xero())).rejects.toMatchObject({ outcome: 'unknown' });
    expect(await row()).toEqual(before);
    expect(await house.process(LATER_MS).access(xero())).toBeDefined();
  });

  it('of another application is none', async () => {
    const other = { ...xero(), application: 'another' };
    expect(await house.process().access(other)).toBeUndefined();
  });
});

describe('A credential that nobody uses', () => {
  const alive = (days: number) =>
    keepAlive(
      {
        db: house.db,
        credentials: house.process(days * DAY_MS),
        settings: house.sandbox.settings,
        vendors: CONSENTING,
        log: pino({ level: 'silent' }),
      },
      Date.now() + days * DAY_MS,
    );

  it('is used once a day by itself, so that it does not die of that', async () => {
    const before = await house.grants('xero', 'refresh_token');
    await alive(0.9);
    expect(await house.grants('xero', 'refresh_token')).toBe(before);
    await alive(1.1);
    await alive(1.2);
    expect(await house.grants('xero', 'refresh_token')).toBe(before + 1);
    expect((await row()).endsAt!.getTime()).toBeGreaterThan(Date.now() + 61 * DAY_MS);
  });
});

describe('What is sealed', () => {
  it('opens with its key alone; with another one it is told, and good again with the right one', async () => {
    await expect(house.process(0, [OTHER_KEY]).access(xero())).rejects.toMatchObject({ fault: 'unreadable' });
    expect(await house.troubles()).toMatchObject([
      { kind: 'credential', why: expect.stringContaining('No key') },
    ]);
    expect(await house.process().access(xero())).toBeDefined();
    expect(await house.troubles()).toEqual([]);
  });

  it('is sealed by the newest key with the next refresh, after which the old one is not needed', async () => {
    const keys = [OTHER_KEY, KEY];
    expect(await house.process(LATER_MS, keys).access(xero())).toBeDefined();
    expect(await house.process(0, [OTHER_KEY]).access(xero())).toBeDefined();
  });

  it.each([
    [
      'was changed',
      Prisma.sql`UPDATE credential SET sealed = left(sealed, -1) || CASE right(sealed, 1) WHEN 'A' THEN 'Q' ELSE 'A' END`,
    ],
    ['is that of another application', Prisma.sql`UPDATE credential SET application = 'another'`],
  ])('opens no more when it %s', async (_how, change) => {
    await house.db.$executeRaw(change);
    const of = { ...xero(), application: (await row()).application };
    await expect(house.process().access(of)).rejects.toMatchObject({ fault: 'unreadable' });
  });
});

describe('A refresh token of the settings', () => {
  const GIVEN = 'given-by-a-person';
  const withGiven = (credentials = house.process()) => {
    const teams = house.sandbox.settings.vendors['teams']!;
    const vendor = CONSENTING.find(({ name }) => name === 'teams');
    const of = consentedAt('teams', vendor?.codeFlow as CodeFlow, {
      ...teams,
      values: { ...teams.values, refreshToken: GIVEN },
    });
    return credentials.access(of!);
  };
  const presented = () =>
    house.sandbox.requests.filter(({ body }) => body.includes(`refresh_token=${GIVEN}`)).length;

  it('begins the credential once, and what the vendor gave for it is used after that', async () => {
    const own = house.sandbox.settings.vendors['teams']!.values as Record<string, string>;
    own['refreshToken'] = GIVEN;
    const first = await Promise.all([withGiven(), withGiven()]);
    expect(first[0]?.token).toBe(first[1]?.token);
    await withGiven(house.process(2 * HOUR_MS));
    expect(presented()).toBe(1);
    expect(await house.grants('teams', 'refresh_token')).toBe(2);
  });
});

describe('A consent that ends soon', () => {
  const endsIn = (days: number) =>
    house.db.credential.updateMany({ data: { endsAt: new Date(Date.now() + days * DAY_MS) } });
  const consents = async () => (await house.troubles()).map(({ kind, what }) => [kind, what]);

  it('is told 14 days before and 3 days before, once each, and no more when it was used or given anew', async () => {
    const before = await notices();
    await endsIn(15);
    expect(await consents()).toEqual([]);
    await endsIn(13);
    expect(await consents()).toEqual([['consent', expect.stringContaining('The consent to xero ends on')]]);
    expect(await notices()).toBe(before + 1);
    await house.db.notice.updateMany({ data: { state: 'sent' } });
    house.api.clock.nowMs += DAY_MS;
    await house.troubles();
    expect(await notices()).toBe(before + 1);
    await endsIn(2);
    expect(await consents()).toHaveLength(1);
    expect(await notices()).toBe(before + 2);
    expect(await house.db.notice.count({ where: { urgent: true, text: { contains: 'ends on' } } })).toBe(0);
    await house.process(LATER_MS).access(xero());
    expect(await consents()).toEqual([]);
    await endsIn(-1);
    expect(await consents()).toEqual([['credential', expect.stringContaining('good for nothing')]]);
    expect(await house.connector('xero')).toMatchObject({ consent: { isGood: false } });
    await house.consent('xero');
    expect(await consents()).toEqual([]);
  });
});
