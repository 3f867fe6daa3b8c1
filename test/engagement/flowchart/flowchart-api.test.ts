import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startApi, type TestApi } from '../../support/api';
import { open, play, type Played, settled } from './played';

const PICTURES = join(__dirname, '../../../docs/pictures');
const SVG = { headers: { accept: 'image/svg+xml' } };

const AT = new Date('2026-05-28T14:30:00Z');
const steps = (...ids: string[]): Played[] => ids.map((id) => [id, 1]);

/** The team was put together twice; the client pays late and gets to know us. */
const ONBOARDING = (finance: string, consultant: string): Played[] => [
  ...steps('notify-operations', 'sales-details', 'send-proposal', 'deal-sent', 'propose-team'),
  ['confirm-team', 1, settled('kept', 'approvalRefused', AT)],
  ['propose-team', 1001],
  ['confirm-team', 1001],
  ['client-signature', 1, settled('kept', 'proposalSigned', AT, true)],
  ...steps('provider-signature', 'notify-signed', 'close-deal', 'invoice', 'invoice-notice'),
  ['first-payment', 1, open('2026-05-31T16:00:00Z', { late: true, level: 2, assigneeId: finance })],
  ...steps(
    'introduction',
    'welcome-pack',
    'update-crm',
    'nps-list',
    'folder',
    'save-proposal',
    'share-proposal',
  ),
  ['welcome-meeting', 1, open('2026-06-02T15:00:00Z')],
  ['channel', 1, open('2026-06-01T17:00:00Z', { kind: 'task', title: 'By hand: Create the channel' })],
  ['review-proposal', 1, open('2026-06-01T12:00:00Z', { assigneeId: consultant })],
  ['introduction-call', 1, open(null, { paused: true })],
];

/** The client has asked for changes: the second round has begun. */
const SECOND_ROUND: Played[] = [
  ['first-payment', 1, settled('waived', 'paymentWaived', AT)],
  ['notify-payment', 1, settled('cancelled', 'not needed', AT)],
  ...steps('agree-cycle', 'strategy-session', 'plan-work', 'do-work'),
  ['internal-review', 1, settled('kept', 'approvalRefused', AT)],
  ['do-work', 1001],
  ['internal-review', 1001, settled('kept', 'approvalGiven', AT, true)],
  ['check', 1, settled('kept', 'qualityPassed', AT)],
  ['acceptance-request', 1],
  ['acceptance', 1, settled('kept', 'revisionRequested', AT)],
  ['plan-work', 2],
  ['do-work', 2, open('2026-06-01T09:30:00Z', { kind: 'task' })],
];

let api: TestApi;
let onboarding: string;
let revised: string;
beforeAll(async () => {
  api = await startApi({ temporalAddress: '127.0.0.1:1' });
  const named = async (name: string, role: string) => {
    const { id } = await api.person(role);
    await api.db.person.update({ where: { id }, data: { name } });
    return id;
  };
  const [finance, accountable] = [
    await named('Fay Finn', 'finance-manager'),
    await named('Ada Acton', 'consultant'),
  ];
  ({ id: onboarding } = await play(api, 'CD-0001', ONBOARDING(finance, accountable), 'welcome-pack-short'));
  const { id, workflowId } = await play(api, 'CD-0002', SECOND_ROUND, 'welcome-pack');
  revised = id;
  await api.db.track.createMany({
    data: [1, 2].map((round) => ({
      ...{ id: `t${round}`, engagementId: revised, workflowId: `${workflowId}/project#${round}` },
      ...{ kind: 'project', title: 'Project', state: round === 1 ? 'done' : 'open', openedAt: AT },
    })),
  });
}, 180_000);
afterAll(() => api.close());

const flowchart = (of: string, options: object = SVG) =>
  api.call('GET', `/v1/engagements/${of}/flowchart`, options);

