import { runningChart } from '../../src/engagement/domain/flowchart/running-chart';
import { findCharted } from '../../src/engagement/store/charted';
import { signOf } from '../../src/playbook/domain/flowchart';
import type { Engaged, Harness } from './harness';

/** What stands first in each box of an engagement's flowchart, by the step. */
export async function chartedWords(harness: Harness, { id }: Engaged): Promise<Record<string, string>> {
  const charted = await findCharted(harness.db, id);
  if (!charted) throw new Error(`There is no engagement ${id}`);
  const now = new Date(await harness.nowMs());
  const { groups } = runningChart(charted, { now, wallTime: (at) => at.toISOString() });
  const boxes = groups.flatMap(({ nodes }) => nodes);
  return Object.fromEntries(
    boxes.map(({ id: step, mark }) => [step, mark ? `${signOf(mark.progress)} ${mark.word}` : '']),
  );
}
