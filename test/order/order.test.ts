import { textOf } from '../../src/money/domain/money';
import { linesAtRisk } from '../../src/order/domain/asked/at-risk';
import { type Beside, missingExits } from '../../src/order/domain/asked/exits';
import {
  cycleTime,
  errorRate,
  fillRate,
  isOrderOnTime,
  onTimeLines,
} from '../../src/order/domain/asked/figures';
import { purchaseTotals, toBuy } from '../../src/order/domain/asked/money';
import { violations } from '../../src/order/domain/asked/preferences';
import type { ProductOrder } from '../../src/order/domain/order';
import { isOver, shippable, stagesOf, supplierCases, whereaboutsOf } from '../../src/order/domain/standing';
import { Workdays } from '../../src/track/domain/plan/workdays';
import { workdaysOf } from '../../src/track/domain/plan/workdays-of';
import {
  after,
  DAY_MS,
  type Happens,
  hear,
  HOUR_MS,
  ignoredFor,
  lineAs,
  orderOf,
  sentAs,
  T0_MS,
  toldOf,
  trackedAs,
} from './play';

const ten = { line: '1', quantity: '10' };
const HOURS = ['09:00', '17:00'] as const;
const CALENDAR = {
  tz: 'Etc/UTC',
  hours: { mon: [HOURS], tue: [HOURS], wed: [HOURS], thu: [HOURS], fri: [HOURS] },
};

function stage(order: ProductOrder, line = '1') {
  return stagesOf(order).get(line);
}

const inHouse: readonly Happens[] = [
  { kind: 'confirmed', arrivesMs: T0_MS + 3 * DAY_MS, ...ten },
  { kind: 'received', condition: 'good', ...ten },
  { kind: 'inspected', hasPassed: true, ...ten },
  sentAs('a', [ten]),
  trackedAs('a', 'delivered'),
];

test('a line goes from the supplier through the warehouse to the client, and each stage is told once', () => {
  let order = orderOf([lineAs('1')]);
  const stages = inHouse.flatMap((event) => {
    const told = toldOf(order, event);
    order = after(order, event);
    return told.flatMap((one) => (one.kind === 'stage' ? [one.stage] : []));
  });
  expect(stages).toEqual(['confirmed', 'received', 'ready', 'shipped', 'delivered']);
  expect(isOver(order)).toBe(true);
});

test('what differs from the quote in Order Management is an error of entering the order', () => {
  const order = orderOf([lineAs('1'), lineAs('2'), lineAs('3')]);
  const placed = [lineAs('1'), lineAs('2', { quantity: '9' }), lineAs('4')];
  const entered = after(order, { kind: 'entered', placed });
  const { errors, counted, all } = errorRate(entered, 'entry');
  expect(errors.map(({ line }) => line)).toEqual(['2', '3', '4']);
  expect([counted, all]).toEqual([
    ['2', '3'],
    ['1', '2', '3'],
  ]);
  const same = after(order, {
    kind: 'entered',
    placed: [lineAs('1'), lineAs('2', { quantity: '10.0' }), lineAs('3')],
  });
  expect(same.errors).toEqual([]);
});

