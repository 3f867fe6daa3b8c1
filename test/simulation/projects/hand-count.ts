import type { JournalEntry as Row } from '../../../src/database/generated/client';
import type { Sum } from '../deliveries/delivery-audit';
import { blockersOf, type Ordered } from './order';

/** A task of a plan as the journal tells of it. */
export interface CountedTask extends Ordered {
  promiseId: string;
  startMs: number;
  dueMs: number;
  /** How often its promise ended. */
  ends: number;
}

/** One round of a delivery, with a plan of its own. */
interface Round {
  outcome: string | null;
  isBroken: boolean;
  tasks: CountedTask[];
}

/** A delivery: its first round, and its revisions. */
type Work = Round[];

interface Said {
  promise?: { id: string; owedBy: string; kind: string };
  promiseId?: string;
  trackId?: string;
  outcome?: string;
  signal?: string;
  step?: string;
  tasks?: (Omit<CountedTask, 'task' | 'ends'> & { id: string })[];
  stated?: { csat?: number };
}

/**
 * The figures of projects, counted by hand from nothing but the journals. Knows none of the product's views, and none of its
 * tables but the one of the entries.
 */
export class HandCount {
  /** What is wrong with the order in which tasks were planned and done, and with how often each ended. */
  readonly faults: string[] = [];
  private readonly works = new Map<string, Work>();
  private readonly owners = new Map<string, { owedBy: string; writer: string }>();
  private readonly checks = new Map<string, boolean>();
  private readonly ends = new Map<string, string>();
  private readonly answers: number[] = [];

  constructor(rows: readonly Row[]) {
    for (const row of rows) this.take(row, row.data as unknown as Said);
    for (const [name, work] of this.works) {
      for (const { task, ends } of work.flatMap(({ tasks }) => tasks)) {
        if (ends > 1) this.faults.push(`${name} ${task}: it ended ${ends} times`);
      }
    }
  }

  get onTime(): Sum {
    const works = [...this.works.values()];
    const isLate = (work: Work) => work.some(({ isBroken }) => isBroken);
    return {
      counts: works.filter((work) => isDone(work) && !isLate(work)).length,
      outOf: works.filter((work) => isDone(work) || isLate(work)).length,
    };
  }

  get firstPass(): Sum {
    const all = [...this.checks.values()];
    return { counts: all.filter(Boolean).length, outOf: all.length };
  }

  get revisions(): Sum {
    const done = [...this.works.values()].filter(isDone);
    return { counts: done.reduce((sum, work) => sum + work.length - 1, 0), outOf: done.length };
  }

  get completion(): Sum {
    const all = [...this.ends.values()];
    return { counts: all.filter((end) => end === 'engagementCompleted').length, outOf: all.length };
  }

  get satisfaction(): Sum {
    return { counts: this.answers.reduce((sum, csat) => sum + csat, 0), outOf: this.answers.length };
  }

  /** Of every project that was not called off: tasks done, out of those that stand in its plan. */
  get progress(): Sum[] {
    return [...this.works.values()]
      .filter((work) => work.at(-1)?.outcome !== 'cancelled')
      .map((work) => work.flatMap(({ tasks }) => newestOf(tasks)))
      .filter((tasks) => tasks.length > 0)
      .map((tasks) => ({
        counts: tasks.filter(({ state }) => state === 'done').length,
        outOf: tasks.filter(({ state }) => state !== 'dropped').length,
      }));
  }

  /** The tasks of everything that is over. */
  get openTasksOfWhatIsOver(): string[] {
    return [...this.works].flatMap(([name, work]) =>
      work
        .filter(({ outcome }) => outcome !== null)
        .flatMap(({ tasks }) => tasks.filter(({ ends }) => ends === 0))
        .map(({ task }) => `${name} ${task}: it never ended`),
    );
  }

