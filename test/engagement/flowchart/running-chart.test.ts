import type { ChartedPromise, Way } from '../../../src/engagement/domain/flowchart/course';
import { type ChartedEngagement, runningChart } from '../../../src/engagement/domain/flowchart/running-chart';
import { toMermaid } from '../../../src/playbook/api/flowchart-mermaid';
import { toSvg } from '../../../src/playbook/api/flowchart-svg';
import { chartOf } from '../../../src/playbook/domain/flowchart';
import type { Playbook } from '../../../src/playbook/domain/playbook';
import { parsePlaybook } from '../../../src/playbook/domain/playbook-text';
import { openBrowser, type TestBrowser } from '../../support/browser';
import { shipped } from '../../workflows/legs/small-playbooks';

function read(name: string): Playbook {
  const parsed = parsePlaybook(shipped(name));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.playbook;
}

const NOW = new Date('2026-06-01T09:00:00Z');
const TELLING = { now: NOW, wallTime: (at: Date) => at.toISOString() };
const at = (hour: number) => new Date(NOW.getTime() - (100 - hour) * 3_600_000);

/** A promise by its key, opened at an hour and kept. */
function kept(key: string, hour: number, more: Partial<ChartedPromise> = {}): ChartedPromise {
  return {
    ...{ key, kind: 'task', owedBy: 'operations-manager', assignee: null, state: 'kept' },
    ...{ late: false, level: 0, paused: false, openedAt: at(hour), dueAt: null },
    ...{ settledAt: at(hour), settledBy: 'stepCompleted', ...more },
  };
}

function charted(
  playbook: Playbook,
  way: Partial<Way>,
  more: Partial<ChartedEngagement> = {},
): ReturnType<typeof runningChart> {
  const all: Way = { promises: [], tracks: [], passedBy: [], ...way };
  const engagement = {
    reference: 'CD-0001',
    title: 'Relaunch',
    status: 'active',
    version: 3,
    earlier: [],
  } as const;
  return runningChart({ ...engagement, playbook, way: all, ...more }, TELLING);
}

const wordsOf = (chart: ReturnType<typeof runningChart>) =>
  Object.fromEntries(chart.groups.flatMap(({ nodes }) => nodes.map(({ id, mark }) => [id, mark?.word])));

const EARLIER = [
  { title: 'Onboarding', name: 'client-onboarding', version: 2, until: at(5) },
  { title: 'Between', name: 'between', version: 1, until: at(6) },
];

describe('The chart of an engagement', () => {
  it('[CD-18] has the playbooks before and the one after, joined to the graph of the one in force', () => {
    const playbook = { ...read('delivery-phase'), next: 'yearly-care' };
    const chart = charted(playbook, {}, { earlier: EARLIER });
    const before = ['before.1.client-onboarding', 'before.2.between'] as const;
    expect(chart.groups[0]?.nodes.map(({ id, title, mark }) => [id, title, mark?.notes])).toEqual([
      [before[0], 'Onboarding, version 2', [`until ${at(5).toISOString()}`]],
      [before[1], 'Between, version 1', [`until ${at(6).toISOString()}`]],
    ]);
    const own = chart.edges.filter(({ from }) => !from.startsWith('before.'));
    expect(own).toEqual(chartOf(playbook).edges);
    expect(chart.edges.filter(({ from }) => from.startsWith('before.'))).toEqual([
      { from: before[0], to: before[1], kind: 'then' },
      { from: before[1], to: 'plan-work', kind: 'then' },
    ]);
    expect(wordsOf(chart)).toMatchObject({ [before[0]]: 'Done', 'next.yearly-care': 'Not reached' });
    for (const drawn of [toSvg(chart), toMermaid(chart)]) expect(drawn).toContain('next.yearly-care');
  });

  it('goes by the leg in force: what a step of the same name came to before does not count', () => {
    const promises = [kept('plan-work#1', 1), kept('2:do-work#1', 2), kept('2:do-work#1/reminder', 3)];
    const passedBy = [
      { leg: 1, step: 'internal-review', at: at(1) },
      { leg: 3, step: 'check', at: at(9) },
    ];
    const chart = charted(read('delivery-phase'), { promises, passedBy }, { earlier: EARLIER.slice(0, 1) });
    expect(wordsOf(chart)).toMatchObject({
      'plan-work': 'Not reached',
      'do-work': 'Done',
      'internal-review': 'Not reached',
      check: 'Not reached',
    });
  });

  it('has all steps from the one that a refused approval leads back to done again, and no other', () => {
    const refused = kept('confirm-team#1', 3, { settledBy: 'approvalRefused' });
    const open = kept('propose-team#1001', 4, { state: 'open' });
    const promises = [kept('sales-details#1', 1), kept('propose-team#1', 2), refused];
    expect(wordsOf(charted(read('client-delivery'), { promises }))['confirm-team']).toBe('Refused');
    expect(wordsOf(charted(read('client-delivery'), { promises: [open, ...promises] }))).toMatchObject({
      'sales-details': 'Done',
      'propose-team': 'Now, for the 2nd time',
      'confirm-team': 'To be done again',
    });
  });

  it('has a track with a plan gone through again when its check fails', () => {
    const playbook = read('support-project');
    const track = playbook.stages.delivery!.tracks![0]!;
    const { for: _checked, ...task } = track.steps[0]!;
    track.steps = [{ ...task, id: 'prepare', kind: 'task' }, ...track.steps];
    const steps = track.steps.map(({ id }) => id);
    const checked = steps.map((id, index) => kept(`${id}#1`, index + 1));
    const again = [...checked, kept(`${steps[0]}#1000001`, 20, { state: 'open' })];
    const words = wordsOf(charted(playbook, { promises: again }));
    expect(steps.map((id) => words[id])).toEqual(
      steps.map((_id, index) => (index === 0 ? 'Now, for the 2nd time' : 'To be done again')),
    );
    const backwards = chartOf(playbook).edges.filter(({ kind }) => kind === 'refused');
    expect(backwards.map(({ to }) => to)).toEqual(backwards.map(() => steps[0]));
    expect(backwards.length).toBeGreaterThan(2);
  });

  it('counts a condition in the round in which it was asked', () => {
    const tracks = [2, 1].map(
      (round) => ({ key: `project#${round}`, state: 'open', openedAt: at(10 * round) }) as const,
    );
    const wordIn = (...hours: number[]) =>
      wordsOf(
        charted(read('client-delivery'), {
          ...{ tracks, promises: [kept('check#1', 12)] },
          passedBy: hours.map((hour) => ({ leg: 1, step: 'check', at: at(hour) })),
        }),
      )['check'];
    expect(wordIn()).toBe('To be done again');
    expect(wordIn(13)).toBe('To be done again');
    expect(wordIn(13, 21)).toBe('Left out');
  });

  it.each([
    ['waived', 'no answer', 'Ended without an answer'],
    ['waived', 'paymentWaived', 'Waived'],
    ['kept', 'qualityFailed', 'Failed'],
    ['cancelled', 'the engagement was called off', 'Cancelled'],
  ] as const)('says of what is %s by "%s": %s', (state, settledBy, word) => {
    const promises = [kept('check#1', 1, { state, settledBy })];
    expect(wordsOf(charted(read('client-delivery'), { promises }))['check']).toBe(word);
  });
});