/** The lines of each box, by the step. */
function boxesOf(svg: string): Map<string, string[]> {
  const boxes = [...svg.matchAll(/<g class="[^"]*" data-step="([^"]+)"><title>[^<]*<\/title>(.*?)<\/g>/g)];
  return new Map(
    boxes.map(([, step = '', drawn = '']) => [
      step,
      [...drawn.matchAll(/>([^<>]+)<\/text>/g)].map(([, line = '']) => line),
    ]),
  );
}

const arrowsOf = (svg: string) =>
  [...svg.matchAll(/class="edge (\w+)" data-from="([^"]+)" data-to="([^"]+)"/g)]
    .map(([, kind, from, to]) => `${from} ${kind} ${to}`)
    .toSorted();

describe('The flowchart of a running engagement', () => {
  it('[S4-32] has the edges of the published playbook', async () => {
    const published = await api.call('GET', '/v1/playbooks/client-delivery/versions/1/flowchart', SVG);
    const running = await flowchart(revised);
    expect(arrowsOf(running.text)).toEqual(arrowsOf(published.text));
    expect(arrowsOf(running.text).length).toBeGreaterThan(50);
    const mermaid = await flowchart(revised, { headers: { accept: 'text/vnd.mermaid' } });
    expect(mermaid.text.match(/^ {2}\S+ (-->|-\. refused \.->) \S+$/gm)).toHaveLength(
      arrowsOf(running.text).length,
    );
  });

  it('says in each box in words what has become of the step, whom it waits for and until when', async () => {
    const { text } = await flowchart(onboarding);
    const boxes = boxesOf(text);
    expect(text).toContain(
      '>By the playbook &#34;Client delivery&#34;, version 1. Active. As of Mon, 1 Jun 2026, 09:00 UTC.<',
    );
    expect(boxes.get('sales-details')?.[0]).toBe('✓ Done');
    expect(boxes.get('client-signature')?.[0]).toBe('✓ Done late');
    expect(boxes.get('first-payment')).toEqual([
      '! Late, Level 2',
      'See the first payment arrive',
      'Awaited: Operations Manager',
      'waits for Fay Finn (Operations Manager)',
      'was due Sun, 31 May 2026, 16:00 UTC',
    ]);
    expect(boxes.get('welcome-meeting')).toEqual([
      '▶ Now',
      'Welcome meeting',
      'Meeting: Customer Relationship Manager',
      'waits for Customer Relationship',
      'Manager',
      'until Tue, 2 Jun 2026, 15:00 UTC',
    ]);
    expect(boxes.get('introduction-call')?.at(-1)).toBe('its clock stands still');
    expect(boxes.get('channel')).toContain('by hand: waits for Operations Manager');
    expect(boxes.get('welcome-pack-short')).toEqual(
      expect.arrayContaining(['– Left out', 'its condition did not apply']),
    );
    expect(boxes.get('welcome-pack')?.[0]).toBe('✓ Done');
    expect(boxes.get('final-invoice')?.[0]).toBe('○ Not reached');
  });

  it('counts second times, and says what a revision has still to go through again', async () => {
    expect(boxesOf((await flowchart(onboarding)).text).get('confirm-team')?.[0]).toBe(
      '✓ Done, for the 2nd time',
    );
    const { text } = await flowchart(revised);
    const boxes = boxesOf(text);
    expect(text).toContain('>Project: open, round 2</text>');
    expect(boxes.get('first-payment')?.[0]).toBe('✓ Waived');
    expect(boxes.get('notify-payment')?.[0]).toBe('× Cancelled');
    expect(boxes.get('plan-work')?.[0]).toBe('✓ Done, for the 2nd time');
    expect(boxes.get('do-work')?.[0]).toBe('▶ Now, for the 3rd time');
    const again = (before: string) => expect.arrayContaining(['○ To be done again', `before: ${before}`]);
    expect(boxes.get('internal-review')).toEqual(again('done late'));
    expect(boxes.get('acceptance')).toEqual(again('sent back'));
  });

  it('says the same as Mermaid', async () => {
    const { text } = await flowchart(onboarding, { headers: { accept: 'text/plain' } });
    expect(text).toContain(
      'first-payment(["<b>! Late, Level 2</b><br/>See the first payment arrive<br/><i>Operations Manager</i><br/>waits for Fay Finn (Operations Manager)<br/>was due Sun, 31 May 2026, 16:00 UTC"]):::late',
    );
    for (const progress of ['done', 'now', 'late', 'ahead', 'leftOut', 'cancelled']) {
      expect(text).toContain(`classDef ${progress} `);
    }
  });

  it('is late as soon as the time has passed, and says how the engagement stands', async () => {
    api.clock.nowMs += 1_800_001;
    expect(boxesOf((await flowchart(revised)).text).get('do-work')?.[0]).toBe('! Late, for the 3rd time');
    api.clock.nowMs -= 1_800_001;
    for (const [status, word] of [
      ['held', 'On hold'],
      ['completed', 'Complete'],
      ['cancelled', 'Cancelled'],
    ]) {
      await api.db.engagement.update({ where: { id: revised }, data: { status: status ?? '' } });
      expect((await flowchart(revised)).text).toContain(`version 1. ${word}. As of`);
    }
  });
});

describe.each([
  ['a running engagement', () => `/v1/engagements/${onboarding}/flowchart`],
  ['a playbook', () => '/v1/playbooks/client-delivery/versions/1/flowchart'],
])('A part of the flowchart of %s', (_of, path) => {
  it('[S4-32] is drawn alone: a stage, or a track', async () => {
    const stepsOf = async (query: string) => {
      const { text, status } = await api.call('GET', `${path()}${query}`, SVG);
      expect(status).toBe(200);
      return { steps: [...boxesOf(text).keys()], arrows: arrowsOf(text) };
    };
    const project = {
      steps: ['plan-work', 'do-work', 'internal-review'],
      arrows: ['do-work then internal-review', 'internal-review refused do-work', 'plan-work then do-work'],
    };
    expect(await stepsOf('?stage=delivery')).toEqual(project);
    expect(await stepsOf('?track=project')).toEqual(project);
    expect(await stepsOf('?stage=survey')).toEqual({
      steps: ['survey-request', 'survey-answer'],
      arrows: ['survey-request then survey-answer'],
    });
  });

  it('is refused where there is none, with those that there are', async () => {
    const { status, body } = await api.call('GET', `${path()}?track=lessons`, SVG);
    expect(status).toBe(404);
    expect(body['detail']).toContain('planning, planning.cycle, delivery.project, quality-check');
    expect((await api.call('GET', `${path()}?stage=service`, SVG)).status).toBe(404);
    expect((await api.call('GET', `${path()}?stage=lunch`, SVG)).status).toBe(422);
  });
});

describe('The route', () => {
  it('knows no engagement that is not there, no form that it has not, and nobody without a token', async () => {
    expect((await api.call('GET', '/v1/engagements/eng_none/flowchart', SVG)).status).toBe(404);
    expect((await flowchart(onboarding, { headers: { accept: 'application/pdf' } })).status).toBe(406);
    expect((await flowchart(onboarding, { token: null })).status).toBe(401);
  });
});

describe('The pictures in the documents', () => {
  it.each([
    ['flowchart-client-delivery.svg', () => '/v1/playbooks/client-delivery/versions/1/flowchart'],
    ['flowchart-running.svg', () => `/v1/engagements/${onboarding}/flowchart`],
  ])('%s is what comes out (UPDATE=1 draws it anew)', async (name, path) => {
    const file = join(PICTURES, name);
    const { text } = await api.call('GET', path(), SVG);
    if (process.env['UPDATE'] === '1') writeFileSync(file, text);
    expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(text);
  });
});
