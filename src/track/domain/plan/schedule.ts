import { Network } from './network';
import type { PlanTask } from './task';

/**
 * Gives every open task its days: as soon as what it waits for is over, and no sooner than its own first day. What is done
 * keeps the days that it had; what has subtasks spans them.
 * @throws CircleError
 */
export function scheduled(tasks: readonly PlanTask[]): PlanTask[] {
  const network = new Network(tasks);
  const days = new Map<string, { first: number; last: number }>();
  for (const leaf of network.leaves) {
    days.set(leaf.id, leaf.state === 'done' ? leaf : placed(leaf, network, days));
  }
  return tasks.map((task) => {
    const parts = network.isSummary(task.id) ? network.leavesOf(task.id) : [task];
    const spans = parts.flatMap(({ id }) => days.get(id) ?? []);
    if (spans.length === 0) return task;
    const first = Math.min(...spans.map((span) => span.first));
    const last = Math.max(...spans.map((span) => span.last));
    return first === task.first && last === task.last ? task : { ...task, first, last };
  });
}

function placed(
  task: PlanTask,
  network: Network<PlanTask>,
  days: ReadonlyMap<string, { last: number }>,
): { first: number; last: number } {
  const ends = network.predecessors(task).map(({ id }) => days.get(id)?.last ?? -1);
  const first = Math.max(task.notBefore, ...ends.map((end) => end + 1));
  return { first, last: first + task.days - 1 };
}

/** How many working days each task may be late before the plan ends later, by its id; 0: it is on the critical path. */
export function slackOf(tasks: readonly PlanTask[]): Map<string, number> {
  const network = new Network(tasks);
  const end = Math.max(...network.leaves.map(({ last }) => last));
  const latest = new Map<string, number>();
  for (const leaf of [...network.leaves].reverse()) {
    const mayEnd = latest.get(leaf.id) ?? end;
    latest.set(leaf.id, mayEnd);
    const mustBegin = mayEnd - (leaf.last - leaf.first);
    for (const { id } of network.predecessors(leaf)) {
      latest.set(id, Math.min(latest.get(id) ?? end, mustBegin - 1));
    }
  }
  const own = new Map(network.leaves.map(({ id, last }) => [id, (latest.get(id) ?? end) - last]));
  const summaries = tasks.filter(({ id }) => network.isSummary(id));
  for (const { id } of summaries) {
    own.set(id, Math.min(...network.leavesOf(id).map((leaf) => own.get(leaf.id) ?? 0)));
  }
  return own;
}
