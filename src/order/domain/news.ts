import { lineOf } from './hearing/moving';
import type { Line, ProductOrder, Shipment } from './order';
import { isEnd, type LineStage, stagesOf, whereaboutsOf } from './standing';
import type { Whereabouts } from './way';

/** What follows from an event, for the workflow: each once, when it becomes so. */
export type Told =
  | { readonly kind: 'stage'; readonly line: string; readonly stage: LineStage }
  | { readonly kind: 'shortageOpened'; readonly line: string; readonly decideByMs: number }
  | { readonly kind: 'shortageClosed'; readonly line: string }
  /** The supplier has to put something right. */
  | { readonly kind: 'caseOpened' | 'caseClosed'; readonly line: string; readonly of: 'failed' | 'wrong' }
  /** More came than was ordered: somebody decides whether it is taken. */
  | { readonly kind: 'overReceived'; readonly line: string }
  | { readonly kind: 'clientAsked' | 'questionClosed'; readonly proposal: string }
  | { readonly kind: 'shipment'; readonly shipment: string; readonly state: Whereabouts }
  | { readonly kind: 'signed'; readonly shipment: string }
  | { readonly kind: 'returnOpened'; readonly return: string }
  | { readonly kind: 'errorRecorded'; readonly error: string }
  /** Nothing of any line is open; or, by what is heard of a shipment afterwards, something is again. */
  | { readonly kind: 'orderOver' | 'orderOpenAgain' };

/** What an order is that it was not before. */
export function newsOf(before: ProductOrder, after: ProductOrder): Told[] {
  const stages = { before: stagesOf(before), after: stagesOf(after) };
  const wasOver = [...stages.before.values()].every(isEnd);
  const isOver = [...stages.after.values()].every(isEnd);
  return [
    ...after.lines.flatMap((line) => ofLine(before, stages, line)),
    ...after.shipments.flatMap((shipment) => ofShipment(before, shipment)),
    ...added(before.proposals, after.proposals).map(
      ({ id: proposal }) => ({ kind: 'clientAsked', proposal }) as const,
    ),
    ...added(after.proposals, before.proposals).map(
      ({ id: proposal }) => ({ kind: 'questionClosed', proposal }) as const,
    ),
    ...added(before.returns, after.returns).map(({ id }) => ({ kind: 'returnOpened', return: id }) as const),
    ...added(before.errors, after.errors).map(({ id: error }) => ({ kind: 'errorRecorded', error }) as const),
    ...(isOver === wasOver ? [] : [{ kind: isOver ? 'orderOver' : 'orderOpenAgain' } as const]),
  ];
}

function ofLine(
  before: ProductOrder,
  stages: Readonly<Record<'before' | 'after', ReadonlyMap<string, LineStage>>>,
  line: Line,
): Told[] {
  const id = line.asked.line;
  const was = lineOf(before, id);
  const stage = stages.after.get(id)!;
  const news: Told[] = [];
  if (stages.before.get(id) !== stage) news.push({ kind: 'stage', line: id, stage });
  if (line.shortage && !was?.shortage) {
    news.push({ kind: 'shortageOpened', line: id, decideByMs: line.shortage.decideByMs });
  }
  if (!line.shortage && was?.shortage) news.push({ kind: 'shortageClosed', line: id });
  for (const what of ['failed', 'wrong'] as const) {
    const opened = line.at[what] > 0;
    if (opened !== (was?.at[what] ?? 0) > 0) {
      news.push({ kind: opened ? 'caseOpened' : 'caseClosed', line: id, of: what });
    }
  }
  if (line.at.over > (was?.at.over ?? 0)) news.push({ kind: 'overReceived', line: id });
  return news;
}

function ofShipment({ shipments }: ProductOrder, shipment: Shipment): Told[] {
  const was = shipments.find(({ id }) => id === shipment.id);
  const state = whereaboutsOf(shipment);
  const news: Told[] = [];
  if (was === undefined || whereaboutsOf(was) !== state)
    news.push({ kind: 'shipment', shipment: shipment.id, state });
  if (shipment.proof?.isSigned && !was?.proof?.isSigned) news.push({ kind: 'signed', shipment: shipment.id });
  return news;
}

/** Those that are in the second list alone. */
function added<T extends { readonly id: string }>(before: readonly T[], after: readonly T[]): T[] {
  return after.filter(({ id }) => !before.some((one) => one.id === id));
}
