import { widthOf } from '../../playbook/api/flowchart-layout';
import type { ChartEdge } from '../../playbook/domain/flowchart';
import { wrapText } from '../../text/domain/wrap';
import type { Blueprint, BlueprintStep, Lane } from '../domain/blueprint';
import { bundlesOf, type Bundle, gutterUse, stripUse } from './bundles';
import type { Column } from './grid';

/** Sizes in points, as they are on paper at full size. */
export const SIZE = { title: 8.5, small: 7.5 };
export const CARD = { padding: 5, line: 10.5, small: 9.5 };
const MARGIN = 4;
const LABEL = 84;
const HEAD = { height: 40, stage: 15 };
const GAP = 5;
/** Between lines that run beside each other. */
const APART = 4;
const GUTTER = 14;
/** Between the rows of two sides, where the line between them and its name stand. */
const BETWEEN_SIDES = 13;

/** A box with its texts in lines. */
export interface Card {
  step: BlueprintStep;
  column: number;
  row: number;
  x: number;
  y: number;
  height: number;
  lines: { title: string[]; small: string[] };
}

/** What stands in the rows of systems and documents: a text in lines. */
export interface Listed {
  x: number;
  y: number;
  height: number;
  lines: string[];
}

export interface Band {
  lane: Lane;
  y: number;
  height: number;
  lines: string[];
  /** What the line above it parts. */
  line?: string;
}

export interface StageHead {
  x: number;
  width: number;
  lines: string[];
}

/** Where everything of a sheet stands. */
export interface Layout {
  width: number;
  height: number;
  cardWidth: number;
  legend: string[];
  label: { x: number; width: number };
  stageY: number;
  stageHeight: number;
  bottom: number;
  stages: StageHead[];
  bands: Band[];
  cards: Map<string, Card>;
  listed: Listed[];
  bundles: Bundle[];
  edges: ChartEdge[];
  /** Where a bundle runs down or up left of a column, or across above a row. */
  wayIn(gutter: number, bundle: Bundle): number;
  acrossIn(row: number, bundle: Bundle): number;
}

const LEGEND = [
  'How to read it: from left to right, stage by stage. Above the line of visibility stands what the client does, gets or takes part in; below it what they do not see. A row is a role, and a box a step that it owes.',
  'Round corners: people do it; rounder ones: it is awaited; square ones: the system does it. A line leads to what waits for it; a dashed one back to what is done again. Numbers lead to other sheets and to the reports.',
];

const LINES: Partial<Record<Lane['kind'], string>> = {
  onstage: 'Line of interaction',
  backstage: 'Line of visibility: the client sees what is above',
  systems: 'Line of internal interaction',
};

