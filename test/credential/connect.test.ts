import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { marksIn, marksInDatabase } from '../conformance/cases/leaks';
import { ADMIN } from '../support/api';
import { clientOf } from '../vendors/clients';
import { begin, CONSENTING, ConsentHouse, KEY, press, visit } from './house';

let house: ConsentHouse;
beforeAll(async () => {
  house = await ConsentHouse.open();
}, 180_000);
afterAll(() => house.close());
beforeEach(() => house.db.credential.deleteMany());

const kept = () => house.db.credential.count();

describe('Whoever opens the link', () => {
  it.each(CONSENTING.map(({ name, title }) => [name, title] as const))(
    'consents at %s and comes back: what was allowed is kept, and calls go by it',
    async (name, title) => {
      const seen = await house.consent(name);
      expect([seen.status, seen.text]).toEqual([200, expect.stringContaining(`${title} is connected`)]);
      expect(await house.connector(name)).toMatchObject({ consent: { isGood: true } });
      const asked = await house.grants(name, 'client_credentials');
      const of = CONSENTING.find((vendor) => vendor.name === name);
      await house.clients().check(of!);
      expect(await house.grants(name, 'authorization_code')).toBe(1);
      // Teams' channels are the application's own matter.
      if (name !== 'teams') expect(await house.grants(name, 'client_credentials')).toBe(asked);
    },
  );

  it('is told for which organisation it was, and that one is asked from then on', async () => {
    const { text } = await house.consent('xero');
    expect(text).toContain('What you consented to for Sandbox is kept');
    expect(await house.connector('xero')).toMatchObject({ consent: { account: 'Sandbox' } });
    const listed = async () =>
      (await house.sandbox.log('xero')).filter(({ path }) => path.startsWith('/connections')).length;
    const before = await listed();
    expect(await clientOf(house.clients(), 'xero').findInvoice('none')).toBeUndefined();
    expect(await listed()).toBe(before);
  });

  it('may deny it: nothing is changed', async () => {
    const seen = await house.consent('xero', 'Deny');
    expect([seen.status, seen.text]).toEqual([403, expect.stringContaining('Consent was denied there')]);
    expect(await kept()).toBe(0);
  });

  it('can go by it once, for its own vendor, and within ten minutes; whatever only looks at it spends nothing', async () => {
    const link = await house.link('xero');
    const ticket = new URL(link).searchParams.get('ticket')!;
    expect(await visit(link)).toMatchObject({ status: 200 });
    expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);
    expect(await visit(link.replace('/xero', '/teams'))).toMatchObject({ status: 403 });
    expect(await press(link.replace('/xero', '/teams'), ticket)).toMatchObject({ status: 403 });
    expect(await press(link, ticket)).toMatchObject({ status: 303 });
    const used = { status: 403, text: expect.stringContaining('good only once') };
    expect([await press(link, ticket), await visit(link)]).toMatchObject([used, used]);
    const another = await house.link('xero');
    await house.db.consent.updateMany({ where: { state: null }, data: { endsAt: new Date(Date.now() - 1) } });
    const old = { status: 403, text: expect.stringContaining('ten minutes') };
    const its = new URL(another).searchParams.get('ticket')!;
    expect([await visit(another), await press(another, its)]).toMatchObject([old, old]);
    expect(await visit(`${house.url}/connect/xero`)).toMatchObject({ status: 403 });
  });
});

