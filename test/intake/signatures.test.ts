import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { Actor } from '../../src/fact/domain/actor';
import { putFact } from '../../src/fact/store/facts-to-tell';
import { lookOutside } from '../../src/intake/dispatch/look-outside';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import { VENDORS } from '../../src/vendors/registry';
import { clientOf } from '../vendors/clients';
import { ADMIN_TOKEN } from '../vendors/sandbox-server';
import { House, until } from './house';

const PLAYBOOK = readFileSync(join(__dirname, '../fixtures/playbooks/signed-at-a-vendor.yaml'), 'utf8');
const ODA: Actor = { kind: 'person', id: 'per_oda', roles: ['operations-manager'] };

let house: House;
beforeAll(async () => {
  house = await House.open();
  expect((await publishPlaybook(house.db, PLAYBOOK, new Date())).outcome).toBe('published');
  await house.person('Oda', 'Etc/UTC', ['operations-manager']);
  await house.person('Sam', 'Etc/UTC', ['sales-manager']);
  house.startDispatcher();
});
afterAll(() => house.close());

/** An engagement whose proposal is out to be signed. */
async function signing(dealId: string): Promise<{ id: string; workflowId: string; envelopeId: string }> {
  await house.dealMoves(dealId, 'contractsent');
  const engagement = await until('the engagement', async () => {
    const found = await house.db.engagement.findFirst({
      where: { externals: { some: { externalId: dealId } } },
    });
    return found ?? undefined;
  });
  const { id, workflowId } = engagement;
  const sent = await until('the request to sign', async () => {
    const key = `${id}/proposal`;
    const where = { system_kind_key: { system: 'docusign', kind: 'document-out', key } };
    return (await house.db.externalRef.findUnique({ where })) ?? undefined;
  });
  return { id, workflowId, envelopeId: sent.vendorId };
}

async function emit(event: string, object: object, deliver = true): Promise<void> {
  const { httpStatus } = await house.sandbox.emit('docusign', { event, object, deliver });
  expect(httpStatus).toBe(200);
}

/** What DocuSign has told since the last time is taken in, and has had its effect. */
async function heard(): Promise<string[]> {
  await house.takeIn();
  return house.outcomes();
}

const signatures = (subjectId: string) =>
  house.db.command.findMany({
    where: { subjectId, signal: 'proposalSigned' },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
  });
const step = async (engagementId: string, name: string) =>
  (await house.db.promiseRecord.findFirst({ where: { engagementId, step: name } })) ?? undefined;
const kept = (engagementId: string, name: string) =>
  until(`${name} to be kept`, async () => (await step(engagementId, name))?.state === 'kept');
const journalOf = async (subjectId: string) =>
  house.db.journalEntry.findMany({ where: { subjectId }, orderBy: { seq: 'asc' } });
const told = (subjectId: string, summary: string) =>
  until(`the entry "${summary}"`, async () =>
    (await journalOf(subjectId)).find((entry) => entry.summary === summary),
  );

/** All that stands in the histories of a workflow and of every intake. */
async function historiesOf(workflowId: string): Promise<string> {
  const ids = [workflowId];
  for await (const run of house.client.workflow.list({ query: `WorkflowType = 'intake'` })) {
    ids.push(run.workflowId);
  }
  const histories = ids.map((id) => house.client.workflow.getHandle(id).fetchHistory());
  const texts = (await Promise.all(histories)).map((history) =>
    historyToJSON(history).replaceAll(/"data":\s*"([^"]*)"/g, (_whole, data: string) =>
      Buffer.from(data, 'base64').toString('utf8'),
    ),
  );
  return texts.join('\n');
}

