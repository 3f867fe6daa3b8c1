import { array, assert, nat, property, shuffledSubarray } from 'fast-check';
import { add, moneyOf, textOf } from '../../src/money/domain/money';
import { orderTotals } from '../../src/order/domain/asked/money';
import type { OrderEvent } from '../../src/order/domain/events';
import { heard } from '../../src/order/domain/heard';
import { openOrder, type ProductOrder } from '../../src/order/domain/order';
import { quantityText, stepsOf } from '../../src/order/domain/quantity';
import { imbalanceOf, isOver, outcomeOfShipment } from '../../src/order/domain/standing';
import type { Whereabouts } from '../../src/order/domain/way';
import { after, HOUR_MS, lineAs, orderOf, sentAs, T0_MS } from './play';
import { ended, lifeOf, mixedOrder } from './random-life';

const RUNS = { numRuns: 300 };
const numbers = array(nat(), { minLength: 5, maxLength: 40, size: 'max' });

/** How much of a line is at an end, counted from the ends alone. */
function endedOf({ shipments }: ProductOrder, { asked, at }: ProductOrder['lines'][number]): number {
  const delivered = shipments
    .filter(
      ({ steps }) => ['delivered', 'returned'].includes(firstEnd(steps)) && firstEnd(steps) === 'delivered',
    )
    .flatMap(({ contents }) => contents)
    .filter(({ line }) => line === asked.line);
  return delivered.reduce((sum, { quantity, gone }) => sum + quantity - gone, at.cancelled + at.refunded);
}

function firstEnd(steps: readonly { state: Whereabouts }[]): string {
  return steps.find(({ state }) => state === 'delivered' || state === 'returned')?.state ?? '';
}

function isAllEnded(order: ProductOrder): boolean {
  return order.lines.every((line) => endedOf(order, line) === line.ordered + line.approved);
}

test('[10b-14] an order is over exactly when every line is delivered, cancelled or refunded', () => {
  const seen = { delivered: 0, cancelled: 0, refunded: 0, backordered: 0, bySupplier: 0, stock: 0 };
  const count = ({ kind, ...event }: OrderEvent) => {
    if (kind === 'backordered') seen.backordered += 1;
    if (kind === 'allocated') seen.stock += 1;
    if ('from' in event && event.from === 'supplier') seen.bySupplier += 1;
  };
  assert(
    property(numbers, (life) => {
      const { order } = lifeOf(life, (now, event) => {
        count(event);
        if (isOver(now) !== isAllEnded(now)) throw new Error('over too soon or too late');
      });
      const last = ended(order, (before, now, event) => {
        if (isOver(before) || isOver(now) !== isAllEnded(now)) throw new Error('over too soon or too late');
        const result = heard(before, event);
        const isTold = 'told' in result && result.told.some(({ kind }) => kind === 'orderOver');
        if (isTold !== isOver(now)) throw new Error('told too soon or too late');
      });
      seen.delivered += last.shipments.filter((one) => outcomeOfShipment(one) === 'delivered').length;
      seen.cancelled += last.lines.filter(({ at }) => at.cancelled > 0).length;
      seen.refunded += last.lines.filter(({ at }) => at.refunded > 0).length;
    }),
    RUNS,
  );
  // The lives that were tried are no monotonous ones.
  expect(Object.values(seen).every((times) => times > 1_000)).toBe(true);
});

test('quantities are conserved, money reconciles to 0.00, and no more is received than was ordered and approved', () => {
  assert(
    property(numbers, (life) => {
      const tally = new Tally();
      const { order } = lifeOf(life, (now, event) => tally.check(now, event));
      for (const { open } of orderTotals(ended(order, () => undefined)).values()) {
        if (open.minor !== 0n) throw new Error(`${textOf(open).amount} is left of an order that is over`);
      }
    }),
    RUNS,
  );
});

test('nothing is sent from the warehouse that has not passed its inspection, or comes from stock', () => {
  assert(
    property(numbers, (life) => {
      const verdicts = new Map<string, string>();
      const ready = new Map<string, number>();
      const tell = (line: string, steps: number) => ready.set(line, (ready.get(line) ?? 0) + steps);
      lifeOf(life, (order, event) => {
        const { kind } = event;
        if (kind === 'allocated') {
          tell(event.line, stepsIn(order, event));
          for (const serial of event.serials ?? []) verdicts.set(serial, 'passed');
        } else if (kind === 'inspected') {
          if (event.hasPassed) tell(event.line, stepsIn(order, event));
          for (const serial of event.serials ?? [])
            verdicts.set(serial, event.hasPassed ? 'passed' : 'failed');
        } else if (kind === 'sent' && event.from === 'warehouse') {
          for (const part of event.contents) {
            tell(part.line, -stepsIn(order, part));
            const failed = part.serials?.some((serial) => verdicts.get(serial) !== 'passed');
            if (failed || ready.get(part.line)! < 0) throw new Error(`${JSON.stringify(part)} was sent`);
          }
        }
      });
    }),
    RUNS,
  );
});

test('the same events twice change nothing, and in whatever order they come nothing is lost', () => {
  assert(
    property(numbers, shuffledSubarray([...Array(40).keys()], { minLength: 40 }), (life, order) => {
      const { order: once, events } = lifeOf(life);
      const again = events.reduce((state, event) => {
        const result = heard(state, event);
        return 'order' in result ? result.order : state;
      }, once);
      if (again !== once) throw new Error('a doubled event counted');
      const tally = new Tally();
      let shuffled = mixedOrder();
      for (const index of [...order, ...order]) {
        const event = events[index];
        const result = event && heard(shuffled, event);
        if (!event || !result || 'ignored' in result) continue;
        shuffled = result.order;
        tally.check(shuffled, event);
      }
    }),
    RUNS,
  );
});

