import type { OrderEvent } from '../../src/order/domain/events';
import { heard } from '../../src/order/domain/heard';
import type { Told } from '../../src/order/domain/news';
import type { Line, ProductOrder, UnitPlace } from '../../src/order/domain/order';
import { quantityText } from '../../src/order/domain/quantity';
import { isOver } from '../../src/order/domain/standing';
import { HOUR_MS, lineAs, orderOf, T0_MS } from './play';

/** An order of pieces, of metres, of units with serial numbers and of yen, some of which a supplier sends to the client. */
export const MIXED_ORDER: ProductOrder = orderOf(
  [
    lineAs('1', { quantity: '3' }),
    lineAs('2', { quantity: '2.5', unit: 'm', amount: { amount: '100.01', currency: 'EUR' } }),
    lineAs('3', { quantity: '3', isSerialised: true, amount: { amount: '1000.00', currency: 'EUR' } }),
    lineAs('4', { quantity: '7', dropShip: true, amount: { amount: '100', currency: 'JPY' } }),
  ],
  { shortageDefault: 'cancel' },
);

/** Takes numbers apart into choices. */
class Dice {
  constructor(private left: number) {}

  roll(sides: number): number {
    const side = this.left % sides;
    this.left = Math.floor(this.left / sides);
    return side;
  }

  of<T>(all: readonly T[]): T {
    return all[this.roll(all.length)]!;
  }
}

/** Some event, which often fits how the order stands, and often does not. */
export function eventOf(order: ProductOrder, number: number, index: number): OrderEvent {
  const dice = new Dice(number);
  const kind = dice.roll(20);
  const line = dice.of(order.lines);
  const { line: id } = line.asked;
  const shipment = order.shipments.length === 0 ? 's0' : dice.of(order.shipments).id;
  const base = { id: `e${index}`, atMs: T0_MS + index * HOUR_MS };
  const steps = 1 + dice.roll(line.ordered);
  const quantity = quantityText(steps, line.decimals);
  const some = { line: id, quantity };
  const fresh = () => ({ ...some, ...serialsOf(line, freshOf(line, index, steps)) });
  const from = (...places: readonly UnitPlace[]) => ({
    ...some,
    ...serialsOf(line, unitsAt(line, places, steps)),
  });
  switch (kind) {
    case 0:
    case 1:
      return { ...base, kind: 'confirmed', arrivesMs: base.atMs + HOUR_MS, ...some };
    case 2:
      return { ...base, kind: 'backordered', arrivesMs: null, decideByMs: base.atMs + HOUR_MS, ...some };
    case 3:
      return { ...base, kind: 'allocated', ...fresh() };
    case 4:
    case 5:
      return { ...base, kind: 'received', condition: 'good', ...fresh() };
    case 6:
      return dice.roll(3) === 0
        ? { ...base, kind: 'received', condition: 'wrong', ...some }
        : { ...base, kind: 'received', condition: 'damaged', ...fresh() };
    case 7:
      return { ...base, kind: 'overDecided', isApproved: dice.roll(2) === 0, ...from('over') };
    case 8:
    case 9:
    case 10:
      return { ...base, kind: 'inspected', hasPassed: dice.roll(4) > 0, ...from('received') };
    case 11: {
      const of = dice.roll(3) === 0 ? 'wrong' : 'failed';
      const by = dice.roll(2) === 0 ? 'replacement' : 'credit';
      const part = of === 'failed' ? from('failed') : some;
      return { ...base, kind: 'caseSettled', of, by, decideByMs: base.atMs + HOUR_MS, ...part };
    }
    case 12:
      return dice.roll(2) === 0
        ? { ...base, kind: 'shortageTimedOut', line: id }
        : { ...base, kind: 'shortageDecided', line: id, choice: dice.of(['wait', 'split', 'cancel']) };
    case 13:
      return { ...base, ...proposalOf(order, line, index, dice) };
    case 14: {
      const place = dice.of(['allocated', 'received', 'passed', 'failed', undefined] as const);
      const as = dice.of(['cancelled', 'refunded'] as const);
      return place === undefined
        ? { ...base, kind: 'takenOff', as, ...some }
        : { ...base, kind: 'takenOff', as, from: place, ...from(place) };
    }
    case 15:
    case 16: {
      const bySupplier = dice.roll(3) === 0;
      const part = bySupplier
        ? fresh()
        : from('passed', 'allocated', ...(dice.roll(3) === 0 ? ['failed' as const] : []));
      return {
        ...{ ...base, kind: 'sent', shipment: `s${index}`, from: bySupplier ? 'supplier' : 'warehouse' },
        ...{ carrier: 'ups', code: `1Z${index}`, address: dice.of(['office', 'site']) },
        ...{ contents: [part], slot: null, isOverridden: false },
      };
    }
    case 17:
    case 18: {
      const state = dice.of(['inTransit', 'delivered', 'delivered', 'lost', 'refused', 'returned'] as const);
      return {
        ...{ ...base, kind: 'tracked', shipment, carrier: dice.roll(9) === 0 ? 'dhl' : 'ups', state },
        atMs: T0_MS + dice.roll(40) * HOUR_MS,
      };
    }
    default:
      return dice.roll(2) === 0
        ? {
            ...{
              ...base,
              kind: 'astrayDecided',
              shipment,
              choice: dice.of(['again', 'cameBack', 'cancel', 'refund']),
            },
            ...inShipment(order, shipment, some, steps),
          }
        : { ...base, kind: 'returned', return: `r${index}`, cause: 'defective', ...from('shipped') };
  }
}

