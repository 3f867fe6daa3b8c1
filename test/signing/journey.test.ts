import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import { House, PUBLIC_URL, until } from '../intake/house';
import { startApi, type TestApi } from '../support/api';
import { ADMIN_TOKEN } from '../vendors/sandbox-server';

const PLAYBOOK = readFileSync(join(__dirname, '../fixtures/playbooks/signed-at-a-vendor.yaml'), 'utf8');
const MAILERS = [
  { mail: 'gmail', stage: 'contractsent', deals: ['7101', '7102', '7103'] },
  { mail: 'smtp', stage: 'decisionmakerboughtin', deals: ['7201', '7202', '7203'] },
] as const;

let house: House;
let api: TestApi;
beforeAll(async () => {
  house = await House.open();
  for (const { mail, stage } of MAILERS) {
    const source = PLAYBOOK.replace('signed-at-a-vendor', `signed-here-by-${mail}`)
      .replace(
        'reference: SV',
        `reference: ${mail.slice(0, 2).toUpperCase()}\n\nvendors: { signature: signing-page, mail: ${mail} }`,
      )
      .replace('contractsent', stage);
    expect(await publishPlaybook(house.db, source, new Date())).toMatchObject({ outcome: 'published' });
  }
  await house.person('Oda', 'Etc/UTC', ['operations-manager']);
  await house.person('Sam', 'Etc/UTC', ['sales-manager']);
  house.startDispatcher();
  api = await startApi({ databaseUrl: house.sandbox.databaseUrl });
});
afterAll(async () => {
  await api.close();
  await house.close();
});

/** What has gone out by a vendor that serves mail, oldest first. */
async function mailsBy(mail: string): Promise<{ subject: string; to: string; text: string }[]> {
  const raws =
    mail === 'gmail'
      ? await house.mails()
      : (await house.sandbox.log(mail))
          .filter(({ method }) => method === 'DATA')
          .map(({ body }) => (body as { raw: string }).raw);
  const mails = await Promise.all(raws.map((raw) => PostalMime.parse(raw)));
  return mails.map(({ subject = '', to = [], text = '' }) => ({ subject, to: to[0]?.address ?? '', text }));
}

/** The path of the link in the only mail with such a subject, once it is there. */
async function linkIn(mail: string, subject: RegExp, to: RegExp): Promise<string> {
  const found = await until(`the mail ${subject.source} to ${to.source}`, async () => {
    const fits = (await mailsBy(mail)).filter((one) => subject.test(one.subject) && to.test(one.to));
    return fits.length > 0 && fits;
  });
  expect(found).toHaveLength(1);
  return new RegExp(`${PUBLIC_URL}(/sign/\\S+)`).exec(found[0]?.text ?? '')?.[1] ?? '';
}

async function send(path: string, fields: Record<string, string>): Promise<void> {
  api.clock.nowMs = house.clock.productNow();
  const body = new URLSearchParams(fields);
  const { status } = await fetch(`${api.url}${path}`, { method: 'POST', redirect: 'manual', body });
  expect(status).toBe(303);
}

async function engagementOf(dealId: string) {
  return until('the engagement', async () => {
    const where = { externals: { some: { externalId: dealId } } };
    return (await house.db.engagement.findFirst({ where })) ?? undefined;
  });
}

const step = async (engagementId: string, name: string) =>
  (await house.db.promiseRecord.findFirst({ where: { engagementId, step: name } })) ?? undefined;
const kept = (engagementId: string, name: string) =>
  until(`${name} to be kept`, async () => (await step(engagementId, name))?.state === 'kept');

describe.each(MAILERS)(
  'A proposal that is signed on our own page, with mail by $mail',
  ({ mail, stage, deals }) => {
    const reference = mail.slice(0, 2).toUpperCase();

    it('[SYS-17] is asked for in turn, signed by both, kept in the folder, and sent to both', async () => {
      await house.dealMoves(deals[0], stage);
      const { id } = await engagementOf(deals[0]);
      const invitation = new RegExp(`^Proposal ${reference}-0001`);
      await send(await linkIn(mail, invitation, /client/), { do: 'sign', name: 'C. Client', agreed: 'yes' });
      await kept(id, 'client-signature');
      expect(await step(id, 'provider-signature')).toMatchObject({ state: 'open' });

      await send(await linkIn(mail, invitation, /^sam@/), { do: 'sign', name: 'Sam', agreed: 'yes' });
      await kept(id, 'keep-signed');
      const signatures = await house.db.command.findMany({
        where: { subjectId: id, signal: 'proposalSigned' },
        orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
      });
      expect(signatures.map(({ state, actor, body }) => ({ state, actor, body }))).toMatchObject([
        {
          state: 'applied',
          actor: { name: 'signing-page' },
          body: { party: 'client', signedBy: 'C. Client' },
        },
        { state: 'applied', actor: { name: 'signing-page' }, body: { party: 'provider', signedBy: 'Sam' } },
      ]);

      const { refs } = await house.db.effect.findFirstOrThrow({
        where: { engagementId: id, action: 'signature.saveSigned' },
      });
      const { fileId } = refs as { fileId: string };
      const response = await fetch(
        `${house.sandbox.url}/sandbox/google-drive/drive/v3/files/${fileId}?alt=media`,
        { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } },
      );
      const content = Buffer.from(await response.arrayBuffer());
      expect(response.headers.get('content-type')).toMatch(/^text\/html/);
      expect(content.toString('utf8')).toContain('signed by C. Client, ');
      const sha256 = createHash('sha256').update(content).digest('hex');
      const entries = await house.db.journalEntry.findMany({ where: { subjectId: id } });
      expect(entries.some(({ data }) => JSON.stringify(data).includes(sha256))).toBe(true);
      const copy = new RegExp(`^Signed: Proposal ${reference}-0001`);
      for (const to of [/client/, /^sam@/]) {
        expect((await api.call('GET', await linkIn(mail, copy, to), { token: null })).text).toContain(
          'it is your copy',
        );
      }
    });

    it('that is declined is a task for the owner; one that is called off is withdrawn, and its signer told', async () => {
      await house.dealMoves(deals[1], stage);
      const declined = await engagementOf(deals[1]);
      const path = await linkIn(mail, new RegExp(`^Proposal ${reference}-0002`), /client/);
      await send(path, { do: 'decline', reason: 'Too dear' });
      const task = await until('the task', () => step(declined.id, 'outside-change'));
      expect(task).toMatchObject({ owedBy: 'operations-manager', state: 'open' });

      await house.dealMoves(deals[2], stage);
      const { id, workflowId } = await engagementOf(deals[2]);
      const link = await linkIn(mail, new RegExp(`^Proposal ${reference}-0003`), /client/);
      await kept(id, 'request-signatures');
      await house.temporal.signal(workflowId, 'cancelled', {
        commandId: `cancel-${reference}`,
        actor: { kind: 'administrator' },
        occurredAtMs: house.clock.productNow(),
        fields: {},
      });
      await linkIn(mail, new RegExp(`^Withdrawn: Proposal ${reference}-0003`), /client/);
      expect((await api.call('GET', link, { token: null })).text).toContain('need not be signed any more');
    });
  },
);
