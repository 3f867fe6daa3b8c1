import type { ChartEdge } from '../domain/flowchart';
import { CARD, type Card, columnX, GAP, type Layout } from './flowchart-layout';

/**
 * How an edge runs: straight to the card beside, under the cards of its row, or through the rows below or above, out of
 * which it comes where it came in.
 */
type Course = 'beside' | 'under' | 'down' | 'up';

interface Run {
  edge: ChartEdge;
  from: Card;
  to: Card;
  course: Course;
}

/** Edges that run as one line as far as they can: each of their sources leads to each of their targets. */
interface Bundle {
  runs: Run[];
  lanes: Set<number>;
  /** Where it passes rows, it runs down or up right of this column. */
  gap: number;
  /** From where to where it does; lane n lies at 2n, row n at 2n + 1. */
  reach: { from: number; to: number };
}

interface Point {
  x: number;
  y: number;
}

const CORNER = 5;
/** Between lines that leave the same card, or come to it, and mean different things. */
const APART = 9;
const LOOP = 30;

/**
 * The line of each edge, as the data of a path. Lines lie over each other only where they mean the same; elsewhere they
 * cross, and none goes through a card.
 */
export function routesOf(edges: readonly ChartEdge[], layout: Layout): Map<ChartEdge, string> {
  const bundles = bundlesOf(edges.map((edge) => runOf(edge, layout)));
  const ways = waysOf(bundles);
  return new Map(
    bundles.flatMap((bundle) => {
      const turnIn = (lane: number) => turnOf(layout, lane, bundles, bundle);
      const way = columnX(bundle.gap) + CARD.width + (ways.get(bundle) ?? 0);
      return bundle.runs.map((run) => [run.edge, pathOf(pointsOf(run, turnIn, way))] as const);
    }),
  );
}

function runOf(edge: ChartEdge, { cards }: Layout): Run {
  const [from, to] = [cards.get(edge.from), cards.get(edge.to)];
  if (!from || !to) throw new RangeError(`The edge from ${edge.from} to ${edge.to} leads out of the chart`);
  return { edge, from, to, course: courseOf(edge, from, to) };
}

function courseOf({ kind }: ChartEdge, from: Card, to: Card): Course {
  if (to.row !== from.row) return to.row > from.row ? 'down' : 'up';
  return kind === 'then' && to.column === from.column + 1 ? 'beside' : 'under';
}

function bundlesOf(runs: readonly Run[]): Bundle[] {
  const isJoined = ({ edge, course }: Run) => course === 'down' && edge.kind === 'then';
  const keyOf = (run: Run) => {
    const together = runs.filter((other) => other.from === run.from && isJoined(other));
    return isJoined(run) ? together.map(({ to }) => to.node.id).join(' ') : `${run.edge.from} ${run.edge.to}`;
  };
  const bundles = new Map<string, Bundle>();
  for (const run of runs) {
    const { from, to, course } = run;
    const key = keyOf(run);
    const gap = course === 'down' ? to.column : from.column;
    const bundle = bundles.get(key) ?? {
      ...{ runs: [], lanes: new Set<number>(), gap },
      reach: { from: Infinity, to: -Infinity },
    };
    bundles.set(key, bundle);
    bundle.runs.push(run);
    bundle.gap = Math.min(bundle.gap, gap);
    for (const lane of lanesOf(run)) bundle.lanes.add(lane);
    const passed = course === 'down' ? [2 * from.row + 2, 2 * to.row] : [2 * to.row, 2 * from.row + 1];
    if (course === 'down' || course === 'up') {
      bundle.reach = {
        from: Math.min(bundle.reach.from, ...passed),
        to: Math.max(bundle.reach.to, ...passed),
      };
    }
  }
  return [...bundles.values()];
}

/** In which lanes it runs across. */
function lanesOf({ from, to, course }: Run): number[] {
  switch (course) {
    case 'beside':
      return [];
    case 'under':
      return [from.row + 1];
    case 'down':
      return [from.row + 1, to.row];
    case 'up':
      return to.column === from.column ? [] : [to.row];
  }
}

