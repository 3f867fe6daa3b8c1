import { type Playbook, STAGES, type StageName, type StageRules, type Step } from './playbook';
import { planOfTrack } from './plans';

/** How far a box has come in an engagement. `ahead`: not reached; `leftOut`: its condition did not apply. */
export type Progress = 'done' | 'now' | 'late' | 'ahead' | 'leftOut' | 'cancelled';

/** What is said of a box in an engagement. */
export interface Mark {
  progress: Progress;
  /** In a word or two: no colour says it alone. */
  word: string;
  notes: string[];
}

/** The sign before the word of a box. */
export function signOf(progress: Progress): string {
  switch (progress) {
    case 'done':
      return '✓';
    case 'now':
      return '▶';
    case 'late':
      return '!';
    case 'ahead':
      return '○';
    case 'leftOut':
      return '–';
    case 'cancelled':
      return '×';
  }
}

/** One box of a flowchart: a step of a playbook, or a playbook by which an engagement goes on or went before. */
export interface ChartNode {
  id: string;
  title: string;
  kind: Step['kind'] | 'playbook';
  /** The title of a role. */
  owner: string;
  mark?: Mark;
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
  subtitle?: string;
  groups: ChartGroup[];
  edges: ChartEdge[];
}

/** Payment and onboarding both begin when the agreement is signed; what follows waits for both. */
const PARALLEL: readonly StageName[] = ['payment-gate', 'onboarding'];

/** What is drawn of a playbook; without titles of roles their names stand in the boxes. */
export type Drawn = Pick<Playbook, 'title' | 'stages' | 'next'> & Partial<Pick<Playbook, 'roles'>>;

/**
 * A playbook as a graph: every step once, an edge from each step to those that wait for it, and from the last steps of
 * a stage to the first ones of the next. The playbook that follows comes last.
 */
export function chartOf(playbook: Drawn): Chart {
  const groups: ChartGroup[] = [];
  const edges: ChartEdge[] = [];
  let open: string[] = [];
  for (const row of rowsOf(playbook)) {
    const ends: string[] = [];
    for (const { id, title, steps } of row) {
      groups.push({
        id,
        title,
        nodes: steps.map((step) => ({
          ...{ id: step.id, title: step.title, kind: step.kind },
          owner: playbook.roles?.[step.owner] ?? step.owner,
        })),
      });
      const inner = edgesWithin(steps);
      edges.push(...inner);
      edges.push(...pairs(open, firstOf(steps, inner)));
      ends.push(...lastOf(steps, inner));
    }
    open = ends;
  }
  edges.push(...revisions(playbook, groups));
  if (playbook.next !== undefined) {
    const next = { id: `next.${playbook.next}`, title: playbook.next, kind: 'playbook' as const, owner: '' };
    groups.push({ id: 'next', title: 'Goes on by the playbook', nodes: [next] });
    edges.push(...pairs(open, [next.id]));
  }
  return { title: playbook.title, groups, edges };
}

/** Which part of a chart is drawn alone: a stage with its tracks, or a track. */
export interface ChartPart {
  stage?: StageName | undefined;
  track?: string | undefined;
}

/** A part of a chart, with the edges within it; undefined when there is no such part. */
export function partOf(chart: Chart, { stage, track }: ChartPart): Chart | undefined {
  const groups = chart.groups.filter(({ id }) => {
    const [inStage, inTrack] = id.split('.');
    return (stage === undefined || inStage === stage) && (track === undefined || inTrack === track);
  });
  const ids = new Set(groups.flatMap(({ nodes }) => nodes.map((node) => node.id)));
  const edges = chart.edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
  return groups.length === 0 ? undefined : { ...chart, groups, edges };
}

/**
 * A deliverable that fails its check or is sent back by the client goes back to delivery; what fails a check in a track with a
 * plan goes through that track again. A step that says itself where it goes back to has its own edge.
 */
function revisions({ stages }: Pick<Playbook, 'stages'>, groups: ChartGroup[]): ChartEdge[] {
  const isJudge = ({ for: awaited, orElse, refusedTo }: Step) =>
    refusedTo === undefined && (awaited?.signal === 'qualityChecked' || orElse === 'revisionRequested');
  const judges = (['quality-check', 'acceptance'] as const).flatMap((stage) => stages[stage]?.steps ?? []);
  const delivery = groups.find((group) => group.id === 'delivery' || group.id.startsWith('delivery.'));
  const repeating = (stages.delivery?.tracks ?? []).filter((track) => planOfTrack(track) !== undefined);
  return [
    ...judges.filter(isJudge).map((step) => ({ step, first: delivery?.nodes[0] })),
    ...repeating.flatMap(({ steps }) => steps.filter(isJudge).map((step) => ({ step, first: steps[0] }))),
  ].flatMap(({ step, first }): ChartEdge[] =>
    first ? [{ from: step.id, to: first.id, kind: 'refused' }] : [],
  );
}

interface Part {
  id: string;
  title: string;
  steps: (ChartNode & Pick<Step, 'after' | 'refusedTo'>)[];
}

/** The meetings of the client strategy cycle are all scheduled at once. */
function cycleOf(stage: StageName, rules: StageRules): Part[] {
  const steps = (rules.cycle ?? []).map(({ id, title }) => ({
    id,
    title: `Schedule: ${title}`,
    kind: 'action' as const,
    owner: 'project-manager',
    after: [],
  }));
  return steps.length > 0 ? [{ id: `${stage}.cycle`, title: 'Client strategy cycle', steps }] : [];
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
      rows.push(own, cycleOf(name, rules), tracks);
    }
  }
  return rows.filter((row) => row.length > 0);
}

function edgesWithin(steps: Part['steps']): ChartEdge[] {
  return steps.flatMap((step, index): ChartEdge[] => {
    const before = step.after ?? (index > 0 ? [steps[index - 1]?.id ?? ''] : []);
    const refused: ChartEdge[] = step.refusedTo
      ? [{ from: step.id, to: step.refusedTo, kind: 'refused' }]
      : [];
    return [...before.map((from): ChartEdge => ({ from, to: step.id, kind: 'then' })), ...refused];
  });
}

function firstOf(steps: Part['steps'], edges: ChartEdge[]): string[] {
  const followers = new Set(edges.filter((edge) => edge.kind === 'then').map((edge) => edge.to));
  return steps.map((step) => step.id).filter((id) => !followers.has(id));
}

function lastOf(steps: Part['steps'], edges: ChartEdge[]): string[] {
  const followed = new Set(edges.filter((edge) => edge.kind === 'then').map((edge) => edge.from));
  return steps.map((step) => step.id).filter((id) => !followed.has(id));
}

function pairs(from: string[], to: string[]): ChartEdge[] {
  return from.flatMap((one) => to.map((other): ChartEdge => ({ from: one, to: other, kind: 'then' })));
}