test('[10b-05] lines are bought by supplier, place and currency, and the totals reconcile to 0.00 with tax and freight apart', () => {
  const order = orderOf([
    lineAs('1', { cost: { amount: '70.01', currency: 'EUR' } }),
    lineAs('2', { cost: { amount: '30.02', currency: 'EUR' } }),
    lineAs('3', { supplier: 'bolt', cost: { amount: '500', currency: 'JPY' } }),
    lineAs('4', { supplier: 'acme', dropShip: true }),
  ]);
  const { orders } = toBuy(order);
  expect(orders.map(({ supplier, lines, total }) => [supplier, lines, total.amount])).toEqual([
    ['acme', ['1', '2'], '100.03'],
    ['bolt', ['3'], '500'],
    ['acme', ['4'], '70.00'],
  ]);
  const eur = (amount: string) => ({ amount, currency: 'EUR' });
  const acme = { id: 'po-1', supplier: 'acme', lines: ['1', '2'], goods: eur('100.03') };
  const bought = after(order, {
    ...{ kind: 'purchased' },
    purchase: { ...acme, tax: eur('19.01'), freight: eur('8.00'), total: eur('127.04') },
  });
  const totals = purchaseTotals(bought).get('EUR')!;
  expect(textOf(totals.difference).amount).toBe('0.00');
  expect([totals.goods, totals.tax, totals.freight].map((one) => textOf(one).amount)).toEqual([
    '100.03',
    '19.01',
    '8.00',
  ]);
  const dearer = after(order, {
    ...{ kind: 'purchased' },
    purchase: { ...acme, tax: eur('19.01'), freight: eur('8.00'), total: eur('127.05') },
  });
  expect(textOf(purchaseTotals(dearer).get('EUR')!.difference).amount).toBe('0.01');
});

const short: Happens = {
  ...{ kind: 'backordered', line: '1', quantity: '4' },
  ...{ arrivesMs: null, decideByMs: T0_MS + DAY_MS },
};

test('a shortage is to be decided: wait, substitute, split or cancel, by its default when time runs out', () => {
  const order = orderOf([lineAs('1')], { shortageDefault: 'cancel' });
  expect(toldOf(order, short)).toEqual([
    { kind: 'stage', line: '1', stage: 'backordered' },
    { kind: 'shortageOpened', line: '1', decideByMs: T0_MS + DAY_MS },
  ]);
  const open = after(order, short);
  const decided = (choice: 'wait' | 'split' | 'cancel') =>
    after(open, { kind: 'shortageDecided', line: '1', choice });
  expect(decided('wait').lines[0]!.at.backordered).toBe(4);
  expect(decided('cancel').lines[0]!.cancelled.amount).toBe('40.00');
  const ready: Happens[] = [
    { kind: 'received', condition: 'good', line: '1', quantity: '6' },
    { kind: 'inspected', hasPassed: true, line: '1', quantity: '6' },
  ];
  expect(shippable(after(decided('wait'), ...ready))).toEqual([]);
  expect(shippable(after(decided('split'), ...ready))).toEqual([{ line: '1', quantity: 6 }]);
  const timedOut: Happens = { kind: 'shortageTimedOut', line: '1' };
  expect(ignoredFor(open, timedOut)).toBe('notYet');
  expect(after(open, { ...timedOut, atMs: T0_MS + DAY_MS }).lines[0]!.at.cancelled).toBe(4);
  expect(ignoredFor(decided('wait'), { ...timedOut, atMs: T0_MS + DAY_MS })).toBe('nothingToDecide');
});

test('a substitute and another price need the client’s word', () => {
  const by = lineAs('1b', { quantity: '4', amount: { amount: '44.00', currency: 'EUR' } });
  const asked = after(orderOf([lineAs('1')]), short, {
    ...{ kind: 'proposed', proposal: 'p', line: '1' },
    offer: { kind: 'substitute', by },
  });
  const refused = after(asked, { kind: 'answered', proposal: 'p', isAgreed: false });
  expect([refused.lines.length, refused.lines[0]!.shortage === null, refused.proposals.length]).toEqual([
    1,
    false,
    0,
  ]);
  const agreed = after(asked, { kind: 'answered', proposal: 'p', isAgreed: true });
  expect(
    agreed.lines.map(({ asked: { line }, replaces, cancelled }) => [line, replaces, cancelled.amount]),
  ).toEqual([
    ['1', null, '40.00'],
    ['1b', '1', '0.00'],
  ]);
  const waited = after(asked, { kind: 'shortageDecided', line: '1', choice: 'wait' });
  expect(ignoredFor(waited, { kind: 'answered', proposal: 'p', isAgreed: true })).toBe('noSuchProposal');
});