/** A run of columns as one sheet, with the rows that it needs. */
export function layOut(blueprint: Blueprint, columns: readonly Column[], cardWidth: number): Layout {
  const textWidth = cardWidth - 2 * CARD.padding;
  const steps = columns.flatMap((column) => column.steps);
  const ids = new Set(steps.map(({ id }) => id));
  const edges = blueprint.edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const columnOf = new Map(columns.flatMap((column, index) => column.steps.map(({ id }) => [id, index])));
  const lists = listsOf(blueprint, columns, textWidth);
  const lanes = blueprint.lanes.filter(
    ({ id, kind }) =>
      kind === 'client' ||
      steps.some(({ lane }) => lane === id) ||
      ((kind === 'systems' || kind === 'documents') && lists[kind].some((texts) => texts.length > 0)),
  );
  const rows = rowsOf(steps, lanes, { columnOf, edges });
  const bundles = bundlesOf(edges, (id) => ({ column: columnOf.get(id) ?? 0, row: rows.get(id) ?? 0 }));
  const gutters = gutterUse(bundles);
  const strips = stripUse(bundles);

  const xs: number[] = [];
  let x = MARGIN + LABEL;
  for (let index = 0; index <= columns.length; index += 1) {
    x += GUTTER + (gutters.get(index)?.length ?? 0) * APART;
    xs.push(x);
    x += cardWidth;
  }
  const width = (xs.at(-1) ?? x) + MARGIN;
  const stages = stageHeadsOf(columns, xs, cardWidth);
  const stageHeight = HEAD.stage + Math.max(...stages.map(({ lines }) => lines.length - 1)) * CARD.line;

  const cards = new Map<string, Card>();
  const listed: Listed[] = [];
  const bands: Band[] = [];
  const tops = new Map<number, number>();
  let y = HEAD.height + stageHeight + GAP;
  for (const [index, lane] of lanes.entries()) {
    const line = lanes[index - 1]?.kind === lane.kind ? undefined : LINES[lane.kind];
    if (line !== undefined) y += BETWEEN_SIDES;
    const lines = wrapText(lane.title, LABEL - 10, (text) => (widthOf(text) * SIZE.title * 1.08) / 12);
    const band: Band = { lane, y, height: 0, lines, ...(line !== undefined && { line }) };
    const texts = lane.kind === 'systems' || lane.kind === 'documents' ? lists[lane.kind] : [];
    let height = texts.length === 0 ? 0 : Math.max(...texts.map((one) => one.length)) * CARD.small + 2 * GAP;
    for (const [column, one] of texts.entries()) {
      if (one.length > 0)
        listed.push({ x: xs[column] ?? 0, y: y + GAP, height: height - 2 * GAP, lines: one });
    }
    const own = steps.filter((step) => step.lane === lane.id);
    for (const row of [...new Set(own.map(({ id }) => rows.get(id) ?? 0))].toSorted((a, b) => a - b)) {
      tops.set(row, y + height);
      const strip = GAP + (strips.get(row)?.length ?? 0) * APART;
      const here = own.filter(({ id }) => rows.get(id) === row);
      const placed = here.map((step) => {
        const column = columnOf.get(step.id) ?? 0;
        const top = y + height + strip;
        return {
          step,
          column,
          row,
          x: xs[column] ?? 0,
          y: top,
          height: 0,
          lines: linesOf(step, { here: ids, blueprint, textWidth }),
        };
      });
      const tall = Math.max(...placed.map(({ lines: texts2 }) => heightOf(texts2)));
      for (const card of placed) cards.set(card.step.id, { ...card, height: tall });
      height += strip + tall;
    }
    const least = lines.length * CARD.line + 2 * GAP;
    band.height = Math.max(height + (own.length > 0 ? GAP : 0), least);
    bands.push(band);
    y += band.height;
  }
  const legend = LEGEND.flatMap((said) => wrapText(said, width - 2 * MARGIN, smallWidth));
  const height = y + (legend.length + 1) * CARD.small;
  return {
    ...{
      width,
      height,
      cardWidth,
      legend,
      label: { x: MARGIN, width: LABEL },
      stageY: HEAD.height,
      stageHeight,
    },
    ...{ bottom: y, stages, bands, cards, listed, bundles, edges },
    wayIn: (gutter, bundle) => {
      const here = gutters.get(gutter) ?? [];
      return (xs[gutter] ?? 0) - 8 - (here.length - 1 - here.indexOf(bundle)) * APART;
    },
    acrossIn: (row, bundle) =>
      (tops.get(row) ?? 0) + GAP / 2 + 1 + (strips.get(row)?.indexOf(bundle) ?? 0) * APART,
  };
}

/** Each step in the row of its lane that what leads to it has, if that is free in its column; else in the first free one. */
function rowsOf(
  steps: readonly BlueprintStep[],
  lanes: readonly Lane[],
  { columnOf, edges }: { columnOf: ReadonlyMap<string, number>; edges: readonly ChartEdge[] },
): Map<string, number> {
  const rows = new Map<string, number>();
  let first = 0;
  for (const { id: lane } of lanes) {
    const taken = new Set<string>();
    let most = 0;
    for (const { id } of steps.filter((step) => step.lane === lane)) {
      const column = columnOf.get(id) ?? 0;
      const isFree = (row: number) => !taken.has(`${column} ${row}`);
      const before = edges.find(({ from, to, kind }) => to === id && kind === 'then' && rows.has(from));
      let row = rows.get(before?.from ?? '') ?? first;
      if (row < first || !isFree(row)) for (row = first; !isFree(row); ) row += 1;
      taken.add(`${column} ${row}`);
      rows.set(id, row);
      most = Math.max(most, row - first + 1);
    }
    first += most;
  }
  return rows;
}