  private take(row: Row, said: Said): void {
    const { kind } = row;
    switch (kind) {
      case 'trackOpened':
        this.workOf(said.trackId).push({ outcome: null, isBroken: false, tasks: [] });
        return;
      case 'trackEnded': {
        const round = this.roundOf(said.trackId ?? '');
        if (round) round.outcome = said.outcome ?? null;
        return;
      }
      case 'planLaid':
      case 'planChanged':
        return this.plan(row, said);
      case 'promiseOpened':
        if (said.promise) {
          const { id, owedBy } = said.promise;
          this.owners.set(id, { owedBy, writer: row.writer });
        }
        return;
      case 'promiseBroken':
        return this.broken(said.promiseId ?? '');
      case 'promiseKept':
        return this.kept(row, said);
      case 'promiseCancelled':
      case 'promiseWaived':
        return this.ended(row, said.promiseId ?? '', 'dropped');
      case 'engagementCompleted':
      case 'engagementCancelled':
        this.ends.set(row.subjectId, kind);
        return;
      default:
    }
  }

  private plan(row: Row, { tasks = [] }: Said): void {
    const all = this.roundOf(row.writer)?.tasks;
    if (!all) {
      this.faults.push(`${row.writer}: a plan of no delivery`);
      return;
    }
    for (const { id: task, ...rest } of tasks) {
      const before = all.find(({ promiseId }) => promiseId === rest.promiseId);
      const now = { ...rest, task, ends: before?.ends ?? 0 };
      if (before) Object.assign(before, now);
      else all.push(now);
    }
    const plan = newestOf(all);
    for (const task of plan.filter(({ state }) => state === 'open')) {
      const parts = plan.filter(({ parent }) => parent === task.task);
      for (const before of blockersOf(task, all)) {
        if (!parts.includes(before) && before.dueMs > task.startMs)
          this.faults.push(`${row.writer} ${task.task}: planned before ${before.task} is over`);
      }
    }
  }

  private broken(promiseId: string): void {
    const { owedBy, writer } = this.owners.get(promiseId) ?? { owedBy: 'client', writer: '' };
    const round = owedBy === 'client' ? undefined : this.roundOf(writer);
    if (round) round.isBroken = true;
  }

  private kept(row: Row, { promiseId = '', signal = '', step = '', stated }: Said): void {
    this.ended(row, promiseId, 'done');
    if (signal === 'qualityPassed' || signal === 'qualityFailed') {
      const check = `${baseOf(row.writer)} ${step}`;
      if (!this.checks.has(check)) this.checks.set(check, signal === 'qualityPassed');
    }
    if (signal === 'surveyAnswered') this.answers.push(stated?.csat ?? Number.NaN);
  }

  private ended({ writer }: Row, promiseId: string, state: 'done' | 'dropped'): void {
    const tasks = this.roundOf(writer)?.tasks ?? [];
    const task = tasks.find((one) => one.promiseId === promiseId);
    if (!task) return;
    const before = state === 'done' ? blockersOf(task, tasks) : [];
    for (const one of before) this.faults.push(`${writer} ${task.task}: done before ${one.task}`);
    task.state = state;
    task.ends += 1;
  }

  private workOf(id = ''): Work {
    const work = this.works.get(baseOf(id)) ?? [];
    this.works.set(baseOf(id), work);
    return work;
  }

  private roundOf(workflowId: string): Round | undefined {
    const number = Number(/#(\d+)$/.exec(workflowId)?.[1] ?? 0);
    return this.works.get(baseOf(workflowId))?.[number - 1];
  }
}

/** Later rounds are revisions of the same work. */
const baseOf = (workflowId: string): string => workflowId.replace(/#\d+$/, '');

const isDone = (work: Work): boolean => work.at(-1)?.outcome === 'done';

function newestOf(tasks: readonly CountedTask[]): CountedTask[] {
  return tasks.filter((one) => !tasks.some((other) => other.task === one.task && other.round > one.round));
}
