import * as fc from 'fast-check';
import { createDealActivities } from '../../activities/intake';
import { doorOf } from '../../activities/capabilities/action-deps';
import { VENDORS } from '../../src/vendors/registry';
import { clientOf } from '../vendors/clients';
import { failureOf, newEngagement, type Office, openOffice } from './support';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

interface CrmContact {
  email?: string;
  firstname?: string;
  lastname?: string;
  company?: string;
}

/** Starts the engagement of a deal with these contacts, as the intake does. @returns the engagement's id */
async function dealStarted(id: string, dealname: string, contacts: CrmContact[]): Promise<string> {
  const properties = { dealname, amount: '1200.00', dealstage: 'planning_proposal' };
  const object = { id, properties, contacts };
  await office.server.emit('hubspot', { event: 'deal.propertyChange', object, deliver: false });
  const hubspot = VENDORS.find(({ name }) => name === 'hubspot');
  if (!hubspot) throw new Error('no HubSpot');
  await office.db.webhookDelivery.create({
    data: { vendor: 'hubspot', key: id, payload: {}, receivedAt: new Date(), state: 'received' },
  });
  const deals = createDealActivities(
    { ...office.deps, currency: 'EUR' },
    doorOf(office.deps, hubspot, 'crm'),
  );
  const start = { dealId: id, stage: 'planning_proposal', playbook: 'client-delivery' };
  expect(await deals['crm.startEngagement'](start)).toMatchObject({ outcome: 'started' });
  const row = await office.db.externalId.findFirstOrThrow({ where: { externalId: id } });
  return row.engagementId;
}

const contactsOfDeal = async (dealId: string) => {
  const { rows } = await office.server.pool.query<{ id: string; properties: Record<string, string> }>(
    `SELECT id, data->'properties' AS properties FROM sandbox_object
     WHERE vendor = 'hubspot' AND kind = 'contacts' AND id = ANY($1) ORDER BY id`,
    [(await clientOf(office.server.clients, 'hubspot').getDeal(dealId)).contactIds],
  );
  return rows.map(({ properties }) => properties);
};
const upsert = (engagementId: string, params: { fillEmpty?: boolean } = {}) =>
  office.actions['crm.upsertContacts']({ engagementId, key: `u/${engagementId}`, params });
const send = (engagementId: string) =>
  office.actions['mail.send']({
    engagementId,
    key: `m/${engagementId}`,
    params: { template: 'signed-proposal', to: ['client'] },
  });

describe('what came from the CRM', () => {
  it('stays as it is: names of several words, last names alone, contacts without a company', async () => {
    const contacts = [
      { email: 'ana@own.example', firstname: 'Ana María', lastname: 'García López', company: '' },
      { email: 'berg@own.example', firstname: '', lastname: 'van der Berg', company: '' },
    ];
    const id = await dealStarted('9001', 'Relaunch of Own', contacts);
    await upsert(id);
    await upsert(id, { fillEmpty: true });
    expect(await contactsOfDeal('9001')).toEqual(contacts);
    const own = await office.db.contact.findMany({
      where: { system: 'hubspot', email: { endsWith: '@own.example' } },
    });
    expect(own.map(({ name }) => name).toSorted()).toEqual(['Ana María García López', 'van der Berg']);
  });

  it('is filled only where it is empty, and where the playbook says so', async () => {
    const id = await dealStarted('9002', 'Relaunch', [
      { email: 'a@fill.example', firstname: 'A', company: 'Fill Ltd' },
      { email: 'b@fill.example', firstname: 'B' },
    ]);
    const companies = async () => (await contactsOfDeal('9002')).map(({ company }) => company);
    await upsert(id);
    expect(await companies()).toEqual(['Fill Ltd', '']);
    await upsert(id, { fillEmpty: true });
    expect(await companies()).toEqual(['Fill Ltd', 'Fill Ltd']);
  });

  it('is kept without an address where it has none that could be one; nobody writes there, and people are told', async () => {
    const id = await dealStarted('9003', 'Reach', [
      { email: ' c@reach.example ', firstname: 'C' },
      { email: 'n/a', firstname: 'D' },
      { firstname: 'E' },
      { email: 'f@b', lastname: 'F' },
    ]);
    const kept = await office.db.engagementContact.findMany({
      where: { engagementId: id },
      orderBy: { place: 'asc' },
      include: { contact: true },
    });
    const shown = kept.map(({ contact: { name, email } }) => [name, email]);
    expect(shown).toEqual([
      ['C', 'c@reach.example'],
      ['D', null],
      ['E', null],
      ['F', null],
    ]);
    const sent = await send(id);
    expect(sent.note).toContain('went to 1. 3 contacts of the client have no usable address.');
    expect((await upsert(id)).note).toContain('3 contacts of the client have no usable address.');
    const nobody = await dealStarted('9004', 'Nobody', [{ email: 'unknown', firstname: 'G' }]);
    const failure = await failureOf(send(nobody));
    expect(failure).toMatchObject({ type: 'VendorRejected' });
    expect(failure.message).toContain('nobody to address as client');
  });

  it('keeps its name when an engagement names the same contact otherwise', async () => {
    await dealStarted('9005', 'Same', [
      { email: 'h@same.example', firstname: 'Ana María', lastname: 'García', company: 'Same Ltd' },
    ]);
    await newEngagement(office, { client: 'Same Ltd', contacts: [{ name: 'ana', email: 'H@same.example' }] });
    const rows = await office.db.contact.findMany({ where: { emailKey: 'h@same.example' } });
    expect(rows).toMatchObject([{ name: 'Ana María García' }]);
  });
});

