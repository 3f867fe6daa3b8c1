import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHeatMapSvg } from '../../src/capacity/api/heat-map-svg';
import { heatRow } from '../../src/capacity/domain/heat-map';
import { personWeeks } from '../../src/capacity/domain/person-week';
import { weeksBetween } from '../../src/capacity/domain/week';
import type { Absence, WorkingPerson } from '../../src/capacity/domain/working-person';
import { parseDate } from '../../src/promise/domain/clock/time-text';
import { openBrowser, type TestBrowser } from '../support/browser';

const PICTURE = join(__dirname, '../../docs/pictures/heat-map.svg');
const MONDAY = parseDate('2026-06-01') ?? NaN;
const WEEKS = weeksBetween(MONDAY, MONDAY + 7 * 13 - 1);

const NAMES = [
  ...['Adam Ahlberg', 'Bożena Łuczak', 'Carla O’Neill <ext.>', 'Dương Nguyễn', 'Eşref Öztürk', 'Fatima & Co'],
  ...['Gunnhildr Þórðardóttir-Vilhjálmsdóttir', 'Hana 花', 'Olga Okafor', 'مريم الحسن'],
];
const HOURS = [0, 12, 20, 24, 30, 34, 38, 40, 44, 60];
const leave = (from: string, until: string | null): Absence => ({
  fromMs: Date.parse(from),
  untilMs: until === null ? null : Date.parse(until),
});
const LEAVES = [
  leave('2026-06-08T00:00:00Z', '2026-06-22T00:00:00Z'),
  leave('2026-07-01T00:00:00Z', '2026-07-03T00:00:00Z'),
  leave('2026-08-10T00:00:00Z', null),
];

/** As different as people are: each has other hours, some leave, a task at some time. */
function people(count: number) {
  return Array.from({ length: count }, (_, index) => {
    const [id, name] = [`per_${index}`, NAMES[index % NAMES.length] ?? ''];
    const absences = index % 3 === 1 ? [LEAVES[Math.floor(index / 3) % LEAVES.length]!] : [];
    const person: WorkingPerson = {
      ...{ id, name, timeZone: 'Etc/UTC', hoursPerWeek: 40, absences },
      changes: index % 5 === 4 ? [{ fromDay: MONDAY + 35, hoursPerWeek: 24 }] : [],
    };
    const own = { personId: id, engagementId: 'eng' };
    const hoursPerWeek = HOURS[index % HOURS.length] ?? 0;
    const startMs = Date.parse('2026-06-03T08:00:00Z') + index * 4 * 86_400_000;
    const task = { ...own, taskKey: 't', effortHours: 48, startMs, dueMs: startMs + 9 * 86_400_000 };
    const taken = [
      { takes: 'role', ...own, role: 'consultant', hoursPerWeek, fromMs: 0, untilMs: null } as const,
      { takes: 'task', ...task } as const,
    ];
    return heatRow(person, personWeeks(person, taken, WEEKS));
  });
}

const drawn = (count: number) => toHeatMapSvg(people(count), { title: 'Load from 2026-W23 to 2026-W35' });

describe('The heat map', () => {
  it('is the one that the README shows', () => {
    const svg = drawn(10);
    if (process.env['UPDATE']) writeFileSync(PICTURE, svg);
    expect(svg).toBe(readFileSync(PICTURE, 'utf8'));
  });

  it('[S4-35] has a number on every cell on which there is work, and marks what is too much', () => {
    const svg = drawn(30);
    const cells = people(30).flatMap((row) => row.cells);
    expect(cells).toHaveLength(30 * 13);
    const numbered = svg.match(/class="load"/g)?.length;
    expect(numbered).toBe(cells.filter(({ state }) => state !== 'away').length);
    expect(svg.match(/>! /g)?.length).toBe(cells.filter(({ state }) => state === 'over').length + 1);
    expect(svg.match(/fill="url\(#leave\)"/g)?.length).toBe(cells.filter((one) => one.hasLeave).length + 1);
    expect(cells.filter(({ state }) => state === 'over').every((one) => (one.loadPercent ?? 101) > 100)).toBe(
      true,
    );
  });

  it('says in its data what it shows', () => {
    const [person] = people(5).slice(4);
    expect(person?.cells[0]).toEqual({
      ...{ week: '2026-W23', startsOn: '2026-06-01', loadPercent: 75, planned: 30, available: 40 },
      ...{ state: 'loaded', hasLeave: false },
    });
    expect(person?.cells[5]).toMatchObject({ loadPercent: 125, available: 24, state: 'over' });
    expect(people(2)[1]?.cells[1]).toMatchObject({ loadPercent: null, state: 'over', hasLeave: true });
  });
});

describe('The heat map in a browser', () => {
  let opened: TestBrowser;
  beforeAll(async () => {
    opened = await openBrowser();
  }, 120_000);
  afterAll(() => opened.close());

  it('keeps every text within its cell, and takes no name for markup', async () => {
    const page = await opened.browser.newPage({ viewport: { width: 1_000, height: 900 } });
    await page.setContent(`<body style="margin:0">${drawn(30)}</body>`);
    const found = await page.evaluate<{ tooWide: string[]; names: string[]; cells: number }>(`(() => {
      const tooWide = [];
      for (const text of document.querySelectorAll('.load')) {
        const cell = text.parentNode.querySelector('.cell').getBoundingClientRect();
        const box = text.getBoundingClientRect();
        if (box.left < cell.left || box.right > cell.right) tooWide.push(text.textContent);
      }
      const names = [...document.querySelectorAll('g > text:not(.load)')].filter((text) => text.getBoundingClientRect().right > 206);
      return { tooWide, names: names.map((text) => text.textContent), cells: document.querySelectorAll('g > .cell').length };
    })()`);
    expect(found).toEqual({ tooWide: [], names: [], cells: 30 * 13 + 5 });
    expect(await page.getByText('Carla O’Neill <ext.>').count()).toBeGreaterThan(0);
    const file = process.env['PICTURES'];
    if (file !== undefined) await page.screenshot({ path: join(file, 'heat-map.png'), fullPage: true });
    await page.close();
  });
});