/** Titles that people really write, each in a step. */
const TITLES = [
  'Send the quarterly business review to everybody who was in the room, and to those who were not',
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft informieren',
  '株式会社の新しいウェブサイトの公開について関係者全員に知らせて承認を得る必要があります',
  'WWWWWWWWWW MMMMMMMMMM @@@@@@@@@@ %%%%%%%%%% WWWWWWWWWW',
  '👩‍👩‍👧‍👦'.repeat(30),
  'مراجعة المقترح مع فريق التسليم وتدوين الأسئلة قبل اجتماع التسليم الداخلي',
  '<script>alert("1")</script> & \u0001\u001f ]]> \u{FFFF} &amp;',
];

/** In the browser: takes a picture as XML, shows it, and measures it. */
const LOOK = `(svg) => {
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const root = document.importNode(parsed.documentElement, true);
  document.body.style.margin = '0';
  document.body.replaceChildren(root);
  const boxes = [...root.querySelectorAll('g[data-step]')];
  const right = (one) => one.getBoundingClientRect().right;
  const bottom = (one) => one.getBoundingClientRect().bottom;
  return {
    errors: parsed.querySelectorAll('parsererror').length,
    scripts: root.querySelectorAll('script').length,
    boxes: boxes.length,
    width: document.documentElement.scrollWidth,
    beyond: boxes.flatMap((box) => {
      const frame = box.querySelector('rect');
      const texts = [...box.querySelectorAll('text')];
      return texts.filter((text) => right(text) > right(frame) || bottom(text) > bottom(frame)).map((text) => text.textContent);
    }),
    outside: [...root.querySelectorAll('text')].filter((text) => right(text) > 1280).length,
  };
}`;

describe('The picture', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await openBrowser();
  }, 120_000);
  afterAll(() => browser.close());

  it('has every text within its box, whatever the title, and is no wider than a screen', async () => {
    const shown = read('client-delivery');
    const steps = [...TITLES, ...TITLES].map((title, index) => ({
      ...shown.stages.closure!.steps[0]!,
      ...{ id: `step-${index}`, title, owner: 'client', after: index < 6 ? [] : [`step-${index - 6}`] },
    }));
    const promises = steps.map(({ id }, index) =>
      kept(`${id}#1`, 1, {
        state: index % 2 === 0 ? 'open' : 'kept',
        assignee: TITLES[index % 7]!,
        dueAt: at(index),
      }),
    );
    const stages = { closure: { title: TITLES.join(' '), steps } };
    const chart = charted({ ...shown, stages }, { promises }, { title: TITLES.join(' ') });
    const page = await browser.browser.newPage({ viewport: { width: 1280, height: 900 } });
    const looked = await page.evaluate(`(${LOOK})(${JSON.stringify(toSvg(chart))})`);
    expect(looked).toEqual({ errors: 0, scripts: 0, boxes: 14, width: 1280, beyond: [], outside: 0 });
    await page.close();
  });
});
