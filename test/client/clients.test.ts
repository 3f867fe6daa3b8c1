import { startApi, type TestApi } from '../support/api';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

interface Shown {
  id: string;
  name: string;
  otherNames: string[];
  mergedIds: string[];
  contacts: { id: string; email: string | null }[];
  similar: { id: string }[];
}
const shown = (body: unknown) => body as Shown;
const read = async (id: string) => shown((await api.call('GET', `/v1/clients/${id}`)).body);
const clientOf = async (engagementId: string) => {
  const { body } = await api.call('GET', `/v1/engagements/${engagementId}`);
  return (body as unknown as { client: Shown }).client;
};
const contact = (email: string) => ({ name: 'Ann', email });

describe('the same client', () => {
  it('is one, however its name is written and however many start at once; shown as first written', async () => {
    const first = await api.engagement({ client: { name: 'Café  X GmbH' } });
    const { id } = await clientOf(first);
    const names = [
      'Cafe\u0301 X GmbH',
      'Café\u00a0X GmbH',
      'Café X GmbH ',
      '\u200bCafé X GmbH',
      'Café X\tGmbH',
    ];
    const started = await Promise.all(names.map((name) => api.engagement({ client: { name } })));
    for (const engagementId of started) {
      expect(await clientOf(engagementId)).toMatchObject({ id, name: 'Café X GmbH' });
    }
    const added = await api.call('POST', '/v1/clients', { json: { name: 'Café X  GmbH' } });
    expect([added.status, added.body['detail']]).toEqual([409, expect.stringContaining(id)]);
    const ticket = await api.call('POST', '/v1/tickets', { json: ticketFor('Café X GmbH\u00ad') });
    expect(ticket.body).toMatchObject({ client: { id } });
    const parallel = await Promise.all(
      names.map((name) => api.call('POST', '/v1/clients', { json: { name: `New ${name}` } })),
    );
    expect(parallel.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409, 409]);
  });

  it.each(['\u200b', ' \u00ad ', '\u2060\u3164'])(
    'needs a name that can be seen, which %j is not',
    async (name) => {
      expect((await api.call('POST', '/v1/clients', { json: { name } })).status).toBe(422);
    },
  );

  it('keeps the names that it had', async () => {
    const made = shown((await api.call('POST', '/v1/clients', { json: { name: 'Before Ltd' } })).body);
    const changed = await api.call('PATCH', `/v1/clients/${made.id}`, { json: { name: 'After Ltd' } });
    expect(changed.body).toMatchObject({ id: made.id, name: 'After Ltd', otherNames: ['Before Ltd'] });
    expect(await clientOf(await api.engagement({ client: { name: 'Before Ltd' } }))).toMatchObject({
      id: made.id,
    });
    const other = shown((await api.call('POST', '/v1/clients', { json: { name: 'Other Ltd' } })).body);
    const taken = await api.call('PATCH', `/v1/clients/${other.id}`, { json: { name: 'Before  Ltd' } });
    expect([taken.status, taken.body['detail']]).toEqual([409, expect.stringContaining(made.id)]);
  });
});

describe('clients that turn out to be one', () => {
  it('are offered, and merged: ids, names, work and contacts stand for the one that stays', async () => {
    const one = await api.engagement({ client: { name: 'Umbrella', contacts: [contact('a@u.example')] } });
    const other = await api.engagement({
      client: { name: 'UMBRELLA Inc.', contacts: [contact('A@U.example'), contact('b@u.example')] },
    });
    const [stays, goes] = [await clientOf(one), await clientOf(other)];
    expect((await read(stays.id)).similar.map(({ id }) => id)).toEqual([goes.id]);
    const ticket = await api.call('POST', '/v1/tickets', { json: ticketFor('UMBRELLA Inc.') });
    const merge = () => api.call('POST', `/v1/clients/${goes.id}/merge`, { json: { into: stays.id } });
    const merged = await merge();
    expect([merged.status, merged.body]).toMatchObject([
      200,
      { id: stays.id, name: 'Umbrella', otherNames: ['UMBRELLA Inc.'], mergedIds: [goes.id], similar: [] },
    ]);
    expect(shown(merged.body).contacts.map(({ email }) => email)).toEqual(['a@u.example', 'b@u.example']);
    expect((await merge()).status).toBe(200);
    expect(await read(goes.id)).toMatchObject({ id: stays.id });
    expect((await clientOf(other)).id).toBe(stays.id);
    expect((await clientOf(other)).contacts.map(({ email }) => email)).toEqual([
      'a@u.example',
      'b@u.example',
    ]);
    expect((await clientOf(one)).contacts.map(({ email }) => email)).toEqual(['a@u.example']);
    for (const name of [goes.id, stays.id, 'UMBRELLA Inc.', 'Umbrella ']) {
      const query = `client=${encodeURIComponent(name)}`;
      const engagements = await api.call('GET', `/v1/engagements?${query}`);
      expect([name, engagements.body['items']]).toMatchObject([name, [{ id: other }, { id: one }]]);
      const tickets = await api.call('GET', `/v1/tickets?${query}`);
      expect(tickets.body['items']).toMatchObject([{ id: (ticket.body as unknown as Shown).id }]);
    }
    const metrics = await api.call('GET', `/v1/metrics?client=${goes.id}`);
    expect(metrics.body['client']).toBe(stays.id);
    const later = await api.call('POST', '/v1/tickets', {
      json: { ...ticketFor(''), client: { id: goes.id } },
    });
    expect(later.body).toMatchObject({ client: { id: stays.id } });
    expect((await clientOf(await api.engagement({ client: { name: 'UMBRELLA Inc.' } }))).id).toBe(stays.id);
  });

  it('are refused where it makes no sense, and nothing is changed', async () => {
    const [a, b] = await Promise.all(
      ['Alpha', 'Beta'].map(async (name) =>
        shown((await api.call('POST', '/v1/clients', { json: { name } })).body),
      ),
    );
    const merge = (from = '', into = '') => api.call('POST', `/v1/clients/${from}/merge`, { json: { into } });
    expect((await merge(a?.id, a?.id)).status).toBe(422);
    expect((await merge(a?.id, 'cli_none')).status).toBe(422);
    expect((await merge('cli_none', a?.id)).status).toBe(404);
    const both = await Promise.all([merge(a?.id, b?.id), merge(b?.id, a?.id)]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 422]);
  });
});

