import { array, assert, nat, property, shuffledSubarray } from 'fast-check';
import { add, moneyOf, textOf } from '../../src/money/domain/money';
import { orderTotals } from '../../src/order/domain/asked/money';
import type { OrderEvent } from '../../src/order/domain/events';
import { heard } from '../../src/order/domain/heard';
import { openOrder, type ProductOrder } from '../../src/order/domain/order';
import { quantityText, stepsOf } from '../../src/order/domain/quantity';
import { imbalanceOf, isOver } from '../../src/order/domain/standing';
import type { Whereabouts } from '../../src/order/domain/way';
import { after, HOUR_MS, lineAs, orderOf, sentAs, T0_MS } from './play';
import { ended, lifeOf, MIXED_ORDER } from './random-life';

const RUNS = { numRuns: process.env['QUALITY'] === '1' ? 10_000 : 1_000 };
const numbers = array(nat(), { minLength: 4, maxLength: 10, size: 'max' });

/** How much of a line is at an end, counted from the ends alone. */
function endedOf({ shipments }: ProductOrder, { asked, at }: ProductOrder['lines'][number]): number {
  const delivered = shipments
    .filter(({ steps }) => firstEnd(steps) === 'delivered')
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

/** How often something must have happened in all the lives together: in most of them nothing is like in the last one. */
const OFTEN = RUNS.numRuns / 10;

test('[10b-14] over random splits, shortages, damages and cancellations an order is over exactly when every line is delivered, cancelled or refunded', () => {
  const seen = new Map<string, number>();
  const see = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
  assert(
    property(numbers, (life) => {
      const tally = new Tally();
      const look = (order: ProductOrder, event: OrderEvent) => {
        see(event.kind === 'sent' ? `sent by ${event.from}` : event.kind);
        tally.check(order, event);
        if (isOver(order) !== isAllEnded(order)) throw new Error('over too soon or too late');
      };
      const { order } = lifeOf(life, look);
      checkMoney(order);
      const last = ended(order, (now, event, told) => {
        look(now, event);
        const isTold = told.some(({ kind }) => kind === 'orderOver');
        if (isTold !== isOver(now)) throw new Error('told too soon or too late');
      });
      checkMoney(last);
    }),
    RUNS,
  );
  const expected = [
    'sent by supplier',
    'sent by warehouse',
    'allocated',
    'backordered',
    'takenOff',
    'tracked',
  ];
  expect(expected.filter((what) => (seen.get(what) ?? 0) < OFTEN)).toEqual([]);
});

test('the same events twice change nothing, and in whatever order they come nothing is lost', () => {
  assert(
    property(numbers, nat(), (life, seed) => {
      const { order: once, events } = lifeOf(life);
      const again = events.reduce((state, event) => {
        const result = heard(state, event);
        return 'order' in result ? result.order : state;
      }, once);
      if (again !== once) throw new Error('a doubled event counted');
      const tally = new Tally();
      let order = MIXED_ORDER;
      for (const event of shuffled(events, seed)) {
        const result = heard(order, event);
        if ('ignored' in result) continue;
        order = result.order;
        tally.check(order, event);
      }
      checkMoney(order);
    }),
    RUNS,
  );
});

/** The events in an order that the seed says; the same one for the same seed. */
function shuffled(events: readonly OrderEvent[], seed: number): OrderEvent[] {
  const placeOf = (index: number) => ((index + 1) * (2 * seed + 1)) % 8_191;
  return events
    .map((event, index) => ({ event, place: placeOf(index) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ event }) => event);
}

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

function checkMoney(order: ProductOrder): void {
  for (const totals of orderTotals(order).values()) {
    const parts = [totals.delivered, totals.open, totals.cancelled, totals.refunded];
    if (parts.reduce(add).minor !== totals.agreed.minor) throw new Error('money is lost');
    if (parts.some(({ minor }) => minor < 0n)) throw new Error('less than no money');
    if (isOver(order) && totals.open.minor !== 0n) throw new Error('money is left of an order that is over');
  }
}

/** Counts beside the order what came, went back and was agreed, and compares. */
class Tally {
  private readonly came = new Map<string, number>();
  private readonly sentBack = new Map<string, number>();
  private readonly approved = new Map<string, number>();
  private readonly ready = new Map<string, number>();
  private readonly verdicts = new Map<string, boolean>();

  check(order: ProductOrder, event: OrderEvent): void {
    this.count(order, event);
    this.checkSent(order, event);
    for (const line of order.lines) {
      if (imbalanceOf(order, line) !== 0) throw new Error('something is lost, or made of nothing');
      if (Object.values(line.at).some((steps) => steps < 0)) throw new Error('less than nothing');
      const id = line.asked.line;
      const kept = (this.came.get(id) ?? 0) - (this.sentBack.get(id) ?? 0) - line.at.over;
      if (kept > line.ordered + (this.approved.get(id) ?? 0)) throw new Error('more than was ordered');
    }
  }

  /** Nothing leaves the warehouse that has not passed its inspection, or comes from stock. */
  private checkSent(order: ProductOrder, event: OrderEvent): void {
    const isReady = event.kind === 'allocated' || (event.kind === 'inspected' && event.hasPassed);
    if (event.kind === 'allocated' || event.kind === 'inspected') {
      for (const serial of event.serials ?? []) this.verdicts.set(serial, isReady);
      if (isReady) this.put(this.ready, order, event);
    }
    if (event.kind !== 'sent' || event.from === 'supplier') return;
    for (const part of event.contents) {
      this.put(this.ready, order, part, -1);
      const isFailed = part.serials?.some((serial) => this.verdicts.get(serial) !== true);
      if (isFailed || this.ready.get(part.line)! < 0) throw new Error(`${JSON.stringify(part)} was sent`);
    }
  }

  private count(order: ProductOrder, event: OrderEvent): void {
    const { kind } = event;
    if (kind === 'allocated' || (kind === 'received' && event.condition !== 'wrong'))
      this.put(this.came, order, event);
    if (kind === 'sent' && event.from === 'supplier')
      for (const part of event.contents) this.put(this.came, order, part);
    if (kind === 'overDecided') this.put(event.isApproved ? this.approved : this.sentBack, order, event);
    if (kind === 'caseSettled' && event.of === 'failed') this.put(this.sentBack, order, event);
    if (kind === 'astrayDecided' && event.choice === 'again') this.put(this.sentBack, order, event);
  }

  private put(
    tally: Map<string, number>,
    order: ProductOrder,
    part: { line: string; quantity: string },
    sign: 1 | -1 = 1,
  ): void {
    tally.set(part.line, (tally.get(part.line) ?? 0) + sign * stepsIn(order, part));
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