describe('contacts of other work', () => {
  it('are neither linked nor written by a second engagement of the client', async () => {
    const deal = (id: string, email: string) =>
      dealStarted(id, `Work ${id}`, [{ email, firstname: 'X', company: 'Work Ltd' }]);
    const [first, second] = [await deal('9010', 'one@work.example'), await deal('9011', 'two@work.example')];
    await upsert(first);
    await upsert(second);
    expect((await contactsOfDeal('9010')).map(({ email }) => email)).toEqual(['one@work.example']);
    expect((await contactsOfDeal('9011')).map(({ email }) => email)).toEqual(['two@work.example']);
    const [one, two] = await office.db.engagement.findMany({ where: { id: { in: [first, second] } } });
    expect(one?.clientId).toBe(two?.clientId);
  });

  it('gives a contact of ours its whole name, and leaves one that the CRM has', async () => {
    const ours = await newEngagement(office, {
      client: 'Ours Ltd',
      contacts: [{ name: 'Ana María García López', email: 'ana@ours.example' }],
    });
    const { refs } = await upsert(ours);
    const [made] = await contactsOfDeal(refs['dealId'] ?? '');
    expect(made).toMatchObject({
      email: 'ana@ours.example',
      firstname: 'Ana María García López',
      company: 'Ours Ltd',
    });
    expect(made?.['lastname']).toBeUndefined();
  });
});