/** How far right of its column each bundle runs: those that would meet there run beside each other. */
function waysOf(bundles: readonly Bundle[]): Map<Bundle, number> {
  const ways = new Map<Bundle, number>();
  const passing = bundles.filter(({ reach }) => reach.from < reach.to);
  for (const gap of new Set(passing.map((bundle) => bundle.gap))) {
    const here = passing.filter((bundle) => bundle.gap === gap);
    const numbers = new Map<Bundle, number>();
    for (const bundle of here) {
      const taken = here.filter((other) => meet(bundle, other)).map((other) => numbers.get(other));
      let number = 0;
      while (taken.includes(number)) number += 1;
      numbers.set(bundle, number);
    }
    const apart = Math.min(8, (GAP.x - 12) / Math.max(...numbers.values(), 1));
    for (const [bundle, number] of numbers) ways.set(bundle, 10 + number * apart);
  }
  return ways;
}

function meet({ reach: one }: Bundle, { reach: other }: Bundle): boolean {
  return one.from <= other.to && other.from <= one.to;
}

/** Where a bundle runs across in a lane, and how far from the middle of a card it leaves or comes there. */
interface Turn {
  y: number;
  aside: number;
}

function turnOf({ lanes }: Layout, lane: number, bundles: readonly Bundle[], bundle: Bundle): Turn {
  const here = bundles.filter((one) => one.lanes.has(lane));
  const { top, bottom } = lanes[lane] ?? { top: 0, bottom: 0 };
  const index = here.indexOf(bundle);
  return {
    y: top + ((index + 1) * (bottom - top)) / (here.length + 1),
    aside: (index - (here.length - 1) / 2) * Math.min(APART, (CARD.width - 60) / here.length),
  };
}

type TurnIn = (lane: number) => Turn;

function pointsOf({ from, to, course }: Run, turnIn: TurnIn, way: number): Point[] {
  const right = from.x + CARD.width;
  switch (course) {
    case 'beside': {
      const y = from.y + from.height / 2;
      return [
        { x: right, y },
        { x: to.x, y },
      ];
    }
    case 'under': {
      const { y, aside } = turnIn(from.row + 1);
      // What leads back to itself leaves right of where it comes in.
      const startX = middleOf(from) + aside + (from === to ? LOOP : 0);
      const endX = middleOf(to) + aside;
      return [
        { x: startX, y: bottomOf(from) },
        { x: startX, y },
        { x: endX, y },
        { x: endX, y: bottomOf(to) },
      ];
    }
    case 'down': {
      const [leaving, coming] = [turnIn(from.row + 1), turnIn(to.row)];
      const [startX, endX] = [middleOf(from) + leaving.aside, middleOf(to) + coming.aside];
      const passed =
        to.row > from.row + 1
          ? [
              { x: way, y: leaving.y },
              { x: way, y: coming.y },
            ]
          : [];
      const out = [
        { x: startX, y: bottomOf(from) },
        { x: startX, y: leaving.y },
      ];
      return [...out, ...passed, { x: endX, y: coming.y }, { x: endX, y: to.y }];
    }
    case 'up': {
      const startY = from.y + from.height * 0.6;
      const out = [
        { x: right, y: startY },
        { x: way, y: startY },
      ];
      if (to.column === from.column) {
        const y = to.y + to.height * 0.4;
        return [...out, { x: way, y }, { x: right, y }];
      }
      const { y, aside } = turnIn(to.row);
      const x = middleOf(to) + aside;
      return [...out, { x: way, y }, { x, y }, { x, y: to.y }];
    }
  }
}

function bottomOf(card: Card): number {
  return card.y + card.height;
}

function middleOf(card: Card): number {
  return card.x + CARD.width / 2;
}

/** Straight parts with round corners. */
function pathOf(points: readonly Point[]): string {
  const [start, ...rest] = points.filter((point, index) => {
    const before = points[index - 1];
    return before?.x !== point.x || before.y !== point.y;
  });
  if (!start) return '';
  const parts = rest.map((point, index) => {
    const [before, after] = [index === 0 ? start : rest[index - 1], rest[index + 1]];
    if (!before || !after) return `L${at(point)}`;
    return `L${at(towards(point, before))}Q${at(point)} ${at(towards(point, after))}`;
  });
  return `M${at(start)}${parts.join('')}`;
}

function towards(corner: Point, other: Point): Point {
  const [dx, dy] = [other.x - corner.x, other.y - corner.y];
  const length = Math.hypot(dx, dy);
  const share = Math.min(CORNER, length / 2) / length;
  return { x: corner.x + dx * share, y: corner.y + dy * share };
}

function at({ x, y }: Point): string {
  return `${tenths(x)} ${tenths(y)}`;
}

function tenths(number: number): number {
  return Math.round(number * 10) / 10;
}
