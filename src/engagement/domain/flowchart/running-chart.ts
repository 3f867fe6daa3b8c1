import { levelName } from '../../../journal/domain/words';
import type { Level } from '../../../promise/domain/ladder/promise-state';
import { isLateAt } from '../../../promise/domain/lateness';
import {
  type Chart,
  chartOf,
  type ChartGroup,
  type ChartNode,
  type Mark,
} from '../../../playbook/domain/flowchart';
import type { Playbook } from '../../../playbook/domain/playbook';
import type { EngagementStatus } from '../engagement';
import { type ChartedPromise, type Standing, standingIn, tracksIn, type Way } from './course';

/** An engagement, with what a flowchart shows of it. */
export interface ChartedEngagement {
  reference: string;
  title: string;
  status: EngagementStatus;
  /** Those in force. */
  playbook: Playbook;
  version: number;
  /** Those before, oldest first. */
  earlier: readonly { title: string; name: string; version: number; until: Date }[];
  way: Way;
}

/** How the chart tells instants, and when it is drawn. */
export interface Telling {
  now: Date;
  wallTime: (at: Date) => string;
}

/**
 * The flowchart of an engagement by the rules in force: their graph, with what has become of each step; before it the
 * playbooks by which the engagement went before, behind it the one by which it will go on.
 */
export function runningChart(engagement: ChartedEngagement, telling: Telling): Chart {
  const { reference, title, status, playbook, version, earlier, way } = engagement;
  const leg = earlier.length + 1;
  const standingOf = standingIn(playbook, leg, way);
  const tracks = tracksIn(leg, way);
  const chart = chartOf(playbook);
  const groups = chart.groups.map((group): ChartGroup => {
    const track = tracks.get(group.id.split('.')[1] ?? '');
    const again = track && track.round > 1 ? `, round ${track.round}` : '';
    return {
      ...group,
      title: track ? `${group.title}: ${track.of.state}${again}` : group.title,
      nodes: group.nodes.map((node) => ({
        ...node,
        mark: markOf(node, standingOf(node.id), playbook, telling),
      })),
    };
  });
  const before = earlier.map(
    (past, index): ChartNode => ({
      ...{ id: `before.${index + 1}.${past.name}`, title: `${past.title}, version ${past.version}` },
      ...{ kind: 'playbook', owner: '' },
      mark: { progress: 'done', word: 'Done', notes: [`until ${telling.wallTime(past.until)}`] },
    }),
  );
  const rules = `By the playbook "${playbook.title}", version ${version}.`;
  return {
    title: `${reference}: ${title}`,
    subtitle: `${rules} ${STATUS_WORDS[status]}. As of ${telling.wallTime(telling.now)}.`,
    groups:
      before.length === 0
        ? groups
        : [{ id: 'before', title: 'Went before by the playbook', nodes: before }, ...groups],
    edges: [...ledTo(before, chart), ...chart.edges],
  };
}

const STATUS_WORDS: Record<EngagementStatus, string> = {
  active: 'Active',
  held: 'On hold',
  completed: 'Complete',
  cancelled: 'Cancelled',
};

/** From each earlier playbook to the next one, and from the last of them to where the one in force begins. */
function ledTo(before: readonly ChartNode[], { groups, edges }: Chart): Chart['edges'] {
  const followers = new Set(edges.filter(({ kind }) => kind === 'then').map(({ to }) => to));
  const nodes = groups.flatMap((group) => group.nodes);
  const firsts = nodes.filter(({ id }) => !followers.has(id));
  return before.flatMap(({ id }, index) => {
    const next = before[index + 1];
    return (next ? [next] : firsts).map((to) => ({ from: id, to: to.id, kind: 'then' as const }));
  });
}

function markOf(
  node: ChartNode,
  standing: Standing,
  { roles }: Pick<Playbook, 'roles'>,
  telling: Telling,
): Mark {
  switch (standing.is) {
    case 'ahead':
      return { progress: 'ahead', word: 'Not reached', notes: [] };
    case 'leftOut':
      return { progress: 'leftOut', word: 'Left out', notes: ['its condition did not apply'] };
    case 'again': {
      const { word } = promiseMark(node, standing.before, roles, telling);
      return { progress: 'ahead', word: 'To be done again', notes: [`before: ${word.toLowerCase()}`] };
    }
    case 'reached': {
      const mark = promiseMark(node, standing.promise, roles, telling);
      const { times } = standing;
      return times === 1 ? mark : { ...mark, word: `${mark.word}, for the ${ordinal(times)} time` };
    }
  }
}

function ordinal(count: number): string {
  const endings = { one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' };
  return `${count}${endings[new Intl.PluralRules('en', { type: 'ordinal' }).select(count)]}`;
}

function promiseMark(
  { kind }: ChartNode,
  promise: ChartedPromise,
  roles: Playbook['roles'],
  { now, wallTime }: Telling,
): Mark {
  const settled = promise.settledAt === null ? [] : [wallTime(promise.settledAt)];
  switch (promise.state) {
    case 'open':
      return openMark(kind, promise, roles, { now, wallTime });
    case 'kept': {
      const word = ANSWERS[promise.settledBy ?? ''] ?? 'Done';
      return { progress: 'done', word: promise.late ? `${word} late` : word, notes: settled };
    }
    case 'waived':
      return {
        progress: 'done',
        word: promise.settledBy === 'no answer' ? 'Ended without an answer' : 'Waived',
        notes: settled,
      };
    case 'cancelled':
      return { progress: 'cancelled', word: 'Cancelled', notes: settled };
  }
}

/** What keeps a promise and sends the work back. */
const ANSWERS: Readonly<Record<string, string>> = {
  approvalRefused: 'Refused',
  contentRefused: 'Refused',
  qualityFailed: 'Failed',
  revisionRequested: 'Sent back',
};

function openMark(
  kind: ChartNode['kind'],
  promise: ChartedPromise,
  roles: Playbook['roles'],
  { now, wallTime }: Telling,
): Mark {
  const { dueAt, paused, level } = promise;
  const isLate = isLateAt(promise, now);
  const due = dueAt === null ? [] : [`${isLate ? 'was due' : 'until'} ${wallTime(dueAt)}`];
  return {
    progress: isLate ? 'late' : 'now',
    word: isLate ? ['Late', ...(level > 0 ? [levelName(level as Level)] : [])].join(', ') : 'Now',
    notes: [waitedFor(kind, promise, roles), ...due, ...(paused ? ['its clock stands still'] : [])],
  };
}

function waitedFor(kind: ChartNode['kind'], promise: ChartedPromise, roles: Playbook['roles']): string {
  const role = roles[promise.owedBy] ?? promise.owedBy;
  const who = promise.assignee === null ? role : `${promise.assignee} (${role})`;
  if (promise.kind === 'action' || promise.kind === 'message') return 'the system does it';
  return kind === 'action' || kind === 'message' ? `by hand: waits for ${who}` : `waits for ${who}`;
}
