import { startApi, type TestApi } from '../support/api';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const add = (json: object) => api.call('POST', '/v1/people', { json });
let anns = 0;
/** Another one each time: an address is one person's. */
const annAt = () => {
  anns += 1;
  return { ...ann, email: `ann${anns}@example.com` };
};
const ann = { name: 'Ann Ode', email: 'ann@example.com', roles: ['consultant'] };
const idOf = (reply: { body: unknown }) => (reply.body as { id: string }).id;

describe('People', () => {
  it('are added with sensible defaults, and one role has one name', async () => {
    const added = await add({
      ...ann,
      roles: ['client-relationship-manager', 'client-relations-manager', 'consultant'],
    });
    expect(added.status).toBe(201);
    expect(added.headers.get('location')).toBe(`/v1/people/${idOf(added)}`);
    expect(added.body).toEqual({
      id: expect.stringMatching(/^per_[0-9a-f-]{36}$/),
      name: 'Ann Ode',
      email: 'ann@example.com',
      roles: ['customer-relationship-manager', 'consultant'],
      skills: [],
      capacityHoursPerWeek: 40,
      timeZone: 'Etc/UTC',
      quietHours: null,
      active: true,
      deputyId: null,
      awayFrom: null,
      awayUntil: null,
    });
  });

  it('are changed field by field', async () => {
    const id = idOf(await add(annAt()));
    const deputy = idOf(await add({ ...annAt(), name: 'Bo Ek' }));
    const changed = await api.call('PATCH', `/v1/people/${id}`, {
      json: {
        timeZone: 'Australia/Sydney',
        deputyId: deputy,
        awayFrom: '2026-07-01T00:00:00+10:00',
        awayUntil: '2026-07-08T00:00:00+10:00',
      },
    });
    expect(changed).toMatchObject({
      status: 200,
      body: {
        name: 'Ann Ode',
        timeZone: 'Australia/Sydney',
        deputyId: deputy,
        awayFrom: '2026-06-30T14:00:00.000Z',
        awayUntil: '2026-07-07T14:00:00.000Z',
      },
    });
    const cleared = await api.call('PATCH', `/v1/people/${id}`, { json: { deputyId: null, awayFrom: null } });
    expect(cleared.body).toMatchObject({ deputyId: null, awayFrom: null, timeZone: 'Australia/Sydney' });
  });

  it('have quiet hours of their own, or those of the house', async () => {
    const quietHours = { from: '22:30', until: '06:00', days: ['sun'] };
    const id = idOf(await add({ ...ann, email: 'quiet@example.com', quietHours }));
    const change = (json: object) => api.call('PATCH', `/v1/people/${id}`, { json });
    expect((await api.call('GET', `/v1/people/${id}`)).body).toMatchObject({ quietHours });
    expect((await change({ name: 'Ann' })).body).toMatchObject({ quietHours });
    expect((await change({ quietHours: null })).body).toMatchObject({ quietHours: null });
    const never = { ...quietHours, days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] };
    expect((await change({ quietHours: never })).status).toBe(422);
  });

  it('have no deputy who has left, who is themselves, or who closes a circle', async () => {
    const [one, two, gone] = [idOf(await add(annAt())), idOf(await add(annAt())), idOf(await add(annAt()))];
    await api.call('PATCH', `/v1/people/${gone}`, { json: { active: false } });
    await api.call('PATCH', `/v1/people/${one}`, { json: { deputyId: two } });
    for (const deputyId of [gone, two, one, 'per_nobody']) {
      const refused = await api.call('PATCH', `/v1/people/${two}`, { json: { name: 'X', deputyId } });
      expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/deputyId' }] } });
    }
    expect((await api.call('GET', `/v1/people/${two}`)).body).toMatchObject({
      name: 'Ann Ode',
      deputyId: null,
    });
  });

  it.each([
    [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
    [{ timeZone: '+02:00' }, '/timeZone'],
    [{ roles: [] }, '/roles'],
    [{ roles: ['Big Boss'] }, '/roles/0'],
    [{ email: 'no-address' }, '/email'],
    [{ capacityHoursPerWeek: 200 }, '/capacityHoursPerWeek'],
    [{ admin: true }, '/admin'],
    [{ quietHours: { from: '22:00' } }, '/quietHours/until'],
    [{ quietHours: { from: '24:00', until: '06:00' } }, '/quietHours/from'],
  ])('refuse %j at %s', async (wrong, pointer) => {
    const reply = await add({ ...annAt(), ...wrong });
    expect(reply.status).toBe(422);
    expect(reply.body).toMatchObject({ errors: [{ pointer }] });
  });

  it('refuse a deputy who is not here, or who is the person', async () => {
    const id = idOf(await add(annAt()));
    for (const deputyId of ['per_nobody', id]) {
      const reply = await api.call('PATCH', `/v1/people/${id}`, { json: { deputyId } });
      expect([reply.status, reply.body]).toMatchObject([422, { errors: [{ pointer: '/deputyId' }] }]);
    }
  });

  it('are read by every person and changed by the administrator alone', async () => {
    const { token, id } = await api.person('managing-director');
    expect((await api.call('GET', '/v1/people', { token })).status).toBe(200);
    expect((await api.call('GET', `/v1/people/${id}`, { token })).status).toBe(200);
    const before = await api.db.person.count();
    for (const [method, path, json] of [
      ['POST', '/v1/people', ann],
      ['PATCH', `/v1/people/${id}`, { roles: ['head-of-revenue'] }],
      ['POST', `/v1/people/${id}/tokens`, undefined],
    ] as const) {
      const reply = await api.call(method, path, { token, json });
      expect([path, reply.status]).toEqual([path, 403]);
    }
    expect(await api.db.person.count()).toBe(before);
  });

  it('are listed page by page, each once', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await api.call('GET', `/v1/people?limit=3${cursor && `&cursor=${cursor}`}`);
      const page = body as { items: { id: string }[]; nextCursor: string | null };
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor ?? '';
    } while (cursor !== '');
    expect(seen).toHaveLength(await api.db.person.count());
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('Tokens', () => {
  it('are shown once and kept as a hash only', async () => {
    const { id, token } = await api.person('consultant');
    expect(token).toMatch(/^pk_[A-Za-z0-9_-]{43}$/);
    const [row] = await api.db.token.findMany({ where: { personId: id } });
    expect(JSON.stringify(row)).not.toContain(token.slice(3));
    expect(row?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('stop working when they are revoked or their holder is not active any more', async () => {
    const { id, token } = await api.person('consultant');
    const other = await api.person('consultant');
    const inbox = (bearer: string) => api.call('GET', '/v1/inbox', { token: bearer });
    expect((await inbox(token)).status).toBe(200);
    await api.call('PATCH', `/v1/people/${id}`, { json: { active: false } });
    expect((await inbox(token)).status).toBe(401);
    await api.db.token.updateMany({ where: { personId: other.id }, data: { revokedAt: new Date() } });
    expect((await inbox(other.token)).status).toBe(401);
  });
});
