import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import { COMPANY, House, PUBLIC_URL, until } from '../intake/house';
import { startApi, type TestApi } from '../support/api';

const PLAYBOOK = readFileSync(join(__dirname, '../fixtures/playbooks/certified.yaml'), 'utf8');
const DEAL = '7301';

let house: House;
let api: TestApi;
beforeAll(async () => {
  house = await House.open();
  expect(await publishPlaybook(house.db, PLAYBOOK, new Date())).toMatchObject({ outcome: 'published' });
  await house.person('Ines', 'Etc/UTC', ['instructor']);
  house.startDispatcher();
  api = await startApi({ databaseUrl: house.sandbox.databaseUrl });
});
afterAll(async () => {
  await api.close();
  await house.close();
});

async function letters() {
  const mails = await Promise.all((await house.mails()).map((raw) => PostalMime.parse(raw)));
  return mails.filter(({ subject }) => subject?.startsWith('Your certificate'));
}

it('A playbook has certificates issued: once, brought to their holders, in no history, and revoked when it is called off', async () => {
  await house.dealMoves(DEAL, 'contractsent');
  const { id, workflowId } = await until('the engagement', async () => {
    const where = { externals: { some: { externalId: DEAL } } };
    return (await house.db.engagement.findFirst({ where })) ?? undefined;
  });
  const step = (name: string) =>
    until(`the step ${name}`, async () => {
      const where = { engagementId: id, step: name };
      return (await house.db.promiseRecord.findFirst({ where })) ?? undefined;
    });
  await step('goodbye');
  expect(await step('certificates')).toMatchObject({ state: 'kept' });

  const { items } = (await api.call('GET', `/v1/engagements/${id}/certificates`)).body as {
    items: { number: string; holder: { name: string } }[];
  };
  const [{ number, holder } = { number: '', holder: { name: '' } }, ...more] = items;
  expect(more).toEqual([]);
  expect(items).toMatchObject([{ title: 'Keeping promises', issuer: COMPANY, state: 'valid' }]);
  const [letter, ...others] = await letters();
  expect(others).toEqual([]);
  expect(letter?.text).toContain(`${PUBLIC_URL}/certificates/${number}`);
  const link = new RegExp(`${PUBLIC_URL}(/my-certificate/\\S+)`).exec(letter?.text ?? '')?.[1] ?? '';
  const pdf = await api.call('GET', `${link}/pdf`, { token: null });
  expect([pdf.status, pdf.text.slice(0, 5)]).toEqual([200, '%PDF-']);

  const { events } = await house.client.workflow.getHandle(workflowId).fetchHistory();
  const history = JSON.stringify(events, (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
  );
  expect(history).toContain('certificates.issue');
  for (const said of [number, holder.name, link.slice('/my-certificate/'.length)]) {
    expect(said).not.toBe('');
    expect(history).not.toContain(said);
  }

  await house.temporal.signal(workflowId, 'cancelled', {
    commandId: 'cancel-the-course',
    actor: { kind: 'administrator' },
    occurredAtMs: house.clock.productNow(),
    fields: {},
  });
  const page = async () => (await api.call('GET', `/certificates/${number}`, { token: null })).text;
  await until('the revocation', async () => (await page()).includes('This certificate was revoked'));
});