describe('A proposal that is signed at DocuSign', () => {
  test('[SYS-17] [CD-04] [OOES-06] is signed for its engagement when both have signed, once each, however often DocuSign tells it', async () => {
    const { id, workflowId, envelopeId } = await signing('9001');
    await emit('recipient-completed', { envelopeId, recipientId: '1' });
    await heard();
    await kept(id, 'client-signature');
    expect(await step(id, 'provider-signature')).toMatchObject({ state: 'open' });
    expect(await step(id, 'keep-signed')).toBeUndefined();
    expect(await signatures(id)).toHaveLength(1);

    await emit('recipient-completed', { envelopeId, recipientId: '2' });
    await emit('envelope-completed', { envelopeId });
    await emit('envelope-completed', { envelopeId });
    house.sandbox.received.reverse();
    await heard();
    await kept(id, 'keep-signed');
    const facts = await signatures(id);
    expect(facts.map(({ state, actor, body }) => ({ state, actor, body }))).toMatchObject([
      { state: 'applied', actor: { kind: 'system', name: 'docusign' }, body: { party: 'client' } },
      { state: 'applied', body: { party: 'provider', signedBy: 'Sam' } },
    ]);

    const signed = Buffer.from(await clientOf(house.sandbox.clients, 'docusign').combinedFile(envelopeId));
    const sha256 = createHash('sha256').update(signed).digest('hex');
    const entry = (await journalOf(id)).find(({ data }) => JSON.stringify(data).includes(sha256));
    expect(entry?.summary).toContain('Keep the signed proposal in the folder');
    const file = await house.db.externalRef.findFirstOrThrow({ where: { kind: 'signed-file' } });
    const response = await fetch(
      `${house.sandbox.url}/sandbox/google-drive/drive/v3/files/${file.vendorId}?alt=media`,
      { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } },
    );
    expect(response.headers.get('content-type')).toMatch(/^application\/pdf/);
    expect(Buffer.from(await response.arrayBuffer()).equals(signed)).toBe(true);

    const said = await historiesOf(workflowId);
    expect(said).toContain('proposalSigned');
    expect(said).toContain(envelopeId);
    const [byClient] = facts.map(({ body }) => (body as { signedBy: string }).signedBy);
    for (const personal of [byClient ?? '', 'Sam', '@client.example', '@house.example']) {
      expect(personal).not.toBe('');
      expect(said).not.toContain(personal);
    }
  });

  test('that is declined stands in the journal and is a task for the owner, and is not signed', async () => {
    const { id, envelopeId } = await signing('9002');
    await emit('recipient-completed', { envelopeId, recipientId: '1' });
    await emit('recipient-declined', { envelopeId, recipientId: '2', declinedReason: 'Too dear' });
    await heard();
    await told(id, 'Somebody declined to sign the document (docusign)');
    const task = await until('the task', () => step(id, 'outside-change'));
    expect(task).toMatchObject({ owedBy: 'operations-manager', state: 'open' });
    expect((await signatures(id)).map(({ body }) => body)).toMatchObject([{ party: 'client' }]);
    expect(await step(id, 'provider-signature')).toMatchObject({ state: 'open' });
    await emit('envelope-deleted', { envelopeId });
    await heard();
    await told(id, 'The document that was out to be signed was deleted (docusign)');
  });

  test.each([
    ['envelope-voided', 'The document that was out to be signed was voided (docusign)'],
    ['recipient-autoresponded', 'The request to sign did not reach a signer (docusign)'],
  ])('that %s by others is told once, and somebody decides', async (event, summary) => {
    const { id, envelopeId } = await signing(event === 'envelope-voided' ? '9003' : '9004');
    await emit(event, { envelopeId, recipientId: '1' });
    await heard();
    await told(id, summary);
    await lookOutside({ db: house.db, clock: house.clock, clients: house.sandbox.clients, vendors: VENDORS });
    await house.outcomes();
    expect((await journalOf(id)).filter((entry) => entry.summary === summary)).toHaveLength(1);
    expect(await house.db.promiseRecord.count({ where: { engagementId: id, step: 'outside-change' } })).toBe(
      1,
    );
  });

  test('[SYS-17] is voided when its engagement is called off, and nobody is asked about that', async () => {
    const { id, envelopeId } = await signing('9005');
    const order = {
      subjectId: id,
      commandId: randomUUID(),
      signal: 'cancelled',
      body: { reason: 'Changed their mind' },
      fields: {},
      actor: ODA,
      occurredAtMs: house.clock.productNow(),
    };
    await house.db.$transaction((tx) => putFact(tx, order, house.now()));
    await told(id, 'Undone: The document that was out to be signed is void.');
    const envelope = await clientOf(house.sandbox.clients, 'docusign').get(envelopeId);
    expect(envelope).toMatchObject({ status: 'voided' });
    await until('DocuSign to tell of it', async () => (await house.takeIn()) > 0);
    await house.outcomes();
    expect(await step(id, 'outside-change')).toBeUndefined();
    const summaries = (await journalOf(id)).map(({ summary }) => summary);
    expect(summaries.filter((summary) => summary.includes('voided'))).toEqual([]);
  });

  test('[SYS-17] whose signatures DocuSign told in vain is signed at the next look', async () => {
    const { id, envelopeId } = await signing('9006');
    await emit('recipient-completed', { envelopeId, recipientId: '1' }, false);
    const deps = { db: house.db, clock: house.clock, clients: house.sandbox.clients, vendors: VENDORS };
    await lookOutside(deps);
    await house.outcomes();
    await kept(id, 'client-signature');
    await emit('envelope-completed', { envelopeId }, false);
    await Promise.all([lookOutside(deps), lookOutside(deps)]);
    await house.outcomes();
    await kept(id, 'keep-signed');
    expect(await signatures(id)).toHaveLength(2);
    const looks = async () =>
      (await house.sandbox.log('docusign')).filter(({ path }) => path.includes(`envelope_ids=`)).at(-1)?.path;
    await lookOutside(deps);
    expect(await looks()).not.toContain(envelopeId);
  });

  test('[SYS-17] goes out once when the answer to its sending is lost, though DocuSign tells of it before', async () => {
    const path = '/restapi/v2.1/accounts';
    await house.sandbox.fault('docusign', { method: 'POST', path, status: 500, afterEffect: true });
    await house.dealMoves('9007', 'contractsent');
    await until('DocuSign to tell of it', async () => (await house.takeIn()) > 0);
    const { id, envelopeId } = await signing('9007');
    await house.outcomes();
    const { rows } = await house.sandbox.pool.query(
      `SELECT id FROM sandbox_object WHERE vendor = 'docusign' AND kind = 'envelope' AND position($1 in data::text) > 0`,
      ['Deal 9007'],
    );
    expect(rows).toEqual([{ id: envelopeId }]);
    await emit('envelope-completed', { envelopeId });
    await heard();
    await kept(id, 'keep-signed');
  });
});

