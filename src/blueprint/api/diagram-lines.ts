import type { ChartEdge } from '../../playbook/domain/flowchart';
import type { Bundle } from './bundles';
import type { Card, Layout } from './diagram-layout';

type Point = readonly [x: number, y: number];

/** Between lines that leave or reach the same box. */
const APART = 3.5;

/**
 * The line of each edge, as the data of a path: through gutters between columns and strips above rows, so through no box. Lines
 * lie over each other only where they mean the same.
 */
export function linesOf(layout: Layout): [ChartEdge, string][] {
  return layout.bundles.flatMap((bundle) =>
    bundle.edges.map((edge): [ChartEdge, string] => [edge, pathOf(pointsOf(edge, bundle, layout))]),
  );
}

function pointsOf({ from, to }: ChartEdge, bundle: Bundle, layout: Layout): Point[] {
  const [source, target] = [cardOf(layout, from), cardOf(layout, to)];
  if (bundle.edges.length === 1 && source.row === target.row && source.column + 1 === target.column) {
    const y = source.y + source.height / 2;
    return [
      [source.x + layout.cardWidth, y],
      [target.x, y],
    ];
  }
  const startY = portOf(source, bundle, layout, 'from');
  const endY = portOf(target, bundle, layout, 'to');
  const joined = layout.wayIn(bundle.gutter, bundle);
  const points: Point[] = [[source.x + layout.cardWidth, startY]];
  if (source.column + 1 === bundle.gutter) {
    points.push([joined, startY]);
  } else {
    const way = layout.wayIn(source.column + 1, bundle);
    const across = layout.acrossIn(source.row, bundle);
    points.push([way, startY], [way, across], [joined, across]);
  }
  if (target.column === bundle.gutter) {
    points.push([joined, endY]);
  } else {
    const way = layout.wayIn(target.column, bundle);
    const across = layout.acrossIn(target.row, bundle);
    points.push([joined, across], [way, across], [way, endY]);
  }
  return [...points, [target.x, endY]];
}

function cardOf({ cards }: Layout, id: string): Card {
  const card = cards.get(id);
  if (!card) throw new RangeError(`The step ${id} is not on the sheet`);
  return card;
}

/** What leaves a box does so below its middle, what reaches it above; so neighbours in a row do not run into each other. */
function portOf(card: Card, bundle: Bundle, { bundles }: Layout, end: 'from' | 'to'): number {
  const here = bundles.filter(({ edges }) => edges.some((edge) => edge[end] === card.step.id));
  const away = 3 + here.indexOf(bundle) * APART;
  return card.y + card.height / 2 + (end === 'from' ? away : -away);
}

function pathOf(points: readonly Point[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${tenths(x)} ${tenths(y)}`).join('');
}

function tenths(number: number): number {
  return Math.round(number * 10) / 10;
}
