import { isLive, type PlanTask } from './task';

type Linked = Pick<PlanTask, 'id' | 'after' | 'parent' | 'state'>;

/** Some tasks wait for each other in a circle, or stand under each other. */
export class CircleError extends Error {
  override name = 'CircleError';

  /** @param ids the tasks of the circle, in its order */
  constructor(readonly ids: readonly string[]) {
    super(`The tasks wait for each other in a circle: ${[...ids, ids[0]].join(', then ')}`);
  }
}

/**
 * What waits for what, among the tasks that are work themselves. One with subtasks is none: whoever waits for it waits for
 * all of them, and what it waits for, they wait for.
 */
export class Network<T extends Linked> {
  /** Tasks without subtasks, each after all that it waits for. */
  readonly leaves: readonly T[];
  private readonly byId: ReadonlyMap<string, T>;
  private readonly under = new Map<string, T[]>();
  private readonly before = new Map<string, readonly T[]>();

  /** @throws CircleError */
  constructor(tasks: readonly T[]) {
    const live = tasks.filter(isLive);
    this.byId = new Map(live.map((task) => [task.id, task]));
    for (const task of live) {
      if (task.parent !== null) this.under.set(task.parent, [...(this.under.get(task.parent) ?? []), task]);
    }
    for (const task of live) this.ancestors(task);
    for (const leaf of live.filter(({ id }) => !this.under.has(id))) {
      this.before.set(leaf.id, this.neededBy(leaf));
    }
    this.leaves = this.inOrder();
  }

  /** What a leaf waits for. */
  predecessors({ id }: Pick<T, 'id'>): readonly T[] {
    return this.before.get(id) ?? [];
  }

  /** Whether it has subtasks. */
  isSummary(id: string): boolean {
    return this.under.has(id);
  }

  /** The leaves under a task, or the task itself. */
  leavesOf(id: string): T[] {
    const task = this.byId.get(id);
    if (!task) return [];
    const parts = this.under.get(id);
    return parts ? parts.flatMap((part) => this.leavesOf(part.id)) : [task];
  }

  private ancestors(task: T): T[] {
    const found: T[] = [];
    for (let next = this.parentOf(task); next; next = this.parentOf(next)) {
      if (next.id === task.id || found.includes(next)) throw new CircleError([task.id, next.id]);
      found.push(next);
    }
    return found;
  }

  private parentOf({ parent }: T): T | undefined {
    return parent === null ? undefined : this.byId.get(parent);
  }

  private neededBy(leaf: T): T[] {
    const named = [leaf, ...this.ancestors(leaf)].flatMap(({ after }) => after);
    return [...new Set(named.flatMap((id) => this.leavesOf(id)))];
  }

  private inOrder(): T[] {
    const done = new Set<string>();
    const ordered: T[] = [];
    const visit = (leaf: T, path: readonly string[]): void => {
      if (done.has(leaf.id)) return;
      const at = path.indexOf(leaf.id);
      if (at >= 0) throw new CircleError(path.slice(at));
      for (const before of this.predecessors(leaf)) visit(before, [...path, leaf.id]);
      done.add(leaf.id);
      ordered.push(leaf);
    };
    for (const id of this.before.keys()) {
      const leaf = this.byId.get(id);
      if (leaf) visit(leaf, []);
    }
    return ordered;
  }
}
