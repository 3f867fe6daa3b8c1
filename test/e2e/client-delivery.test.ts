import { People } from '../../ordeals/support/people';
import { RealInstallation, type Received, until } from '../../ordeals/support/real-installation';

describe('An installation', () => {
  let installation: RealInstallation;

  beforeAll(async () => {
    installation = await RealInstallation.start();
    await People.hire(installation);
  }, 240_000);
  afterAll(async () => {
    await installation.remove();
  }, 60_000);

  const created = (received: Received[], method: string, path: RegExp) =>
    received.filter((call) => call.method === method && path.test(call.path) && call.status < 300);

  it('[S4-02] [CD-01] takes one engagement from a webhook to the survey, though its processes are killed on the way, and has every effect once', async () => {
    await installation.putDeal('777', 'Garden redesign', 'planning_proposal');
    for (let post = 0; post < 3; post += 1) {
      expect(await installation.hubspotSays('777', 'planning_proposal')).toBe(200);
    }
    const engagement = await until('the engagement', async () => {
      return (await installation.engagementsNamed('Garden redesign'))[0] ?? null;
    });
    const killing: Record<string, () => Promise<void>> = {
      'Confirm who undertakes the function roles': () => installation.kill('worker'),
      'Welcome meeting': () => installation.kill('worker'),
      'See the first payment arrive': () => installation.kill('server'),
      'Plan the work and assign it': () => installation.kill('temporal'),
      'Check the deliverable against the quality checklist': async () => {
        await installation.killAll();
        await installation.up();
      },
    };
    const people = new People(installation, { before: async (title) => await killing[title]?.() });
    expect(await people.workOn(engagement.id, 240_000)).toBe('completed');
    expect(await installation.hubspotSays('777', 'planning_proposal')).toBe(200);
    expect(await installation.engagementsNamed('Garden redesign')).toHaveLength(1);

    const journal = await installation.journal(engagement.id);
    expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_, index) => index + 1));
    expect(journal.at(-1)?.summary).toBe('The engagement is complete');

    const mine = (received: Received[]) =>
      received.filter((call) => JSON.stringify(call.body ?? '').includes('Garden redesign'));
    const [slack, drives, events, mails, xero, hubspot] = await Promise.all(
      ['slack', 'google-drive', 'google-calendar', 'gmail', 'xero', 'hubspot'].map((vendor) =>
        installation.received(vendor),
      ),
    );
    expect(created(mine(slack ?? []), 'POST', /chat\.postMessage/)).toHaveLength(5);
    expect(created(drives ?? [], 'POST', /^\/drive\/v3\/files\?/).filter(named('Garden'))).toHaveLength(1);
    const meetings = created(mine(events ?? []), 'POST', /\/events/);
    expect(new Set(meetings.map((call) => (call.body as { id: string }).id)).size).toBe(8);
    expect(meetings).toHaveLength(8);
    const invoices = created(xero ?? [], 'PUT', /\/Invoices/).filter(named(engagement.reference));
    expect(invoices).toHaveLength(2);
    expect(
      created(hubspot ?? [], 'POST', /\/objects\/[^/]+\/notes$/).filter(named(engagement.reference)),
    ).toHaveLength(1);
    const sent = (mails ?? []).filter((call) => /drafts\/send$/.test(call.path) && call.status < 300);
    const ids = sent.map((call) => (call.body as { id: string }).id);
    expect(new Set(ids).size).toBe(ids.length);
  }, 400_000);

  it('[S4-02] starts nothing for a deal that was lost', async () => {
    await installation.putDeal('778', 'Lost garden', 'closedlost');
    expect(await installation.hubspotSays('778', 'closedlost')).toBe(200);
    await installation.putDeal('779', 'Found garden', 'planning_proposal');
    expect(await installation.hubspotSays('779', 'planning_proposal')).toBe(200);
    await until(
      'the other deal',
      async () => (await installation.engagementsNamed('Found garden'))[0] ?? null,
    );
    expect(await installation.engagementsNamed('Lost garden')).toEqual([]);
  });

  it('stops cleanly on Ctrl-C', async () => {
    expect(await installation.stop()).toBe(0);
  }, 60_000);
});

const named = (text: string) => (call: Received) => JSON.stringify(call.body ?? '').includes(text);
