import { AxeBuilder } from '@axe-core/playwright';
import { DECISION_PATH, LINK_GOOD_MS, newDecisionLinks } from '../../src/decision/store/links';
import { openPromise, signalsAt, startApi, type TestApi } from '../support/api';
import { openBrowser, type TestBrowser } from '../support/browser';

let api: TestApi;
let opened: TestBrowser;
let owner: { id: string; token: string };
let stranger: { id: string; token: string };
beforeAll(async () => {
  [api, opened] = await Promise.all([startApi(), openBrowser()]);
  owner = await api.person('operations-manager', 'project-manager', 'account-manager', 'sales-manager');
  stranger = await api.person('consultant');
}, 120_000);
afterAll(async () => {
  await opened.close();
  await api.close();
});

const now = () => new Date(api.clock.productNow());

async function linkTo(promiseId: string, personId = owner.id): Promise<string> {
  const secrets = await newDecisionLinks(api.db, personId, [promiseId], now());
  return `${DECISION_PATH}/${secrets.get(promiseId) ?? ''}`;
}

/** A promise of a new engagement, with its owner's link. */
async function owed(step: string): Promise<{ engagementId: string; promiseId: string; path: string }> {
  const engagementId = await api.engagement();
  const promiseId = await openPromise(api, engagementId, step);
  return { engagementId, promiseId, path: await linkTo(promiseId) };
}

const look = (path: string) => api.call('GET', path, { token: null });

function send(path: string, fields: Record<string, string>) {
  return fetch(`${api.url}${path}`, { method: 'POST', body: new URLSearchParams(fields) });
}

const commandsOf = (engagementId: string) =>
  api.db.command.findMany({ where: { subjectId: engagementId }, orderBy: { id: 'asc' } });