test('[10b-07] a line is at risk as soon as its goods and their way to the client take longer than the day it is required', () => {
  // Monday; required by the end of the next Monday.
  const required = { requiredByMs: T0_MS + 7 * DAY_MS + 14 * HOUR_MS };
  const order = orderOf([lineAs('1', required), lineAs('2')]);
  const workdays = new Workdays(workdaysOf(CALENDAR, T0_MS, 30));
  const risks = (confirmedFor: number) =>
    linesAtRisk(after(order, { kind: 'confirmed', arrivesMs: T0_MS + confirmedFor * DAY_MS, ...ten }), {
      ...{ nowMs: T0_MS + 2 * HOUR_MS, workdays, transitDays: 2 },
    }).map(({ line }) => line);
  expect(risks(3)).toEqual([]);
  expect(risks(4)).toEqual(['1']);
  const late = { nowMs: T0_MS + 4 * DAY_MS, workdays, transitDays: 2 };
  expect(linesAtRisk(order, late).map(({ line }) => line)).toEqual(['1']);
  const sent = after(order, sentAs('a', [ten], { from: 'supplier' }));
  expect(linesAtRisk(sent, late)).toEqual([]);
  const delayed = after(sent, { ...trackedAs('a', 'inTransit'), arrivesMs: T0_MS + 8 * DAY_MS } as Happens);
  expect(linesAtRisk(delayed, late).map(({ line }) => line)).toEqual(['1']);
  expect(linesAtRisk(after(delayed, trackedAs('a', 'delivered')), late)).toEqual([]);
});

test('goods against the client’s preferences leave only with an override', () => {
  const preferences = {
    days: ['tue', 'wed'],
    hours: { from: '08:00', to: '12:00' },
    completeOnly: true,
  } as const;
  const slot = { on: '2026-11-03', from: '09:00', to: '11:00' };
  expect(violations(preferences, { slot, isComplete: true })).toEqual([]);
  const wrong = { slot: { on: '2026-11-05', from: '11:00', to: '13:00' }, isComplete: false };
  expect(violations(preferences, wrong)).toEqual(['day', 'hours', 'incomplete']);
  expect(violations(preferences, { slot: null, isComplete: true })).toEqual(['day', 'hours']);
  const order = after(orderOf([lineAs('1')], { preferences }), { kind: 'allocated', ...ten });
  const part = { line: '1', quantity: '4' };
  expect(ignoredFor(order, sentAs('a', [part], { slot }))).toBe('againstPreferences');
  expect(after(order, sentAs('a', [part], { slot, isOverridden: true })).shipments[0]!.isOverridden).toBe(
    true,
  );
  expect(after(order, sentAs('a', [ten], { slot })).shipments[0]!.isOverridden).toBe(false);
});

test('[10b-09] partial, over, damaged and wrong receipts are each their own, and over ones need approval', () => {
  const part = after(orderOf([lineAs('1')]), {
    kind: 'received',
    condition: 'good',
    line: '1',
    quantity: '6',
  });
  expect(part.lines[0]!.at).toMatchObject({ ordered: 4, received: 6 });
  const damaged = after(part, { kind: 'received', condition: 'damaged', line: '1', quantity: '1' });
  const wrong = after(damaged, { kind: 'received', condition: 'wrong', line: '1', quantity: '2' });
  expect(supplierCases(wrong)).toEqual([
    { line: '1', of: 'failed', quantity: 1 },
    { line: '1', of: 'wrong', quantity: 2 },
  ]);
  const over: Happens = { kind: 'received', condition: 'good', line: '1', quantity: '5' };
  expect(toldOf(wrong, over)).toContainEqual({ kind: 'overReceived', line: '1' });
  const beyond = after(wrong, over);
  expect(beyond.lines[0]!.at).toMatchObject({ ordered: 0, received: 9, failed: 1, wrong: 2, over: 2 });
  const approved = after(beyond, { kind: 'overDecided', isApproved: true, line: '1', quantity: '1' });
  expect([approved.lines[0]!.approved, approved.lines[0]!.at.received]).toEqual([1, 10]);
  const sentBack = after(approved, { kind: 'overDecided', isApproved: false, line: '1', quantity: '1' });
  expect([sentBack.lines[0]!.at.over, sentBack.lines[0]!.at.received]).toEqual([0, 10]);
});

