import { shortEffectKey } from '../../src/vendors/kit/effect-key';
import { smtp } from '../../src/vendors/smtp';
import { actionsOf } from '../activities/support';
import { House, until } from './house';

let house: House;
beforeAll(async () => {
  house = await House.open();
  await house.person('Oda', 'Etc/UTC', ['operations-manager']);
  house.startDispatcher();
});
afterAll(() => house.close());

/** An engagement of a deal with a contact, and a mail of it that lies in the contact's mailbox. */
async function written(dealId: string): Promise<{ id: string; key: string; mailbox: string }> {
  const mailbox = `ada-${dealId}@client.example`;
  await house.sandbox.emit('hubspot', {
    event: 'deal.propertyChange',
    object: {
      id: dealId,
      properties: { dealname: `Deal ${dealId}`, amount: '1200.00', dealstage: 'planning_proposal' },
      contacts: [{ email: mailbox, firstname: 'Ada', lastname: 'Lovelace' }],
    },
  });
  await house.takeIn();
  await house.outcomes();
  const { id } = await house.db.engagement.findFirstOrThrow({
    where: { externals: { some: { externalId: dealId } } },
  });
  const key = `welcome/${id}`;
  const { db, clock, sandbox } = house;
  await actionsOf({ db, clock, clients: sandbox.clients }, [smtp])['mail.send']({
    engagementId: id,
    key,
    params: { template: 'delivery-unlocked', to: ['client'] },
  });
  return { id, key, mailbox };
}

async function emit(event: string, object: object): Promise<void> {
  const { httpStatus } = await house.sandbox.emit('smtp', { event, object });
  expect(httpStatus).toBe(200);
  await house.takeIn();
  await house.outcomes();
}

const journalOf = (subjectId: string) =>
  house.db.journalEntry.findMany({ where: { subjectId }, orderBy: { seq: 'asc' } });
const told = (subjectId: string, summary: string) =>
  until(`the entry "${summary}"`, async () =>
    (await journalOf(subjectId)).find((entry) => entry.summary === summary),
  );
const tasksOf = (engagementId: string) =>
  house.db.promiseRecord.findMany({ where: { engagementId, step: 'outside-change' } });

describe('[SYS-08] A mail of an engagement', () => {
  test('that came back is a fact in its journal and a task for its owner, once', async () => {
    const { id, key, mailbox } = await written('8001');
    await emit('failed', { mailbox });
    const entry = await told(id, 'A mail came back (smtp)');
    expect(entry.data).toMatchObject({ what: 'mail', how: 'returned', id: shortEffectKey(key) });
    const task = await until('the task', async () => (await tasksOf(id))[0]);
    expect(task).toMatchObject({ owedBy: 'operations-manager', state: 'open' });
    expect(task.title).toMatch(/^A mail came back: /);
    expect(JSON.stringify([entry.summary, entry.data, task.title])).not.toContain('ada-');
    await emit('failed', { mailbox });
    await until('the task of another report', async () => (await tasksOf(id)).length === 2);
    // Both are handled a second time.
    await house.db.webhookDelivery.updateMany({
      where: { vendor: 'smtp' },
      data: { state: 'received', replays: { increment: 1 } },
    });
    await house.outcomes();
    await emit('delayed', { mailbox });
    await told(id, 'A mail is not delivered yet; it is being tried further (smtp)');
    const summaries = (await journalOf(id)).map(({ summary }) => summary);
    expect(summaries.filter((summary) => summary === 'A mail came back (smtp)')).toHaveLength(2);
    expect(await tasksOf(id)).toHaveLength(2);
  });

  test('that a machine or a person answered is a fact without a word of the answer, and gets no answer', async () => {
    const { id, mailbox } = await written('8002');
    await emit('auto-replied', { mailbox });
    await told(id, 'A mail was answered by a machine (smtp)');
    await emit('answered', { mailbox, text: 'Our budget is a secret of 5000.' });
    const entry = await told(id, 'A mail was answered (smtp)');
    expect(JSON.stringify(entry)).not.toContain('secret');
    expect(await tasksOf(id)).toEqual([]);
    const sent = (await house.sandbox.log('smtp')).filter(({ method }) => method === 'DATA');
    expect(sent).toHaveLength(2);
  });

  test('that arrived, or is of no engagement, is no news', async () => {
    const { id, mailbox } = await written('8003');
    await emit('delivered', { mailbox });
    expect((await house.outcomes()).at(-1)).toContain('a mail was delivered');
    await house.db.outsideObject.deleteMany({ where: { engagementId: id, what: 'mail' } });
    await emit('failed', { mailbox });
    expect((await house.outcomes()).at(-1)).toBe('ignored: nothing rests on this mail');
    expect(await tasksOf(id)).toEqual([]);
  });
});
