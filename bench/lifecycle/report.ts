import { percentile } from '../support/percentile';
import { table } from '../support/table';
import type { Drive } from './contender';
import type { LeanShape } from './lean-shape';

/** What was measured in one run; sizes and processor times are those of one engagement. */
export interface Run extends Drive {
  engagements: number;
  atOnce: number;
  events: number;
  bytes: number;
  serverMs: number;
  workerMs: number;
  postgresMs: number;
}

/** What was measured of one contender. */
export interface Figures {
  /** A few engagements at once: what the work itself costs. */
  calm: Run;
  /** All engagements at once: what the machine can take. */
  rush: Run;
  /** CPU of Temporal server and worker in a second in which nothing happens: a share of it is in both runs. */
  idleMsPerSecond: number;
  /** Events by type, of one engagement. */
  types: ReadonlyMap<string, number>;
}

export interface Comparison {
  where: string;
  shape: LeanShape;
  product: Figures;
  lean: Figures;
}

/** The highest ratios, product to lean, that the product wants to be held to. */
const MOST_EVENTS = 1.3;
const MOST_PROCESSOR_TIME = 1.5;

/** The comparison as text for people. */
export function report({ where, shape, product, lean }: Comparison): string {
  const { signals, calls, timers } = shape;
  const runs = (name: 'calm' | 'rush') => [
    '',
    `${product[name].engagements} engagements, ${product[name].atOnce} at once`,
    table(rowsOf(product[name], lean[name])),
    `PostgreSQL, which the lean workflow does not use: ${product[name].postgresMs.toFixed(0)} CPU ms per engagement.`,
  ];
  return [
    `Lifecycle, all people answering at once (${where})`,
    `Each engagement: ${signals} signals of people, ${calls} vendor calls, ${timers} timers, in the product and in the lean workflow alike.`,
    `Idle, server + worker use ${product.idleMsPerSecond.toFixed(0)} CPU ms a second with the product's worker, ${lean.idleMsPerSecond.toFixed(0)} with the lean one's.`,
    ...runs('calm'),
    ...runs('rush'),
    '',
    'History events of one engagement by type',
    table(typeRows(product.types, lean.types)),
  ].join('\n');
}

function rowsOf(product: Run, lean: Run): string[][] {
  const row = (title: string, of: (run: Run) => number, digits = 0, aim?: number) => {
    const ratio = of(product) / of(lean);
    const held = aim === undefined ? '' : `${ratio <= aim ? 'held' : 'missed'} (at most ${aim.toFixed(1)})`;
    return [title, of(product).toFixed(digits), of(lean).toFixed(digits), ratio.toFixed(2), held];
  };
  const latency = (percent: number) => (run: Run) => percentile(run.latenciesMs, percent);
  return [
    ['', 'product', 'lean', 'ratio', 'aim'],
    row('engagements per second', ({ engagements, seconds }) => engagements / seconds, 2),
    row('signal to effect, median, ms', latency(50), 1),
    row('signal to effect, 99th percentile, ms', latency(99), 1),
    row('history events per engagement', ({ events }) => events, 1, MOST_EVENTS),
    row('history bytes per engagement', ({ bytes }) => bytes),
    row(
      'CPU ms per engagement, server + worker',
      ({ serverMs, workerMs }) => serverMs + workerMs,
      0,
      MOST_PROCESSOR_TIME,
    ),
    row('  of it Temporal server', ({ serverMs }) => serverMs),
    row('  of it worker', ({ workerMs }) => workerMs),
  ];
}

function typeRows(product: ReadonlyMap<string, number>, lean: ReadonlyMap<string, number>): string[][] {
  const names = [...new Set([...product.keys(), ...lean.keys()])];
  const more = (name: string) => (product.get(name) ?? 0) - (lean.get(name) ?? 0);
  return [
    ['', 'product', 'lean', 'more'],
    ...names
      .toSorted((a, b) => more(b) - more(a))
      .map((name) => [name, ...[product.get(name) ?? 0, lean.get(name) ?? 0, more(name)].map(String)]),
  ];
}