function proposalOf(order: ProductOrder, line: Line, index: number, dice: Dice) {
  const [open] = order.proposals;
  if (open && dice.roll(3) > 0)
    return { kind: 'answered', proposal: open.id, isAgreed: dice.roll(3) > 0 } as const;
  const { currency } = line.agreed;
  const amount = { amount: String(dice.roll(200)), currency };
  const offer =
    dice.roll(2) === 0
      ? ({ kind: 'price', amount } as const)
      : ({
          kind: 'substitute',
          by: lineAs(`${line.asked.line}-${index}`, { quantity: '2', amount }),
        } as const);
  return { kind: 'proposed', proposal: `p${index}`, line: line.asked.line, offer } as const;
}

function serialsOf({ asked }: Line, serials: readonly string[]) {
  return asked.isSerialised === true ? { serials } : {};
}

function freshOf({ asked }: Line, index: number, count: number): string[] {
  return Array.from({ length: count }, (_, unit) => `${asked.line}/${index}/${unit}`);
}

function unitsAt({ units }: Line, places: readonly UnitPlace[], count: number): string[] {
  const there = Object.keys(units).filter((serial) => places.includes(units[serial]!));
  return there.slice(0, count);
}

function inShipment(
  { shipments }: ProductOrder,
  id: string,
  some: { line: string; quantity: string },
  steps: number,
): { line: string; quantity: string; serials?: readonly string[] } {
  const content = shipments.find((one) => one.id === id)?.contents.at(0);
  if (!content) return some;
  const serials = content.serials.slice(0, steps);
  return { line: content.line, quantity: some.quantity, ...(content.serials.length > 0 ? { serials } : {}) };
}

export interface Life {
  readonly order: ProductOrder;
  /** Those that counted, in their order. */
  readonly events: readonly OrderEvent[];
}

/** The life of a mixed order by these numbers. @param look at each step that counted */
export function lifeOf(
  numbers: readonly number[],
  look?: (order: ProductOrder, event: OrderEvent) => void,
): Life {
  let order = MIXED_ORDER;
  const events: OrderEvent[] = [];
  for (const [index, number] of numbers.entries()) {
    const event = eventOf(order, number, index);
    const result = heard(order, event);
    if ('ignored' in result) continue;
    order = result.order;
    events.push(event);
    look?.(order, event);
  }
  return { order, events };
}

/** Brings what is open to an end, one part after the other. @param look at each step */
export function ended(
  life: ProductOrder,
  look: (order: ProductOrder, event: OrderEvent, told: readonly Told[]) => void,
): ProductOrder {
  let order = life;
  for (let index = 1_000; !isOver(order); index += 1) {
    const event = endingEvent(order, index);
    const result = heard(order, event);
    if ('ignored' in result) throw new Error(`${JSON.stringify(event)}: ${result.ignored}`);
    order = result.order;
    look(order, event, result.told);
  }
  return order;
}

function endingEvent(order: ProductOrder, index: number): OrderEvent {
  const base = { id: `e${index}`, atMs: T0_MS + index * HOUR_MS };
  const travelling = order.shipments.find(
    ({ steps, contents }) =>
      !steps.some(({ state }) => state === 'delivered' || state === 'returned') &&
      contents.some(({ gone, quantity }) => gone < quantity) &&
      contents.every(({ gone }) => gone === 0),
  );
  if (travelling)
    return { ...base, kind: 'tracked', shipment: travelling.id, carrier: 'ups', state: 'delivered' };
  for (const line of order.lines) {
    const part = (steps: number, place?: UnitPlace) => ({
      ...{ line: line.asked.line, quantity: quantityText(steps, line.decimals) },
      ...(place === undefined ? {} : serialsOf(line, unitsAt(line, [place], steps))),
    });
    const { at } = line;
    if (at.received > 0)
      return { ...base, kind: 'inspected', hasPassed: true, ...part(at.received, 'received') };
    if (at.failed > 0) {
      return { ...base, kind: 'takenOff', as: 'refunded', from: 'failed', ...part(at.failed, 'failed') };
    }
    const withSupplier = at.ordered + at.confirmed + at.backordered;
    if (withSupplier > 0) return { ...base, kind: 'takenOff', as: 'cancelled', ...part(withSupplier) };
    for (const place of ['passed', 'allocated'] as const) {
      if (at[place] === 0) continue;
      return {
        ...{
          ...base,
          kind: 'sent',
          shipment: `s${index}`,
          from: 'warehouse',
          carrier: 'ups',
          code: `1Z${index}`,
        },
        ...{ address: 'office', contents: [part(at[place], place)], slot: null, isOverridden: false },
      };
    }
  }
  const astray = order.shipments.find(({ contents, steps }) => {
    const [first] = steps.filter(({ state }) => state === 'delivered' || state === 'returned');
    return first?.state !== 'delivered' && contents.some(({ gone, quantity }) => gone < quantity);
  })!;
  const content = astray.contents.find(({ gone, quantity }) => gone < quantity)!;
  const { decimals } = order.lines.find(({ asked }) => asked.line === content.line)!;
  return {
    ...{ ...base, kind: 'astrayDecided', shipment: astray.id, choice: 'refund', line: content.line },
    quantity: quantityText(content.quantity - content.gone, decimals),
    ...(content.serials.length > 0 ? { serials: content.serials } : {}),
  };
}
