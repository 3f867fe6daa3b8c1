import type { OrderEvent } from '../../src/order/domain/events';
import { type Heard, heard } from '../../src/order/domain/heard';
import { type NewLine, openOrder, type OrderRules, type ProductOrder } from '../../src/order/domain/order';

export const T0_MS = Date.UTC(2026, 10, 2, 9, 0);
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export const RULES: OrderRules = {
  shortageDefault: 'wait',
  addresses: ['office', 'site'],
  preferences: null,
};

export function lineAs(line: string, more: Partial<NewLine> = {}): NewLine {
  return {
    ...{ line, item: `item-${line}`, quantity: '10', unit: 'pc' },
    ...{ amount: { amount: '100.00', currency: 'EUR' }, supplier: 'acme' },
    cost: { amount: '70.00', currency: 'EUR' },
    ...more,
  };
}

export function orderOf(lines: readonly NewLine[], rules: Partial<OrderRules> = {}): ProductOrder {
  return openOrder(T0_MS, { ...RULES, ...rules }, lines);
}

type Without<T> = T extends unknown ? Omit<T, 'id' | 'atMs'> : never;
export type Happens = Without<OrderEvent> & { readonly atMs?: number };

/** What happens to an order, one after the other, an hour apart: each must count. */
export function after(order: ProductOrder, ...events: readonly Happens[]): ProductOrder {
  return events.reduce((before, event) => {
    const result = hear(before, event);
    if ('ignored' in result) throw new Error(`${JSON.stringify(event)} was ignored: ${result.ignored}`);
    return result.order;
  }, order);
}

export function hear(order: ProductOrder, event: Happens): Heard {
  const number = order.heard.length + 1;
  return heard(order, { id: `e${number}`, atMs: T0_MS + number * HOUR_MS, ...event });
}

export function ignoredFor(order: ProductOrder, event: Happens): string | undefined {
  const result = hear(order, event);
  return 'ignored' in result ? result.ignored : undefined;
}

export function toldOf(order: ProductOrder, event: Happens) {
  const result = hear(order, event);
  if ('ignored' in result) throw new Error(`ignored: ${result.ignored}`);
  return result.told;
}

/** A shipment of these parts. */
export function sentAs(
  shipment: string,
  contents: Extract<OrderEvent, { kind: 'sent' }>['contents'],
  more: Partial<Extract<Happens, { kind: 'sent' }>> = {},
): Happens {
  return {
    ...{ kind: 'sent', shipment, from: 'warehouse', carrier: 'ups', code: `1Z${shipment}` },
    ...{ address: 'office', contents, slot: null, isOverridden: false, ...more },
  };
}

export function trackedAs(
  shipment: string,
  state: Extract<OrderEvent, { kind: 'tracked' }>['state'],
  atMs?: number,
): Happens {
  return { kind: 'tracked', shipment, carrier: 'ups', state, ...(atMs === undefined ? {} : { atMs }) };
}
