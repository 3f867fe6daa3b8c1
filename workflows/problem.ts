import { PROBLEM_FACTS } from '../src/problem/domain/facts';
import { isOver, type ProblemInput } from '../src/problem/domain/problem';
import { tellConcerned } from './promise/concerned';
import { liveOn } from './promise/live-on';
import { Improvement } from './problems/improvement';

/**
 * A problem that tickets come from, on its way to an improvement: its root cause, a solution, the measured effect and
 * the new standard are promises one after the other, and the tickets concerned have it in their journals.
 */
export async function problem(input: ProblemInput): Promise<void> {
  const improvement = new Improvement(input);
  const { problemId, reference } = input;
  await liveOn<typeof problem>(improvement, {
    facts: PROBLEM_FACTS,
    attend: () =>
      tellConcerned({
        desk: improvement.desk,
        toTell: improvement.state.toTell,
        hasEnded: () => isOver(improvement.state.status),
        factOf: (what) => ({
          kind: what === 'linked' ? 'problemLinked' : 'problemOver',
          problemId,
          reference,
        }),
      }),
    isQuiet: () => improvement.state.toTell.length === 0,
    carry: () => ({ ...input, carried: { desk: improvement.desk.carry(), problem: improvement.state } }),
  });
}
