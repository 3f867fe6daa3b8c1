import { type Playbook, STAGES, type StageName, type Step } from './playbook';

/** One box of a flowchart: a step of a playbook. */
export interface ChartNode {
  id: string;
  title: string;
  kind: Step['kind'];
  owner: string;
}

/** One part of the lifecycle, or one track of it, with its steps. */
export interface ChartGroup {
  id: string;
  title: string;
  nodes: ChartNode[];
}

/** `then`: the one is done before the other begins; `refused`: back to an earlier step. */
export interface ChartEdge {
  from: string;
  to: string;
  kind: 'then' | 'refused';
}

export interface Chart {
  title: string;
  groups: ChartGroup[];
  edges: ChartEdge[];
}

/** Payment and onboarding both begin when the agreement is signed; what follows waits for both. */
const PARALLEL: readonly StageName[] = ['payment-gate', 'onboarding'];

/**
 * A playbook as a graph: every step once, an edge from each step to those that wait for it, and from the last steps of
 * a stage to the first ones of the next.
 */
export function chartOf(playbook: Pick<Playbook, 'title' | 'stages'>): Chart {
  const groups: ChartGroup[] = [];
  const edges: ChartEdge[] = [];
  let open: string[] = [];
  for (const row of rowsOf(playbook)) {
    const ends: string[] = [];
    for (const { id, title, steps } of row) {
      groups.push({
        id,
        title,
        nodes: steps.map((step) => ({ id: step.id, title: step.title, kind: step.kind, owner: step.owner })),
      });
      const inner = edgesWithin(steps);
      edges.push(...inner);
      edges.push(...pairs(open, firstOf(steps, inner)));
      ends.push(...lastOf(steps, inner));
    }
    open = ends;
  }
  return { title: playbook.title, groups, edges };
}

interface Part {
  id: string;
  title: string;
  steps: Step[];
}

/** The parts of the lifecycle that have steps, row by row; the parts of one row run side by side. */
function rowsOf({ stages }: Pick<Playbook, 'stages'>): Part[][] {
  const rows: Part[][] = [];
  let parallel: Part[] | null = null;
  for (const name of STAGES) {
    const rules = stages[name];
    if (!rules) continue;
    const own: Part[] = rules.steps.length > 0 ? [{ id: name, title: rules.title, steps: rules.steps }] : [];
    const tracks = (rules.tracks ?? []).map(({ id, title, steps }) => ({
      id: `${name}.${id}`,
      title,
      steps,
    }));
    if (PARALLEL.includes(name)) {
      if (!parallel) rows.push((parallel = []));
      parallel.push(...own, ...tracks);
    } else {
      rows.push(own, tracks);
    }
  }
  return rows.filter((row) => row.length > 0);
}

function edgesWithin(steps: Step[]): ChartEdge[] {
  return steps.flatMap((step, index): ChartEdge[] => {
    const before = step.after ?? (index > 0 ? [steps[index - 1]?.id ?? ''] : []);
    const refused: ChartEdge[] = step.refusedTo
      ? [{ from: step.id, to: step.refusedTo, kind: 'refused' }]
      : [];
    return [...before.map((from): ChartEdge => ({ from, to: step.id, kind: 'then' })), ...refused];
  });
}

function firstOf(steps: Step[], edges: ChartEdge[]): string[] {
  const followers = new Set(edges.filter((edge) => edge.kind === 'then').map((edge) => edge.to));
  return steps.map((step) => step.id).filter((id) => !followers.has(id));
}

function lastOf(steps: Step[], edges: ChartEdge[]): string[] {
  const followed = new Set(edges.filter((edge) => edge.kind === 'then').map((edge) => edge.from));
  return steps.map((step) => step.id).filter((id) => !followed.has(id));
}

function pairs(from: string[], to: string[]): ChartEdge[] {
  return from.flatMap((one) => to.map((other): ChartEdge => ({ from: one, to: other, kind: 'then' })));
}