const STATES: readonly Whereabouts[] = [
  ...([
    'announced',
    'inTransit',
    'outForDelivery',
    'failed',
    'refused',
    'lost',
    'returned',
    'delivered',
  ] as const),
];

test('what a carrier tells gives the same end in any order', () => {
  const shipped = after(
    orderOf([lineAs('1', { dropShip: true })]),
    sentAs('a', [{ line: '1', quantity: '10' }], { from: 'supplier' }),
  );
  const steps = array(nat({ max: STATES.length * 6 - 1 }), { minLength: 1, maxLength: 8 });
  const play = (told: readonly number[]) =>
    told.reduce((order, step) => {
      const state = STATES[step % STATES.length]!;
      const atMs = T0_MS + Math.floor(step / STATES.length) * HOUR_MS;
      const event = { id: `t${step}`, atMs, kind: 'tracked', shipment: 'a', carrier: 'ups', state } as const;
      const result = heard(order, { ...event, arrivesMs: atMs + step });
      return 'order' in result ? result.order : order;
    }, shipped);
  assert(
    property(
      steps.chain((told) => shuffledSubarray(told, { minLength: told.length }).map((other) => [told, other])),
      ([told, other]) => {
        const [one, two] = [play(told!), play([...other!, ...told!])];
        if (JSON.stringify(one.shipments) !== JSON.stringify(two.shipments))
          throw new Error('it ended elsewhere');
      },
    ),
    RUNS,
  );
});

test('an order is the same after it was carried through JSON', () => {
  assert(
    property(numbers, (life) => {
      const { order } = lifeOf(life);
      expect(JSON.parse(JSON.stringify(order))).toEqual(order);
    }),
    { numRuns: 200 },
  );
});

test('a quantity is read as it is written', () => {
  assert(
    property(nat({ max: 999_999_998 }), nat({ max: 6 }), (steps, decimals) => {
      expect(stepsOf(quantityText(steps + 1, decimals), decimals)).toBe(steps + 1);
    }),
    { numRuns: 500 },
  );
  expect(() =>
    openOrder(T0_MS, orderOf([]).rules, [lineAs('1', { quantity: '1.5', isSerialised: true })]),
  ).toThrow(RangeError);
});

function stepsIn({ lines }: ProductOrder, { line, quantity }: { line: string; quantity: string }): number {
  return stepsOf(quantity, lines.find(({ asked }) => asked.line === line)!.decimals)!;
}

/** Counts beside the order what came, went back and was agreed, and compares. */
class Tally {
  private readonly came = new Map<string, number>();
  private readonly sentBack = new Map<string, number>();
  private readonly approved = new Map<string, number>();

  check(order: ProductOrder, event: OrderEvent): void {
    this.count(order, event);
    for (const line of order.lines) {
      if (imbalanceOf(order, line) !== 0) throw new Error('something is lost, or made of nothing');
      if (Object.values(line.at).some((steps) => steps < 0)) throw new Error('less than nothing');
      const id = line.asked.line;
      const kept = (this.came.get(id) ?? 0) - (this.sentBack.get(id) ?? 0) - line.at.over;
      if (kept > line.ordered + (this.approved.get(id) ?? 0)) throw new Error('more than was ordered');
    }
    for (const totals of orderTotals(order).values()) {
      const parts = [totals.delivered, totals.open, totals.cancelled, totals.refunded];
      if (parts.reduce(add).minor !== totals.agreed.minor) throw new Error('money is lost');
      if (parts.some(({ minor }) => minor < 0n)) throw new Error('less than no money');
    }
  }

  private count(order: ProductOrder, event: OrderEvent): void {
    const put = (tally: Map<string, number>, part: { line: string; quantity: string }) =>
      tally.set(part.line, (tally.get(part.line) ?? 0) + stepsIn(order, part));
    const { kind } = event;
    if (kind === 'allocated' || (kind === 'received' && event.condition !== 'wrong')) put(this.came, event);
    if (kind === 'sent' && event.from === 'supplier') for (const part of event.contents) put(this.came, part);
    if (kind === 'overDecided') put(event.isApproved ? this.approved : this.sentBack, event);
    if (kind === 'caseSettled' && event.of === 'failed') put(this.sentBack, event);
    if (kind === 'astrayDecided' && event.choice === 'again') put(this.sentBack, event);
  }
}

test('a price that the client agreed to is what is due for what is left, in whole minor units', () => {
  const three = after(
    orderOf([lineAs('1', { quantity: '3' })]),
    { kind: 'takenOff', as: 'cancelled', line: '1', quantity: '1' },
    ...(['p'] as const).flatMap((proposal) => [
      {
        kind: 'proposed',
        proposal,
        line: '1',
        offer: { kind: 'price', amount: { amount: '60.01', currency: 'EUR' } },
      } as const,
      { kind: 'answered', proposal, isAgreed: true } as const,
    ]),
  );
  const totals = orderTotals(three).get('EUR')!;
  expect([totals.agreed, totals.cancelled, totals.open].map((money) => textOf(money).amount)).toEqual([
    '93.34',
    '33.33',
    '60.01',
  ]);
  expect(moneyOf(three.lines[0]!.agreed)).toEqual(totals.agreed);
});
