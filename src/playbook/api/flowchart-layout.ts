import type { Chart, ChartEdge, ChartGroup, ChartNode } from '../domain/flowchart';
import { wrapText } from '../../text/domain/wrap';

/** Sizes in pixels. Four columns are as wide as a screen of 1280. */
export const CARD = { width: 270, padding: 10, line: 15, small: 14 };
const COLUMNS = 4;
export const GAP = { x: 32, y: 40 };
export const MARGIN = 20;
const PADDING = 16;
const FRAME_TITLE = 26;
const BETWEEN_FRAMES = 34;
export const HEAD_LINE = 20;
const TEXT_WIDTH = CARD.width - 2 * CARD.padding;

/** One box with its texts in lines. */
export interface Card {
  node: ChartNode;
  /** Where it stands in the grid, which all groups share. */
  row: number;
  column: number;
  x: number;
  y: number;
  height: number;
  lines: { title: string[]; owner: string[]; notes: string[] };
}

export interface Frame {
  lines: string[];
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The room between two rows of cards in which edges may run across. */
export interface Lane {
  top: number;
  bottom: number;
}

export interface Layout {
  width: number;
  height: number;
  head: { title: string[]; subtitle: string[] };
  frames: Frame[];
  cards: Map<string, Card>;
  /** Lane n lies above row n; the last one below the last row. */
  lanes: Lane[];
  foot: string[];
}

/**
 * Where everything stands. The columns of all groups stand under each other, so between them an edge can run from anywhere
 * to anywhere without crossing a card.
 */
export function layOut(chart: Chart): Layout {
  const groups = chart.groups.map((group) => ({ group, rows: rowsOf(group, chart.edges) }));
  const columns = Math.max(2, ...groups.flatMap(({ rows }) => rows.map((row) => row.length)));
  const width = columnX(columns) - GAP.x + PADDING + MARGIN;
  const headWidth = width - 2 * MARGIN;
  const head = {
    title: wrapText(chart.title, headWidth, (text) => (widthOf(text) * 4) / 3),
    subtitle: wrapText(chart.subtitle ?? '', headWidth, widthOf),
  };
  const cards = new Map<string, Card>();
  const frames: Frame[] = [];
  const lanes: Lane[] = [];
  let top = MARGIN;
  let y = MARGIN + (head.title.length + head.subtitle.length) * HEAD_LINE + BETWEEN_FRAMES / 2;
  for (const { group, rows } of groups) {
    const frameWidth = columnX(Math.max(...rows.map((row) => row.length))) - GAP.x + PADDING - MARGIN;
    const lines = wrapText(group.title, frameWidth - 2 * PADDING, widthOf);
    const frame = { lines, x: MARGIN, y, width: frameWidth, height: 0 };
    // The title of a frame stands below the lane, which lies between the frames.
    lanes.push({ top, bottom: y });
    y += FRAME_TITLE + (lines.length - 1) * CARD.line + PADDING / 2;
    for (const [index, row] of rows.entries()) {
      if (index > 0) lanes.push({ top: y - GAP.y, bottom: y });
      const placed = row.map((node, column) => cardOf(node, lanes.length - 1, column, y));
      const height = Math.max(...placed.map((card) => card.height));
      for (const card of placed) cards.set(card.node.id, { ...card, height });
      y += height + GAP.y;
    }
    y += PADDING - GAP.y;
    frame.height = y - frame.y;
    frames.push(frame);
    top = y;
    y += BETWEEN_FRAMES;
  }
  lanes.push({ top, bottom: y });
  const foot = chart.edges.some(({ kind }) => kind === 'refused') ? [BACK] : [];
  return { width, height: y + foot.length * HEAD_LINE, head, frames, cards, lanes, foot };
}

const BACK = 'A dashed line leads back: what is refused, fails its check or is to be changed is done again.';

/** The left side of a column. */
export function columnX(column: number): number {
  return MARGIN + PADDING + column * (CARD.width + GAP.x);
}

/** What a box is, in a word: no shape or colour says it alone. */
const KINDS: Record<ChartNode['kind'], string> = {
  action: 'Action',
  task: 'Task',
  approval: 'Approval',
  meeting: 'Meeting',
  message: 'Message',
  wait: 'Awaited',
  playbook: 'Playbook',
};

function cardOf(node: ChartNode, row: number, column: number, y: number): Card {
  const { title, kind, owner, mark } = node;
  const small = (text: string) => wrapText(text, TEXT_WIDTH, (part) => (widthOf(part) * 11) / 12);
  const lines = {
    title: wrapText(title, TEXT_WIDTH, widthOf),
    owner: small(owner === '' ? KINDS[kind] : `${KINDS[kind]}: ${owner}`),
    notes: (mark?.notes ?? []).flatMap(small),
  };
  const large = lines.title.length + (mark ? 1 : 0);
  const height =
    2 * CARD.padding + large * CARD.line + (lines.owner.length + lines.notes.length) * CARD.small;
  return { node, row, column, x: columnX(column), y, height, lines };
}

/**
 * How wide a text is at most in 12 pixels, in whatever plain font there is: a picture knows none of those that will draw it.
 */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/[\p{Mn}\p{Cf}]/u.test(character)) continue;
    if (/[ !'(),.:;|fijlrtI]/.test(character)) width += 5;
    else if (/[mwMW@%…—]/.test(character)) width += 12;
    else if (/[A-Z]/.test(character)) width += 9;
    else width += (character.codePointAt(0) ?? 0) < 0x2000 ? 7.6 : 13;
  }
  return width;
}

/** The steps of a group in rows: each below everything that it waits for, so many beside each other as there is room for. */
function rowsOf(group: ChartGroup, edges: ChartEdge[]): ChartNode[][] {
  const ids = new Set(group.nodes.map(({ id }) => id));
  const depths = new Map<string, number>();
  const depthOf = (id: string, trail: readonly string[]): number => {
    const known = depths.get(id);
    if (known !== undefined || trail.includes(id)) return known ?? 0;
    const before = edges.filter((edge) => edge.kind === 'then' && edge.to === id && ids.has(edge.from));
    const depth = Math.max(0, ...before.map((edge) => depthOf(edge.from, [...trail, id]) + 1));
    depths.set(id, depth);
    return depth;
  };
  const rows: ChartNode[][] = [];
  for (const node of group.nodes) {
    (rows[depthOf(node.id, [])] ??= []).push(node);
  }
  const filled = rows.filter((row) => row.length > 0);
  // One after the other reads from left to right; what runs side by side, from above.
  const isChain = filled.every((row) => row.length === 1);
  return isChain ? inColumns(filled.flat()) : filled.flatMap(inColumns);
}

function inColumns(row: ChartNode[]): ChartNode[][] {
  const parts = Math.ceil(row.length / COLUMNS);
  return Array.from({ length: parts }, (_part, index) => row.slice(index * COLUMNS, (index + 1) * COLUMNS));
}