describe('the contacts of an engagement', () => {
  it('are its own out of the client’s', async () => {
    const first = await api.engagement({ client: { name: 'Gizmo', contacts: [contact('a@g.example')] } });
    const second = await api.engagement({ client: { name: 'Gizmo', contacts: [contact('b@g.example')] } });
    const none = await api.engagement({ client: { name: 'Gizmo' } });
    const emails = async (id: string) => (await clientOf(id)).contacts.map(({ email }) => email);
    expect([await emails(first), await emails(second), await emails(none)]).toEqual([
      ['a@g.example'],
      ['b@g.example'],
      [],
    ]);
    const { id } = await clientOf(first);
    expect((await read(id)).contacts.map(({ email }) => email)).toEqual(['a@g.example', 'b@g.example']);
  });
});

describe('the same person', () => {
  const person = (email: string) => ({ name: 'Ann Ode', email, roles: ['consultant'] });

  it.each([
    ['ann@house.example', 'ANN@House.Example'],
    ['anna@münchen.example', 'anna@xn--mnchen-3ya.example'],
    ['r&d@firm.example', ' R&D@firm.example '],
  ])('is one: %s and %s', async (one, other) => {
    const first = await api.call('POST', '/v1/people', { json: person(one) });
    expect([first.status, first.body['email']]).toEqual([201, one]);
    const again = await api.call('POST', '/v1/people', { json: person(other) });
    const { id } = first.body as unknown as Shown;
    expect([again.status, again.body['detail']]).toEqual([409, expect.stringContaining(`Ann Ode (${id})`)]);
    const third = await api.call('POST', '/v1/people', { json: person(`third-${id}@firm.example`) });
    const taken = await api.call('PATCH', `/v1/people/${(third.body as unknown as Shown).id}`, {
      json: { email: other },
    });
    expect(taken.status).toBe(409);
    const same = await api.call('PATCH', `/v1/people/${id}`, { json: { email: other } });
    expect([same.status, same.body['email']]).toEqual([200, other.trim()]);
  });

  it('is one, also when both are added at the same time', async () => {
    const added = await Promise.all(
      ['x@y.example', 'X@y.example', 'x@Y.example'].map((email) =>
        api.call('POST', '/v1/people', { json: person(email) }),
      ),
    );
    expect(added.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
  });

  it.each(['n/a', `${'l'.repeat(65)}@firm.example`, 'a@b', 'a b@firm.example'])(
    'has no address %j',
    async (email) => {
      const refused = await api.call('POST', '/v1/people', { json: person(email) });
      expect([refused.status, refused.body['errors']]).toMatchObject([422, [{ pointer: '/email' }]]);
      const ticket = { ...ticketFor('Acme'), requester: { name: 'Ann', email } };
      expect((await api.call('POST', '/v1/tickets', { json: ticket })).status).toBe(422);
    },
  );
});

function ticketFor(client: string) {
  return {
    client,
    requester: { name: 'Carla', email: 'carla@client.example' },
    subject: `It does not work ${Math.random()}`,
    channel: 'portal',
    priority: 'low',
    category: 'technical',
  };
}