describe('What comes back from the vendor', () => {
  it('is taken with the state that was sent along alone, and in the browser that was sent', async () => {
    const { callback, cookie } = await house.decide('xero', 'Allow');
    const forged = new URL(callback);
    forged.searchParams.set('state', 'forged');
    for (const [url, brought] of [
      [forged.href, cookie],
      [callback, ''],
      [callback, `${cookie}x`],
      [callback.replace('/xero/', '/teams/'), cookie],
      [`${house.url}/connect/xero/callback`, cookie],
    ] as const) {
      const seen = await visit(url, brought);
      expect([seen.status, seen.text]).toEqual([403, expect.stringContaining('was not taken')]);
    }
    expect(await kept()).toBe(0);
    expect(await visit(callback, cookie)).toMatchObject({ status: 200 });
  });

  it('is taken once, and within ten minutes', async () => {
    const { callback, cookie } = await house.decide('xero', 'Allow');
    expect(await visit(callback, cookie)).toMatchObject({ status: 200 });
    const again = await visit(callback, cookie);
    expect([again.status, again.text]).toEqual([403, expect.stringContaining('taken already')]);
    expect(await house.grants('xero', 'authorization_code')).toBeGreaterThan(0);
    const late = await house.decide('xero', 'Allow');
    await house.db.consent.updateMany({
      where: { doneAt: null },
      data: { endsAt: new Date(Date.now() - 1) },
    });
    const seen = await visit(late.callback, late.cookie);
    expect([seen.status, seen.text]).toEqual([403, expect.stringContaining('ten minutes have passed')]);
  });

  it('changes nothing where the token service refuses the code, fails, or has another verifier', async () => {
    const refused = await house.decide('xero', 'Allow');
    const seen = await visit(refused.callback.replace(/code=[^&]+/, 'code=another'), refused.cookie);
    expect([seen.status, seen.text]).toEqual([502, expect.stringContaining('invalid_grant')]);
    await house.sandbox.fault('xero', { method: 'POST', path: '/connect/token', status: 500 });
    expect(await house.consent('xero')).toMatchObject({ status: 502 });
    expect(await kept()).toBe(0);
  });

  const answers = (method: string, path: string, body: unknown) =>
    house.sandbox.fault('xero', { method, path, status: 200, body: JSON.stringify(body) });

  it('has to say which organisation is meant, where it reaches several', async () => {
    const two = [
      { tenantId: 'one', tenantName: 'One & Sons' },
      { tenantId: 'two', tenantName: null },
    ];
    await answers('GET', '/connections', two);
    const seen = await house.consent('xero');
    expect([seen.status, seen.text]).toEqual([
      409,
      expect.stringContaining('One &amp; Sons (one), two (two)'),
    ]);
    expect(seen.text).toContain('XERO_TENANT_ID');
    expect(await kept()).toBe(0);
  });

  it('has to last, to be readable, and says what is not allowed', async () => {
    const tokens = { access_token: 'a', expires_in: 1_800 };
    await answers('POST', '/connect/token', tokens);
    expect(await house.consent('xero')).toMatchObject({
      status: 409,
      text: expect.stringContaining('no refresh token'),
    });
    await answers('POST', '/connect/token', { ...tokens, access_token: 5 });
    expect(await house.consent('xero')).toMatchObject({
      status: 502,
      text: expect.stringContaining('UNEXPECTED_ANSWER'),
    });
    expect(await kept()).toBe(0);
    const scope = 'offline_access accounting.contacts';
    await answers('POST', '/connect/token', { ...tokens, refresh_token: 'r', scope });
    await answers('GET', '/connections', [{ tenantId: 'one', tenantName: 'One' }]);
    const seen = await house.consent('xero');
    expect([seen.status, seen.text]).toEqual([200, expect.stringContaining('Missing: accounting.invoices.')]);
  });

  it('is not an address of somebody else, and not without PKCE: the vendor’s page sees to that', async () => {
    const { location } = await begin(await house.link('xero'));
    const elsewhere = new URL(location);
    elsewhere.searchParams.set('redirect_uri', 'https://evil.example/');
    expect(await visit(elsewhere.href)).toMatchObject({ status: 400, location: '' });
    const bare = new URL(location);
    bare.searchParams.delete('code_challenge');
    expect((await visit(bare.href)).location).toContain('error=invalid_request');
  });

  it('says what is wrong as text, whatever it is', async () => {
    const { callback, cookie } = await house.decide('xero', 'Deny');
    const url = callback.replace('error=access_denied', `error=${encodeURIComponent('<script>x</script>')}`);
    const { text } = await visit(url, cookie);
    expect(text).toContain('&lt;script&gt;');
    expect(text).not.toContain('<script>');
  });
});

describe('Without a key', () => {
  it('nobody can consent, and is told what to set', async () => {
    const { status, body } = await house.api.call('POST', '/v1/connectors/xero/consents');
    expect([status, body['detail']]).toEqual([409, expect.stringContaining('PROMISEKEEPER_CREDENTIAL_KEY')]);
    const page = await house.api.call('GET', '/connect/xero', { token: null });
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('PROMISEKEEPER_CREDENTIAL_KEY')]);
  });

  it('the credentials of the settings go on working', async () => {
    expect(await clientOf(house.clients(house.process(0, [])), 'xero').findInvoice('none')).toBeUndefined();
  });
});

