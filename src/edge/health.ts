import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { z } from 'zod';
import { type Figures, readFigures } from '../report/store/house-figures';
import { TROUBLE_KINDS } from '../trouble/domain/trouble';
import { type Traffic, trafficByVendor } from '../intake/store/dead-letters';
import { countTroubles } from '../trouble/store/troubles';
import { countMessages } from '../webhook/store/subscriptions';
import type { ApiDeps } from './http/deps';
import { registry } from './metrics';
import { Problem } from './http/problem';
import { type Route, route } from './http/route';

const state = z.strictObject({ status: z.literal('ok') });
const READY_TIMEOUT_MS = 2_500;

collectDefaultMetrics({ register: registry, prefix: 'promisekeeper_' });

/** For machines: does the process live, can it work, and how is the work going. */
export function healthRoutes({ db, temporal, clock }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/livez',
      summary: 'Whether this process lives',
      tag: 'machines',
      access: 'public',
      answers: { 200: { description: 'It does', content: { 'application/json': state } } },
      handle: async () => ({ status: 200, body: { status: 'ok' } }),
    }),
    route({
      method: 'get',
      path: '/readyz',
      summary: 'Whether PostgreSQL and Temporal can be reached',
      tag: 'machines',
      access: 'public',
      answers: {
        200: { description: 'Both can', content: { 'application/json': state } },
        503: { description: 'One cannot; the detail says which' },
      },
      handle: async () => {
        const [database, engine] = await Promise.allSettled([
          within(READY_TIMEOUT_MS, db.$queryRaw`SELECT 1`),
          within(READY_TIMEOUT_MS, temporal.ping()),
        ]);
        const away = [
          ...(database.status === 'rejected' ? ['PostgreSQL'] : []),
          ...(engine.status === 'rejected' ? ['Temporal'] : []),
        ];
        if (away.length > 0) {
          throw new Problem(
            'unavailable',
            `${away.join(' and ')} cannot be reached. Nothing is lost: timers go on, and work waits. It is tried again all the time.`,
            { headers: { 'retry-after': '5' } },
          );
        }
        return { status: 200, body: { status: 'ok' } };
      },
    }),
    route({
      method: 'get',
      path: '/metrics',
      summary: 'Figures in the text format of Prometheus',
      tag: 'machines',
      access: 'public',
      answers: { 200: { description: 'The figures', content: { 'text/plain': z.string() } } },
      handle: async () => {
        const [figures, troubles, traffic, messages] = await Promise.all([
          readFigures(db, new Date(clock.productNow())),
          countTroubles(db),
          trafficByVendor(db),
          countMessages(db),
        ]);
        const work = workRegistry(figures, troubles, traffic);
        const text = await Registry.merge([registry, work, subscriberRegistry(messages)]).metrics();
        return { status: 200, body: text, contentType: registry.contentType };
      },
    }),
  ];
}

/** Read at every scrape, so that any process of an installation shows the same. */
function workRegistry(
  figures: Figures,
  troubles: { kind: string; open: number }[],
  traffic: Traffic[],
): Registry {
  const work = new Registry();
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `promisekeeper_${name}`, help, labelNames, registers: [work] });
  const open = gauge('promises_open', 'Open promises by stage', ['stage']);
  const late = gauge('promises_late', 'Open promises past their due time by stage', ['stage']);
  for (const row of figures.promises) {
    open.set({ stage: row.stage }, row.open);
    late.set({ stage: row.stage }, row.late);
  }
  const escalations = gauge('escalations_open', 'Escalations not resolved, by level', ['level']);
  for (const row of figures.escalations) {
    escalations.set({ level: row.level >= 4 ? 'crisis' : String(row.level) }, row.open);
  }
  const engagements = gauge('engagements', 'Engagements by status', ['status']);
  for (const row of figures.engagements) engagements.set({ status: row.status }, row.count);
  const standingStill = gauge('troubles_open', 'What stands still, by kind; none in a healthy installation', [
    'kind',
  ]);
  for (const kind of Object.keys(TROUBLE_KINDS)) standingStill.set({ kind }, 0);
  for (const row of troubles) standingStill.set({ kind: row.kind }, row.open);
  const dead = gauge('webhook_dead_letters', "Vendors' calls that could not be handled, by vendor", [
    'vendor',
  ]);
  for (const { vendor, deadLetters } of traffic) dead.set({ vendor }, deadLetters);
  gauge('webhook_inbox_age_seconds', 'Product time since the oldest unprocessed webhook came').set(
    figures.oldestWebhookSeconds,
  );
  gauge('engagements_not_handed_over', 'Engagements that wait to be handed to Temporal').set(
    figures.notHandedOver,
  );
  return work;
}

/** How the subscribers of our own webhooks take what they are told; read at every scrape as well. */
function subscriberRegistry(messages: Awaited<ReturnType<typeof countMessages>>): Registry {
  const subscribers = new Registry();
  const own = (name: string, help: string) => ({
    name: `promisekeeper_webhook_messages_${name}`,
    help,
    labelNames: ['subscription'],
    registers: [subscribers],
  });
  const delivered = new Counter(own('delivered_total', 'Messages that subscribers took'));
  const failed = new Counter(own('failed_total', 'Tries to tell a subscriber that failed'));
  const waiting = new Gauge(own('waiting', 'Messages that are still to be told'));
  const undelivered = new Gauge(own('undelivered', 'Messages that wait for a replay'));
  for (const { id: subscription, ...counts } of messages) {
    delivered.inc({ subscription }, counts.delivered);
    failed.inc({ subscription }, counts.failed);
    waiting.set({ subscription }, counts.waiting);
    undelivered.set({ subscription }, counts.undelivered);
  }
  return subscribers;
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