test('[10b-10] a unit that failed its inspection cannot be sent, and its supplier has a case until it is settled', () => {
  const units = { line: '1', quantity: '2', serials: ['A', 'B'] };
  const order = after(orderOf([lineAs('1', { quantity: '2', isSerialised: true })]), {
    ...{ kind: 'received', condition: 'good', ...units },
  });
  const fails: Happens = { kind: 'inspected', hasPassed: false, line: '1', quantity: '1', serials: ['A'] };
  expect(toldOf(order, fails)).toContainEqual({ kind: 'caseOpened', line: '1', of: 'failed' });
  const checked = after(order, fails, {
    kind: 'inspected',
    hasPassed: true,
    line: '1',
    quantity: '1',
    serials: ['B'],
  });
  expect(ignoredFor(checked, sentAs('a', [units]))).toBe('moreThanThere');
  expect(ignoredFor(checked, sentAs('a', [{ line: '1', quantity: '1', serials: ['A'] }]))).toBe(
    'serialsDiffer',
  );
  const replaced = after(checked, sentAs('a', [{ line: '1', quantity: '1', serials: ['B'] }]), {
    ...{ kind: 'caseSettled', of: 'failed', by: 'replacement', decideByMs: 0 },
    ...{ line: '1', quantity: '1', serials: ['A'] },
  });
  expect([supplierCases(replaced), stage(replaced)]).toEqual([[], 'ordered']);
  const again: Happens = { kind: 'received', condition: 'good', line: '1', quantity: '1', serials: ['B'] };
  expect(ignoredFor(replaced, again)).toBe('serialKnown');
});

test('[10b-12] an order goes in several shipments to several addresses, each with carrier, number and contents', () => {
  const order = after(
    orderOf([lineAs('1'), lineAs('2', { quantity: '2.5', unit: 'm' })]),
    { kind: 'allocated', ...ten },
    { kind: 'allocated', line: '2', quantity: '2.5' },
    sentAs('a', [
      { line: '1', quantity: '4' },
      { line: '2', quantity: '2.5' },
    ]),
    sentAs('b', [{ line: '1', quantity: '6' }], { address: 'site', carrier: 'dhl' }),
  );
  expect(
    order.shipments.map(({ carrier, code, address, contents }) => [carrier, code, address, contents.length]),
  ).toEqual([
    ['ups', '1Za', 'office', 2],
    ['dhl', '1Zb', 'site', 1],
  ]);
  expect(ignoredFor(order, sentAs('c', [{ line: '1', quantity: '1' }]))).toBe('moreThanThere');
  expect(ignoredFor(order, trackedAs('b', 'delivered'))).toBe('wrongCarrier');
  const delivered = after(order, trackedAs('a', 'delivered'));
  expect([stage(delivered), stage(delivered, '2'), isOver(delivered)]).toEqual([
    'shipped',
    'delivered',
    false,
  ]);
});

test('[10b-13] what a supplier sends to the client’s address needs no receipt in the warehouse', () => {
  const order = orderOf([lineAs('1', { dropShip: true })]);
  const sent = sentAs('a', [ten], { from: 'supplier' });
  expect(ignoredFor(order, { ...sent, address: 'warehouse' } as Happens)).toBe('foreignAddress');
  expect(stage(after(order, sent))).toBe('shipped');
  expect(isOver(after(order, sent, trackedAs('a', 'delivered')))).toBe(true);
});

