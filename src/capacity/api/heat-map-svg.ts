import { escapeXml } from '../../text/domain/xml';
import { cutText } from '../../text/domain/cut';
import type { HeatCell, HeatRow } from '../domain/heat-map';

const NAME_WIDTH = 190;
const CELL = { width: 56, height: 24 };
const MARGIN = 16;
const HEAD_HEIGHT = 92;
const LEGEND_HEIGHT = 46;
const LONGEST_NAME = 26;
/** No number of percent is wider on a cell. */
const MOST_PERCENT = 999;

/** From which load on a cell is how dark, also where it is printed without colours. */
const SHADES = [
  { from: 0, fill: '#ffffff', name: 'below 50 %' },
  { from: 50, fill: '#d6e4f1', name: '50 to 79 %' },
  { from: 80, fill: '#9bbcdc', name: '80 to 100 %' },
] as const;

/** People by weeks: the load of each in percent, as a number and as a shade; too much has a frame, leave is hatched. */
export function toHeatMapSvg(rows: readonly HeatRow[], said: { title: string }): string {
  const weeks = rows[0]?.cells ?? [];
  const width = Math.max(2 * MARGIN + NAME_WIDTH + weeks.length * CELL.width, 560);
  const height = HEAD_HEIGHT + rows.length * CELL.height + LEGEND_HEIGHT + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">`,
    `<title id="title">${escapeXml(said.title)}</title>`,
    STYLE,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text class="title" x="${MARGIN}" y="30">${escapeXml(said.title)}</text>`,
    ...weeks.map(drawHead),
    ...rows.map(drawRow),
    ...(rows.length === 0 ? [`<text x="${MARGIN}" y="${HEAD_HEIGHT + 4}">Nobody fits.</text>`] : []),
    drawLegend(HEAD_HEIGHT + rows.length * CELL.height + 14),
    '</svg>',
    '',
  ].join('\n');
}

const STYLE = `<style>
  text { font: 12px system-ui, "Liberation Sans", Arial, sans-serif; fill: #1d2733 }
  .title { font-size: 16px; font-weight: 600 }
  .head { text-anchor: middle; font-size: 11px }
  .cell { stroke: #8796a8 }
  .load { text-anchor: middle; font-size: 12px }
  .over .cell { fill: #ffffff; stroke: #8a1c10; stroke-width: 3 }
  .over .load { font-weight: 700; fill: #8a1c10 }
</style>
<defs><pattern id="leave" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V6" stroke="#5b6b7e" stroke-width="1.6"/></pattern></defs>`;

const columnX = (column: number) => MARGIN + NAME_WIDTH + column * CELL.width;

/** The week's name over the day and month of its Monday. */
function drawHead({ week, startsOn }: HeatCell, column: number): string {
  const x = columnX(column) + CELL.width / 2;
  const [year = '', number = ''] = week.split('-');
  const isFirst = column === 0 || number === 'W01';
  return (
    (isFirst ? `<text class="head" x="${x}" y="${HEAD_HEIGHT - 38}">${year}</text>` : '') +
    `<text class="head" x="${x}" y="${HEAD_HEIGHT - 23}">${number}</text>` +
    `<text class="head" x="${x}" y="${HEAD_HEIGHT - 8}">${startsOn.slice(8)}.${startsOn.slice(5, 7)}.</text>`
  );
}

function drawRow({ name, cells }: HeatRow, index: number): string {
  const y = HEAD_HEIGHT + index * CELL.height;
  const cut = cutText(name, LONGEST_NAME);
  const shown = cut === name ? name : `${cut} …`;
  return (
    `<g><title>${escapeXml(name)}</title><text x="${MARGIN}" y="${y + 16}">${escapeXml(shown)}</text></g>\n` +
    cells.map((cell, column) => drawCell(cell, { x: columnX(column), y, name })).join('\n')
  );
}

interface Place {
  x: number;
  y: number;
  name: string;
}

function drawCell(cell: HeatCell, { x, y, name }: Place): string {
  const { state, hasLeave, week } = cell;
  const inset = { x: x + 1.5, y: y + 1.5, width: CELL.width - 3, height: CELL.height - 3 };
  const box = `x="${inset.x}" y="${inset.y}" width="${inset.width}" height="${inset.height}"`;
  const number = numberOf(cell);
  // The number stands on a plain ground, whatever is behind it.
  const ground = { x: x + 9, width: CELL.width - 18 };
  return (
    `<g class="${state}"><title>${escapeXml(`${name}, ${week}: ${wordsOf(cell)}`)}</title>` +
    `<rect class="cell" ${box} fill="${fillOf(cell)}"/>` +
    (hasLeave ? `<rect ${box} fill="url(#leave)"/>` : '') +
    (hasLeave && number !== ''
      ? `<rect x="${ground.x}" y="${y + 4}" width="${ground.width}" height="${CELL.height - 8}" fill="#ffffff"/>`
      : '') +
    (number === '' ? '' : `<text class="load" x="${x + CELL.width / 2}" y="${y + 16}">${number}</text>`) +
    '</g>'
  );
}

/** What stands on a cell: nothing where nobody is there for nothing, the hours where there is nothing to take percent of. */
function numberOf({ state, loadPercent, planned }: HeatCell): string {
  switch (state) {
    case 'away':
      return '';
    case 'over':
      return loadPercent === null ? `! ${Math.ceil(planned)} h` : `! ${percentText(loadPercent)}`;
    case 'loaded':
      return percentText(loadPercent ?? 0);
  }
}

function percentText(percent: number): string {
  return percent > MOST_PERCENT ? `>${MOST_PERCENT}` : String(percent);
}

function wordsOf({ planned, available, state, hasLeave }: HeatCell): string {
  const hours = `${planned} h planned, ${available} h there`;
  return `${hours}${state === 'over' ? ', too much' : ''}${hasLeave ? ', leave' : ''}`;
}

function fillOf({ state, loadPercent }: HeatCell): string {
  if (state !== 'loaded') return '#ffffff';
  return SHADES.findLast(({ from }) => (loadPercent ?? 0) >= from)?.fill ?? '#ffffff';
}

function drawLegend(y: number): string {
  const entries = [
    ...SHADES.map(({ fill, name }) => ({ box: `class="cell" fill="${fill}"`, name, over: '' })),
    { box: 'class="cell"', name: '! over 100 %', over: ' class="over"' },
    { box: 'class="cell" fill="url(#leave)"', name: 'leave', over: '' },
  ];
  const parts = entries.map(
    ({ box, name, over }, index) =>
      `<g${over}><rect ${box} x="${MARGIN + 1.5 + index * 112}" y="${y}" width="18" height="14"/></g><text x="${MARGIN + 25 + index * 112}" y="${y + 12}">${name}</text>`,
  );
  const note = 'Numbers are percent of the hours that somebody has in the week.';
  return `${parts.join('')}<text x="${MARGIN}" y="${y + 34}">${note}</text>`;
}