describe('a channel of the name', () => {
  const wantedName = async (id: string) => {
    const { reference } = await office.db.engagement.findUniqueOrThrow({ where: { id } });
    return `${reference.toLowerCase()}-taken-ltd`;
  };
  const createdBefore = (object: object) =>
    office.server.emit('slack', { event: 'channel_created', object, deliver: false });
  const channel = async (id = '') =>
    (
      await office.server.pool.query<{
        data: { name: string; members: string[]; purpose: { value: string } };
      }>(`SELECT data FROM sandbox_object WHERE vendor = 'slack' AND kind = 'channel' AND id = $1`, [id])
    ).rows[0]?.data;
  const create = (engagementId: string) =>
    office.restarted()['chat.createChannel']({ engagementId, key: `c/${engagementId}`, params: {} });

  it.each([
    ['public', {}],
    ['archived', { is_archived: true }],
    ['private', { is_private: true }],
    ['made by this bot for something else', { creator: 'UPROMISES0', purpose: { value: 'Lunch' } }],
  ])('that is %s and not ours is left alone', async (_what, more) => {
    const id = await newEngagement(office, { client: 'Taken Ltd' });
    const name = await wantedName(id);
    const { object } = (await createdBefore({ name, ...more })) as unknown as {
      object: { id: string; members: string[] };
    };
    const { refs } = await create(id);
    expect(refs['channelId']).not.toBe(object.id);
    expect(await channel(refs['channelId'])).toMatchObject({ name: `${name}-2` });
    expect(await channel(object.id)).toEqual(object);
  });

  it('that is ours is found again, also when its mark was lost on the way', async () => {
    const id = await newEngagement(office, { client: 'Taken Ltd' });
    await office.server.fault('slack', { path: '/api/conversations.setPurpose', status: 500 });
    await failureOf(create(id));
    const { refs } = await create(id);
    expect(await channel(refs['channelId'])).toMatchObject({
      name: await wantedName(id),
      purpose: { value: expect.stringMatching(/^Made by Promisekeeper \[\w{26}\]$/) },
    });
  });

  it('is left to a person when every name is taken', async () => {
    const id = await newEngagement(office, { client: 'Taken Ltd' });
    const name = await wantedName(id);
    for (const suffix of ['', ...[2, 3, 4, 5, 6, 7, 8, 9].map((number) => `-${number}`)]) {
      await createdBefore({ name: `${name}${suffix}` });
    }
    expect(await failureOf(create(id))).toMatchObject({ type: 'VendorRejected', nonRetryable: true });
  });

  it.each([
    ['signs that are escaped', '&'.repeat(160)],
    ['emoji', '😀'.repeat(130)],
    ['families', '👨‍👩‍👧'.repeat(40)],
    ['markup', '<!channel>&amp;'.repeat(20)],
  ])('has a topic of whole characters, with %s', async (_what, title) => {
    const id = await newEngagement(office, { title });
    const { refs } = await create(id);
    const { rows } = await office.server.pool.query<{ topic: string }>(
      `SELECT data->'topic'->>'value' AS topic FROM sandbox_object WHERE vendor = 'slack' AND kind = 'channel' AND id = $1`,
      [refs['channelId']],
    );
    const plain = (rows[0]?.topic ?? '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
    const { reference } = await office.db.engagement.findUniqueOrThrow({ where: { id } });
    const whole = `${reference} ${title}`;
    expect(whole.startsWith(plain)).toBe(true);
    const graphemes = Array.from(new Intl.Segmenter().segment(whole), ({ index }) => index);
    expect([...graphemes, whole.length]).toContain(plain.length);
    expect(plain.length).toBeGreaterThan(Math.min(whole.length, 240) - 1);
  });
});

describe('the customer of an invoice', () => {
  const invoice = (engagementId: string) =>
    office.actions['accounting.createInvoice']({
      engagementId,
      key: `i/${engagementId}`,
      params: { milestone: 'signature', percent: 50, dueDays: 14 },
    });
  const customers = async () =>
    (
      await office.server.pool.query<{ name: string }>(
        `SELECT data->>'Name' AS name FROM sandbox_object WHERE vendor = 'xero' AND kind = 'contact'`,
      )
    ).rows.map(({ name }) => name);

  it.each([
    'Back\\slash\\',
    '"Quoted" & Co (AND Name=="x")',
    '\\"',
    "O'Brien %_*",
    'Café ☕ 東京',
    'x" OR Name!="',
  ])('is one, whatever its name means to Xero: %s', async (client) => {
    const name = `${client} ${Math.random()} ${client}`;
    await invoice(await newEngagement(office, { client: name }));
    await invoice(await newEngagement(office, { client: name }));
    expect((await customers()).filter((own) => own === name)).toHaveLength(1);
  });

  it('is found under any name, also when it was there before', async () => {
    const xero = clientOf(office.server.clients, 'xero');
    const text = fc.string({
      unit: fc.constantFrom('"', '\\', 'a', ' ', '=', '(', 'é', '😀'),
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(text, async (name) => {
        const own = `${name}|${Math.random()}`;
        const made = await xero.ensureContact(`first ${own}`, own, undefined);
        expect(await xero.ensureContact(`second ${own}`, own, undefined)).toBe(made);
      }),
      { numRuns: 40 },
    );
  });
});