test('[SYS-17] A playbook without a request to sign is signed by people’s word', async () => {
  const own = PLAYBOOK.replace('name: signed-at-a-vendor', 'name: signed-by-word')
    .replace('dealStage: contractsent', 'dealStage: closedwon')
    .replace(/ {6}- id: request-signatures\n(?: {8}.*\n)+/, '')
    .replace(/ {6}- id: keep-signed\n(?: {8}.*\n)+/, '')
    .replaceAll('after: [request-signatures]', 'after: []');
  expect(await publishPlaybook(house.db, own, new Date())).toMatchObject({ outcome: 'published' });
  await house.dealMoves('9008', 'closedwon');
  await house.outcomes();
  const { id } = await house.db.engagement.findFirstOrThrow({
    where: { externals: { some: { externalId: '9008' } } },
  });
  await until('the wait', () => step(id, 'client-signature'));
  for (const party of ['client', 'provider']) {
    const stated = {
      subjectId: id,
      commandId: randomUUID(),
      signal: 'proposalSigned',
      body: { party, signedBy: 'Ada' },
      fields: { party },
      actor: ODA,
      occurredAtMs: house.clock.productNow(),
    };
    await house.db.$transaction((tx) => putFact(tx, stated, house.now()));
  }
  await kept(id, 'provider-signature');
  await until('what follows', () => step(id, 'hello'));
  expect(await house.db.externalRef.count({ where: { system: 'docusign', key: { contains: id } } })).toBe(0);
});