test('goods that go astray become something else once, and what is heard of them after that changes nothing', () => {
  const sent = after(orderOf([lineAs('1')]), ...inHouse.slice(0, 4));
  const lost = after(sent, trackedAs('a', 'lost'));
  expect([stage(lost), whereaboutsOf(lost.shipments[0]!)]).toEqual(['astray', 'lost']);
  expect(isOver(after(lost, trackedAs('a', 'delivered')))).toBe(true);
  const some = { shipment: 'a', line: '1', quantity: '4' };
  const again = after(lost, { kind: 'astrayDecided', choice: 'again', ...some });
  const refunded = after(again, { kind: 'astrayDecided', choice: 'refund', ...some, quantity: '6' });
  expect(refunded.lines[0]!.refunded.amount).toBe('60.00');
  expect(refunded.lines[0]!.at).toMatchObject({ ordered: 4, refunded: 6 });
  expect(ignoredFor(refunded, trackedAs('a', 'delivered'))).toBe('decidedAlready');
  expect(ignoredFor(sent, { kind: 'astrayDecided', choice: 'again', ...some })).toBe('nothingToDecide');
});

test('a return opens a matter of its own, with its cause, and the order stays as it is', () => {
  const delivered = after(orderOf([lineAs('1')]), ...inHouse);
  const comesBack: Happens = { kind: 'returned', return: 'r', cause: 'damaged', line: '1', quantity: '4' };
  expect(toldOf(delivered, comesBack)).toEqual([{ kind: 'returnOpened', return: 'r' }]);
  const { returns, heard: _, ...rest } = after(delivered, comesBack);
  expect(returns).toMatchObject([{ cause: 'damaged', quantity: 4 }]);
  expect(delivered).toMatchObject(rest);
  const more: Happens = { ...comesBack, return: 's', quantity: '7' };
  expect(ignoredFor(after(delivered, comesBack), more)).toBe('moreThanThere');
});

const nothingBeside: Beside = {
  ...{ accountingTold: [], readBack: null, onsiteNeeds: ['1'], serviceTeamToldAtMs: null, assets: [] },
  ...{ renewals: { days: [], leadDays: 60 }, servicesCompleteAtMs: null, surveySentAtMs: null },
};

test('[10b-16] an order is closed out only when all seven conditions hold; else the missing ones are listed', () => {
  const unit = { line: '1', quantity: '1', serials: ['A'] };
  const order = after(
    orderOf([lineAs('1', { quantity: '1', isSerialised: true })]),
    { kind: 'allocated', ...unit },
    sentAs('a', [unit]),
    { ...trackedAs('a', 'delivered'), atMs: T0_MS + DAY_MS },
  );
  expect(missingExits(order, nothingBeside)).toEqual([
    { exit: 'received', of: ['a'] },
    { exit: 'accountingTold', of: ['a'] },
    { exit: 'orderClosed', of: ['1'] },
    { exit: 'serviceTeamTold', of: [] },
    { exit: 'assetsPosted', of: ['A'] },
    { exit: 'surveySent', of: [] },
  ]);
  const signed = after(order, { kind: 'proved', shipment: 'a', imageHash: 'f00d', isSigned: true });
  const line = {
    ...lineAs('1'),
    state: 'delivered',
    sinceMs: 0,
    shipped: '1',
    delivered: '1.0',
    expectedOn: null,
  } as const;
  const all: Beside = {
    ...{ accountingTold: ['a'], readBack: { state: 'closed', lines: [line] }, onsiteNeeds: ['1'] },
    ...{
      serviceTeamToldAtMs: T0_MS + DAY_MS,
      assets: [{ serial: 'A', id: '7', warrantyEndsOn: '2029-12-01' }],
    },
    ...{ renewals: { days: ['2029-10-02'], leadDays: 60 } },
    ...{ servicesCompleteAtMs: T0_MS + 2 * DAY_MS, surveySentAtMs: T0_MS + 2 * DAY_MS },
  };
  expect(missingExits(signed, all)).toEqual([]);
  const missing = (beside: Partial<Beside>, of = signed) =>
    missingExits(of, { ...all, ...beside }).map(({ exit }) => exit);
  expect(missing({ accountingTold: ['a', 'a'] })).toEqual(['accountingTold']);
  expect(missing({ readBack: { state: 'closing', lines: [line] } })).toEqual(['orderClosed']);
  expect(missing({ readBack: { state: 'closed', lines: [{ ...line, delivered: '0' }] } })).toEqual([
    'orderClosed',
  ]);
  expect(missing({ serviceTeamToldAtMs: T0_MS })).toEqual(['serviceTeamTold']);
  expect(missing({ onsiteNeeds: null, serviceTeamToldAtMs: null })).toEqual([]);
  expect(missing({ assets: [{ serial: 'A', id: '7', warrantyEndsOn: null }] })).toEqual(['assetsPosted']);
  expect(missing({ renewals: { days: ['2029-10-03'], leadDays: 60 } })).toEqual(['renewalScheduled']);
  expect(missing({ surveySentAtMs: T0_MS })).toEqual(['surveySent']);
  const unsigned = after(order, { kind: 'proved', shipment: 'a', imageHash: 'f00d', isSigned: false });
  expect(missing({}, unsigned)).toEqual(['received']);
});