function stageHeadsOf(columns: readonly Column[], xs: readonly number[], cardWidth: number): StageHead[] {
  const heads: StageHead[] = [];
  let last: Column['stage'] | undefined;
  for (const [index, { stage }] of columns.entries()) {
    const x = xs[index] ?? 0;
    const head = heads.at(-1);
    if (head && stage === last) head.width = x + cardWidth - head.x;
    else heads.push({ x, width: cardWidth, lines: [stage.title] });
    last = stage;
  }
  return heads.map((head) => ({ ...head, lines: wrapText(head.lines[0] ?? '', head.width - 8, titleWidth) }));
}

/** In bold, which is wider. */
function titleWidth(text: string): number {
  return (widthOf(text) * SIZE.title * 1.08) / 12;
}

/** Of the small type, at most. */
export function smallWidth(text: string): number {
  return (widthOf(text) * SIZE.small) / 12;
}

function heightOf({ title, small }: Card['lines']): number {
  return title.length * CARD.line + small.length * CARD.small + 2 * CARD.padding;
}

const KINDS: Record<BlueprintStep['kind'], string> = {
  action: 'Action',
  task: 'Task',
  approval: 'Approval',
  meeting: 'Meeting',
  message: 'Message',
  wait: 'Awaited',
  playbook: 'Playbook',
};

interface Sheet {
  here: ReadonlySet<string>;
  blueprint: Blueprint;
  textWidth: number;
}

function linesOf(step: BlueprintStep, { here, blueprint, textWidth }: Sheet): Card['lines'] {
  const { steps, edges } = blueprint;
  const numberOf = new Map(steps.map(({ id, number }) => [id, number]));
  const beyond = (end: 'from' | 'to', other: 'from' | 'to', kind: ChartEdge['kind']) =>
    edges
      .filter((edge) => edge[end] === step.id && !here.has(edge[other]) && edge.kind === kind)
      .map((edge) => numberOf.get(edge[other]) ?? '');
  const said = (word: string, numbers: string[]) =>
    numbers.length === 0 ? [] : [`${word} ${numbers.join(', ')}`];
  const small = [
    step.within === null ? KINDS[step.kind] : `${KINDS[step.kind]}, within ${step.within}`,
    ...(step.condition === null ? [] : [step.condition]),
    ...said('Comes after', beyond('to', 'from', 'then')),
    ...said('Leads to', beyond('from', 'to', 'then')),
    ...said('Refused: back to', beyond('from', 'to', 'refused')),
  ];
  return {
    title: wrapText(`${step.number} ${step.title}`, textWidth, (text) => (widthOf(text) * SIZE.title) / 12),
    small: small.flatMap((text) => wrapText(text, textWidth, smallWidth)),
  };
}

/** What the systems and documents of each column are, in lines, with the numbers of the steps. */
function listsOf(
  { systems, documents }: Blueprint,
  columns: readonly Column[],
  textWidth: number,
): Record<'systems' | 'documents', string[][]> {
  const list = (items: readonly { said: string; steps: readonly string[] }[]) =>
    columns.map((column) => {
      const numbers = new Set(column.steps.map(({ number }) => number));
      return items.flatMap(({ said, steps }) => {
        const here = steps.filter((number) => numbers.has(number));
        return here.length === 0 ? [] : wrapText(`${said}: ${here.join(', ')}`, textWidth, smallWidth);
      });
    });
  return {
    systems: list(
      systems.map(({ title, vendor, steps }) => ({ said: `${title} (${vendor ?? 'by hand'})`, steps })),
    ),
    documents: list(
      documents.map(({ title, kind, steps }) => ({
        said: kind === 'Form' ? kind : `${kind} "${title}"`,
        steps,
      })),
    ),
  };
}