describe('The page of a promise', () => {
  it('says what is owed, by whom, until when and for whom, and asks what its form asks', async () => {
    const { path } = await owed('sales-details');
    const { status, text } = await look(path);
    expect(status).toBe(200);
    expect(text).toMatch(/It is owed by the operations manager and is due on Mon, 1 Jun 2026, 10:00/);
    expect(text).toMatch(/CD-\d+, &quot;Website relaunch&quot;, for Acme/);
    expect(text).toMatch(/<label for="keep-0.form.timeline">Timeline/);
    expect(text).toContain('8 weeks</textarea>');
    expect(text).toContain('<button>Step completed</button>');
  });

  it('states a fact in the name of whoever has the link, as if they had called the API, once however often it is sent', async () => {
    const { engagementId, promiseId, path } = await owed('send-proposal');
    const commandId = /name="commandId" value="(page_[^"]+)"/.exec((await look(path)).text)?.[1] ?? '';
    const fields = { act: 'keep-0', commandId, 'body.comment': ' All fine.\r\nReally. ' };
    for (let time = 0; time < 2; time += 1) {
      const answer = await send(path, fields);
      expect([answer.status, await answer.text()]).toEqual([
        200,
        expect.stringContaining('&quot;Step completed&quot; is stored for good'),
      ]);
    }
    expect(await commandsOf(engagementId)).toMatchObject([
      {
        id: commandId,
        signal: 'stepCompleted',
        actor: { kind: 'person', id: owner.id },
        body: { promiseId, comment: 'All fine.\nReally.' },
      },
    ]);
    const { workflowId } = await api.db.engagement.findUniqueOrThrow({ where: { id: engagementId } });
    expect((await signalsAt(workflowId)).map(({ name }) => name)).toEqual(['stepCompleted']);
  });

  it('says what is missing, and keeps what was typed', async () => {
    const { engagementId, path } = await owed('agree-cycle');
    const answer = await send(path, {
      ...{ act: 'keep-0', commandId: 'c1' },
      ...{ 'form.cycleFactor': '500', 'form.reason': 'On <holiday>' },
    });
    const text = await answer.text();
    expect(answer.status).toBe(422);
    expect(text).toContain('Stretch or squeeze the cycle to this percentage: give a number of at most 400');
    expect(text).toContain('value="500"');
    expect(text).toContain('On &lt;holiday&gt;</textarea>');
    expect(await commandsOf(engagementId)).toEqual([]);
  });

  it('refuses whoever may not state it, with who may', async () => {
    const { engagementId, promiseId } = await owed('send-proposal');
    const path = await linkTo(promiseId, stranger.id);
    const { text } = await look(path);
    expect(text).toContain('This is for sales manager to state.');
    expect(text).not.toContain('<button');
    const answer = await send(path, { act: 'keep-0', commandId: 'c2' });
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringMatching(/sales-manager/)]);
    expect(await commandsOf(engagementId)).toEqual([]);
  });

  it('takes on an escalation, until an hour that is counted from now', async () => {
    const { engagementId, promiseId, path } = await owed('send-proposal');
    await api.db.escalation.create({
      data: {
        id: `esc_${promiseId}`,
        subjectId: engagementId,
        engagementId,
        promiseId,
        level: 1,
        role: 'account-manager',
        raisedAt: now(),
        state: 'open',
        climbs: [{ level: 1, at: now().toISOString(), told: [owner.id] }],
        updatedAt: now(),
      },
    });
    expect((await look(path)).text).toContain('Next update at, in hours from now');
    const answer = await send(path, {
      act: 'escalationAcknowledged',
      commandId: 'c3',
      'body.nextUpdateAt': '4',
    });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('stored for good')]);
    expect(await commandsOf(engagementId)).toMatchObject([
      { signal: 'escalationAcknowledged', body: { nextUpdateAt: '2026-06-01T13:00:00.000Z' } },
    ]);
  });

  it('of an update asks once for what keeps it', async () => {
    const engagementId = await api.engagement();
    const id = `prm_update_${engagementId}`;
    const keptBy = [{ signal: 'escalationAcknowledged', body: { promiseId: id } }];
    const promiseId = await openPromise(api, engagementId, 'send-proposal', { id, kind: 'update', keptBy });
    const { text } = await look(await linkTo(promiseId));
    expect(text.match(/<button>/g)).toHaveLength(1);
    expect(text).toContain('<button>Escalation acknowledged</button>');
  });

  it('is over when the promise is, when its person has left, and after 90 days', async () => {
    const { promiseId, path } = await owed('send-proposal');
    await api.db.promiseRecord.update({
      where: { id: promiseId },
      data: { state: 'kept', settledAt: now() },
    });
    const kept = await look(path);
    expect(kept.text).toContain('This was kept on Mon, 1 Jun 2026');
    expect(kept.text).not.toContain('<button');
    expect((await send(path, { act: 'keep-0', commandId: 'c4' })).status).toBe(409);

    const gone = await api.person('operations-manager');
    const other = await owed('send-proposal');
    const its = await linkTo(other.promiseId, gone.id);
    await api.db.person.update({ where: { id: gone.id }, data: { active: false } });
    expect((await look(its)).status).toBe(404);
    const past = new Date(now().getTime() - LINK_GOOD_MS - 1);
    await api.db.decisionLink.updateMany({ where: { personId: owner.id }, data: { createdAt: past } });
    expect((await look(other.path)).status).toBe(404);
    expect(await look(`${DECISION_PATH}/nothing`)).toMatchObject({ status: 404 });
    await newDecisionLinks(api.db, owner.id, [], now());
    expect(await api.db.decisionLink.count({ where: { createdAt: past } })).toBe(0);
  });

  it('keeps no secret that opens it', async () => {
    const { path, promiseId } = await owed('send-proposal');
    const rows = await api.db.decisionLink.findMany({ where: { promiseId } });
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(path.slice(DECISION_PATH.length + 1));
  });
});

describe('In a browser', () => {
  it.each([
    [320, 'light'],
    [1_000, 'dark'],
  ] as const)('it is for everybody to use on %d px, %s', async (width, colorScheme) => {
    const { engagementId, path } = await owed('agree-cycle');
    const context = await opened.browser.newContext({
      viewport: { width, height: 700 },
      colorScheme,
      bypassCSP: true,
    });
    const page = await context.newPage();
    await page.goto(`${api.url}${path}`);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
    for (const box of await page.getByRole('combobox').all()) await box.selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Step completed' }).click();
    await page.getByRole('status').waitFor();
    expect(await commandsOf(engagementId)).toHaveLength(1);
    await page.getByRole('link', { name: 'Back to the promise' }).click();
    await page.getByText('You are here as').waitFor();
    await context.close();
  });
});
