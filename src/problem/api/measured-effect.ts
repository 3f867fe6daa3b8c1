import type { BodyOf } from '../../fact/domain/body';
import type { MeasuredEffect, PROBLEM_BODIES } from '../domain/bodies';
import type { Connection } from '../../database/database';
import type { Metric } from '../../report/store/metrics';
import { METRICS } from '../../report/store/metrics';
import type { Problem } from '../store/problems';
import { type FieldFault, invalid } from '../../edge/http/problem';

type Stated = BodyOf<typeof PROBLEM_BODIES, 'effectMeasured'>;
interface Span {
  fromMs: number;
  toMs: number;
}

/**
 * What a solution has changed: a metric over a period before it and one after it. A metric of ours is computed here and
 * now, so that nobody can wish for its values; one of somebody's own comes with both.
 * @param nowMs when it was measured, in product time
 * @throws Problem 422 for periods that are none, that mix before and after, or that have no case
 */
export async function measureEffect(
  db: Connection,
  problem: Pick<Problem, 'openedAt' | 'implementedAt'>,
  stated: Stated,
  nowMs: number,
): Promise<MeasuredEffect> {
  const { after, before } = spansOf(problem, stated, nowMs);
  const ours = METRICS.find(({ name }) => name === stated.metric);
  const values = ours
    ? await computed(db, ours, stated, { before, after })
    : { ...told(stated), computed: false };
  return {
    metric: stated.metric,
    client: stated.client ?? null,
    ...values,
    beforePeriod: periodOf(before),
    afterPeriod: periodOf(after),
  };
}

function spansOf(
  { openedAt, implementedAt }: Pick<Problem, 'openedAt' | 'implementedAt'>,
  { beforePeriod, afterPeriod }: Stated,
  nowMs: number,
): { before: Span; after: Span } {
  const solvedMs = implementedAt?.getTime() ?? nowMs;
  const openedMs = openedAt.getTime();
  const after = afterPeriod ? spanOf(afterPeriod) : { fromMs: solvedMs, toMs: nowMs };
  const before = beforePeriod
    ? spanOf(beforePeriod)
    : { fromMs: openedMs - (after.toMs - after.fromMs), toMs: openedMs };
  const solved = new Date(solvedMs).toISOString();
  const faults: FieldFault[] = [
    ...(after.fromMs < solvedMs
      ? [{ pointer: '/afterPeriod/from', message: `begins before the solution was in use, ${solved}` }]
      : []),
    ...(after.toMs > nowMs ? [{ pointer: '/afterPeriod/to', message: 'lies in the future' }] : []),
    ...(after.fromMs >= after.toMs
      ? [{ pointer: '/afterPeriod', message: 'is empty: measure when the solution was in use for a while' }]
      : []),
    ...(before.fromMs >= before.toMs ? [{ pointer: '/beforePeriod', message: 'is empty' }] : []),
    ...(before.toMs > solvedMs
      ? [{ pointer: '/beforePeriod/to', message: `lies after the solution came into use, ${solved}` }]
      : []),
  ];
  if (faults.length > 0) throw invalid(faults);
  return { before, after };
}

async function computed(
  db: Connection,
  metric: Metric,
  stated: Stated,
  spans: { before: Span; after: Span },
): Promise<{ before: number; after: number; computed: true }> {
  const clientId = stated.client ?? null;
  const faults: FieldFault[] = (['before', 'after'] as const)
    .filter((side) => stated[side] !== undefined)
    .map((side) => ({ pointer: `/${side}`, message: `leave it out: ${metric.name} is computed here` }));
  if (metric.houseOnly && clientId !== null) {
    faults.push({ pointer: '/client', message: `${metric.name} is of the whole house only: leave it out` });
  }
  if (faults.length > 0) throw invalid(faults);
  const valueIn = async ({ fromMs, toMs }: Span) =>
    (await metric.read(db, { clientId, from: new Date(fromMs), to: new Date(toMs) })).value;
  const [before, after] = [await valueIn(spans.before), await valueIn(spans.after)];
  if (before === null || after === null) {
    const side = before === null ? 'beforePeriod' : 'afterPeriod';
    const message = `there is no case of ${metric.name} in it: choose a longer period or another metric`;
    throw invalid([{ pointer: `/${side}`, message }]);
  }
  return { before, after, computed: true };
}

function told({ metric, before, after }: Stated): { before: number; after: number } {
  if (before === undefined || after === undefined) {
    const names = METRICS.map(({ name }) => name).join(', ');
    const message = `give it, since ${metric} is not computed here; these are: ${names}`;
    throw invalid([{ pointer: before === undefined ? '/before' : '/after', message }]);
  }
  return { before, after };
}

function spanOf({ from, to }: { from: string; to: string }): Span {
  return { fromMs: Date.parse(from), toMs: Date.parse(to) };
}

function periodOf({ fromMs, toMs }: Span): { from: string; to: string } {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}