test('[10b-25] [10b-26] [10b-27] an order’s figures say which lines are behind them', () => {
  const required = { requiredByMs: T0_MS + 2 * DAY_MS };
  const parts = after(
    orderOf([lineAs('1', required), lineAs('2', required), lineAs('3')]),
    { kind: 'allocated', ...ten },
    { kind: 'allocated', line: '2', quantity: '10' },
    sentAs('a', [ten, { line: '2', quantity: '9' }]),
    sentAs('b', [{ line: '2', quantity: '1' }]),
    { kind: 'takenOff', as: 'cancelled', line: '3', quantity: '10' },
    trackedAs('a', 'delivered', T0_MS + DAY_MS),
  );
  expect([isOrderOnTime(parts), cycleTime(parts, CALENDAR)]).toEqual([null, null]);
  // From Monday 9:00 to Thursday 9:00.
  const order = after(parts, trackedAs('b', 'delivered', T0_MS + 3 * DAY_MS));
  expect(onTimeLines(order)).toEqual({ counted: ['1'], all: ['1', '2'] });
  expect(isOrderOnTime(order)).toBe(false);
  expect(fillRate(order)).toEqual({ counted: ['1'], all: ['1', '2', '3'] });
  expect(cycleTime(order, CALENDAR)).toMatchObject({
    wallSeconds: 3 * 86_400,
    workingSeconds: 3 * 8 * 3_600,
  });
});

test('[10b-28] errors are events of a kind', () => {
  const error = { kind: 'processing', cause: 'wrongAddress' } as const;
  const order = after(orderOf([lineAs('1'), lineAs('2')]), { kind: 'erred', line: '2', error });
  expect(errorRate(order, 'processing')).toMatchObject({ counted: ['2'], all: ['1', '2'], errors: [error] });
  expect(errorRate(order, 'entry').errors).toEqual([]);
});

test('what fits nothing is ignored with its reason, and what was given is left as it was', () => {
  const order = orderOf([lineAs('1'), lineAs('2', { quantity: '1', isSerialised: true })]);
  const before = JSON.stringify(order);
  const reasons = (
    [
      { kind: 'received', condition: 'good', line: '9', quantity: '1' },
      { kind: 'received', condition: 'good', line: '1', quantity: '0.5' },
      { kind: 'received', condition: 'good', line: '1', quantity: '-1' },
      { kind: 'allocated', line: '1', quantity: '11' },
      { kind: 'received', condition: 'good', line: '2', quantity: '1' },
      { kind: 'received', condition: 'good', line: '1', quantity: '1', serials: ['toString'] },
      trackedAs('z', 'delivered'),
      { kind: 'answered', proposal: 'p', isAgreed: true },
    ] satisfies Happens[]
  ).map((event) => ignoredFor(order, event));
  expect(reasons).toEqual([
    ...['noSuchLine', 'noQuantity', 'noQuantity', 'moreThanThere', 'serialsDiffer', 'serialsDiffer'],
    ...['noSuchShipment', 'noSuchProposal'],
  ]);
  hear(order, { kind: 'received', condition: 'good', line: '2', quantity: '1', serials: ['toString'] });
  expect(JSON.stringify(order)).toBe(before);
});
