import type { Blueprint, BlueprintStep } from '../domain/blueprint';

/** Steps that stand under each other: those of one stage that wait for equally many before them. */
export interface Column {
  stage: Blueprint['stages'][number];
  steps: BlueprintStep[];
}

/** The columns of a blueprint: each step right of everything in its stage that it waits for. */
export function columnsOf({ stages, steps, edges }: Blueprint): Column[] {
  return stages.flatMap((stage) => {
    const own = steps.filter((step) => step.stage === stage.id);
    const ids = new Set(own.map(({ id }) => id));
    const before = new Map<string, string[]>();
    for (const { from, to, kind } of edges) {
      if (kind === 'then' && ids.has(from) && ids.has(to)) before.set(to, [...(before.get(to) ?? []), from]);
    }
    const ranks = new Map<string, number>();
    const rankOf = (id: string): number => {
      const known = ranks.get(id);
      if (known !== undefined) return known;
      const rank = Math.max(-1, ...(before.get(id) ?? []).map(rankOf)) + 1;
      ranks.set(id, rank);
      return rank;
    };
    const columns: Column[] = [];
    for (const step of own) (columns[rankOf(step.id)] ??= { stage, steps: [] }).steps.push(step);
    return columns;
  });
}