describe('npm run connect', () => {
  const connect = (...args: string[]) =>
    new Promise<{ code: number; out: string }>((resolve) => {
      const { PATH, HOME } = process.env;
      const own = house.sandbox.settings.vendors['xero']!;
      const env = {
        PATH,
        HOME,
        DATABASE_URL: house.sandbox.databaseUrl,
        PROMISEKEEPER_ADMIN_TOKEN: ADMIN,
        PROMISEKEEPER_CREDENTIAL_KEY: KEY.toString('base64'),
        PUBLIC_URL: house.url,
        XERO_BASE_URL: own.baseUrl,
        XERO_IDENTITY_URL: own.baseUrl,
        XERO_CLIENT_ID: own.values['clientId'],
        XERO_CLIENT_SECRET: own.values['clientSecret'],
      };
      const child = execFile(
        process.execPath,
        ['bin/run.mjs', 'connect', ...args],
        { cwd: join(__dirname, '../..'), env },
        (_error, out, err) => resolve({ code: child.exitCode ?? -1, out: `${out}${err}` }),
      );
    });
  const linkIn = (out: string) => /^ {2}(http\S+)$/m.exec(out)?.[1] ?? '';

  it('makes the link, shows what came of it, and makes another one when it is good for nothing any more', async () => {
    const offered = await connect('xero', '--consent');
    expect(offered.code).toBe(0);
    expect(offered.out).toContain(`${house.url}/connect/xero/callback has to be a redirect URI`);
    expect(await house.consentBy(linkIn(offered.out))).toMatchObject({ status: 200 });
    expect((await connect()).out).toMatch(
      /^xero +live +serves accounting; consent of \S+ for Sandbox, ends /m,
    );
    const tried = await connect('xero');
    expect([tried.code, tried.out]).toEqual([0, expect.stringContaining('Xero takes the credential')]);
    await house.db.credential.updateMany({ data: { fault: 'ended', refusal: 'invalid_grant' } });
    const ended = await connect('xero');
    expect([ended.code, ended.out]).toEqual([1, expect.stringContaining('invalid_grant')]);
    expect(await visit(linkIn(ended.out))).toMatchObject({ status: 200 });
    const forgotten = await connect('xero', '--forget');
    expect([forgotten.code, forgotten.out]).toEqual([0, expect.stringContaining('is forgotten here')]);
    expect(await house.db.credential.count()).toBe(0);
    expect((await connect('xero', '--forget')).code).toBe(1);
  }, 240_000);

  it('says of what this installation serves itself that it needs nothing', async () => {
    const { code, out } = await connect('signing-page');
    expect([code, out]).toEqual([0, expect.stringContaining('needs no credential')]);
  }, 240_000);

  it('says what is missing where nobody can consent', async () => {
    const { code, out } = await connect('slack', '--consent');
    expect([code, out]).toEqual([1, expect.stringContaining('Nobody consents to Slack by a page')]);
  }, 240_000);
});

it('A person who is no administrator makes no link', async () => {
  const { token } = await house.api.person('operations-manager');
  expect((await house.api.call('POST', '/v1/connectors/xero/consents', { token })).status).toBe(403);
});

it('Nothing secret is in the database in clear, in the logs, or in a page', async () => {
  const { callback, cookie } = await house.decide('xero', 'Allow');
  const { text } = await visit(callback, cookie);
  const issued = await house.db.$queryRaw<{ id: string }[]>`
    SELECT id FROM sandbox_object WHERE kind IN ('_token', '_refresh-token', '_code')`;
  const { searchParams } = new URL(callback);
  const secrets = [...issued.map(({ id }) => id), searchParams.get('code')!, searchParams.get('state')!];
  expect(secrets.length).toBeGreaterThan(3);
  const rows = await house.db.$queryRaw<{ whole: string }[]>`
    SELECT row_to_json(credential)::text AS whole FROM credential
    UNION ALL SELECT row_to_json(consent)::text FROM consent
    UNION ALL SELECT row_to_json(sandbox_log)::text FROM sandbox_log WHERE method = 'POST'`;
  const all = [text, ...house.logged, ...rows.map(({ whole }) => whole)].join('\n');
  expect(secrets.filter((one) => all.includes(one))).toEqual([]);
  expect(marksIn(all)).toEqual([]);
  expect(await marksInDatabase(house.db)).toEqual([]);
});
