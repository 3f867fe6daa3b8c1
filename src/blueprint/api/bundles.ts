import type { ChartEdge } from '../../playbook/domain/flowchart';

/** Where a box stands in the grid. */
export interface Spot {
  column: number;
  row: number;
}

/** Edges that run as one line as far as they can: each of their sources leads to each of their targets. */
export interface Bundle {
  kind: ChartEdge['kind'];
  edges: ChartEdge[];
  /** It is joined in the gutter left of this column. */
  gutter: number;
  /** Every gutter and every strip above a row that it runs in. */
  gutters: Set<number>;
  strips: Set<number>;
}

/** The edges of a sheet in bundles. Gutter n lies left of column n, strip n above row n. */
export function bundlesOf(edges: readonly ChartEdge[], spotOf: (id: string) => Spot): Bundle[] {
  const bundles = new Map<string, Bundle>();
  for (const edge of edges) {
    const key = keyOf(edge, edges);
    const bundle: Bundle = bundles.get(key) ?? {
      ...{ kind: edge.kind, edges: [], gutter: Infinity },
      ...{ gutters: new Set<number>(), strips: new Set<number>() },
    };
    bundles.set(key, bundle);
    bundle.edges.push(edge);
    const joined = edge.kind === 'then' ? spotOf(edge.to).column : spotOf(edge.from).column + 1;
    bundle.gutter = Math.min(bundle.gutter, joined);
  }
  for (const bundle of bundles.values()) {
    bundle.gutters.add(bundle.gutter);
    for (const { from, to } of bundle.edges) {
      const [source, target] = [spotOf(from), spotOf(to)];
      if (source.column + 1 !== bundle.gutter) {
        bundle.gutters.add(source.column + 1);
        bundle.strips.add(source.row);
      }
      if (target.column !== bundle.gutter) {
        bundle.gutters.add(target.column);
        bundle.strips.add(target.row);
      }
    }
  }
  return [...bundles.values()];
}

/** What is refused runs alone; what follows runs with all that leads to the very same. */
function keyOf({ from, to, kind }: ChartEdge, edges: readonly ChartEdge[]): string {
  if (kind === 'refused') return `${from} refused ${to}`;
  const targets = edges
    .filter((other) => other.kind === kind && other.from === from)
    .map((other) => other.to);
  return targets.toSorted().join(' ');
}

/** The bundles in each gutter. */
export function gutterUse(bundles: readonly Bundle[]): Map<number, Bundle[]> {
  return useOf(bundles, ({ gutters }) => gutters);
}

/** The bundles in each strip. */
export function stripUse(bundles: readonly Bundle[]): Map<number, Bundle[]> {
  return useOf(bundles, ({ strips }) => strips);
}

function useOf(bundles: readonly Bundle[], roomsOf: (bundle: Bundle) => ReadonlySet<number>) {
  const use = new Map<number, Bundle[]>();
  for (const bundle of bundles) {
    for (const room of roomsOf(bundle)) use.set(room, [...(use.get(room) ?? []), bundle]);
  }
  return use;
}
