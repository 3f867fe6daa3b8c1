import { z } from 'zod';
import { decodeCursor, instantPart, pageOf, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, idParams, instant, instantOf } from '../../edge/http/schemas';
import type { EffectState } from '../../journal/domain/rows';
import { type Effect, type EffectPlace, listEffects } from '../store/effects';
import { findEngagement } from '../store/engagements';

const STATES = {
  waiting: 'asked for, and not answered',
  done: 'the vendor has done it',
  handedOver: 'the vendor refused or stayed away, and it is a task for a person now',
  byHand: 'a person has done it',
  cancelled: 'called off before it was answered',
  undone: 'done, and undone since',
} as const satisfies Record<EffectState, string>;

const stateWords = Object.entries(STATES).map(([state, words]) => `${state}: ${words}`);

export const effectSchema = z
  .strictObject({
    key: z.string().describe('The same key has one effect, however often it is asked for'),
    engagementId: id,
    promiseId: id
      .nullable()
      .describe('The promise that it keeps; null for what stands beside, as a reminder'),
    action: z.string().describe('As the playbook names it'),
    vendor: z.string(),
    title: z.string(),
    state: z.enum(Object.keys(STATES) as EffectState[]).describe(stateWords.join('; ')),
    refs: z.record(z.string(), z.string()).describe('Ids and links at the vendor'),
    note: z.string().nullable().describe('What came of it, in a sentence'),
    failure: z.string().nullable().describe('The kind of failure by which it was handed over'),
    askedAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Effect' });

const CURSOR = z.tuple([instantPart, z.string()]);

/** The place of a page's last effect; null at the beginning. */
export function effectPlace(cursor: string | undefined): EffectPlace | null {
  const parts = decodeCursor(cursor, CURSOR);
  return parts && { askedAt: parts[0], key: parts[1] };
}

/** A page of effects, read with one more than the limit. */
export function effectPage(rows: Effect[], limit: number) {
  return toPage(rows, limit, showEffect, (row) => [row.askedAt, row.key]);
}

function showEffect({ askedAt, endedAt, refs, ...same }: Effect): z.input<typeof effectSchema> {
  return {
    ...same,
    state: same.state as EffectState,
    refs: refs as Record<string, string>,
    askedAt: instantOf(askedAt),
    endedAt: instantOf(endedAt),
  };
}

/** What an engagement has asked of the outside world. */
export function effectRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/engagements/{id}/effects',
      summary: 'What an engagement has asked of vendors, and what became of it, the oldest first',
      tag: 'engagements',
      access: 'signed-in',
      params: idParams,
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page', content: { 'application/json': pageOf(effectSchema) } } },
      handle: async ({ params, query: { limit, cursor } }) => {
        const engagement = await findEngagement(db, params.id);
        if (!engagement) throw notFound('engagement', params.id);
        const rows = await listEffects(db, { engagementId: params.id }, limit + 1, effectPlace(cursor));
        return { status: 200, body: effectPage(rows, limit) };
      },
    }),
  ];
}
