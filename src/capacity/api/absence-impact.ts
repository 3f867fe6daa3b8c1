import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import { invalid, notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, idParams, instant, instantOf } from '../../edge/http/schemas';
import type { Absence } from '../domain/working-person';
import { type Impact, readImpact } from '../store/absence-impact';
import { proposalSchema, showProposal } from './proposals';
import { insistOnOurPeople } from './span';

const impactSchema = z
  .strictObject({
    personId: id,
    name: z.string(),
    from: instant,
    until: instant.nullable(),
    endangered: z.boolean().describe('Something rests on them, and in a part of the time nobody stands in'),
    standIns: z
      .array(z.strictObject({ personId: id, name: z.string() }))
      .describe('Their deputy, then the deputy of that one, as far as it takes'),
    uncovered: z
      .array(z.strictObject({ from: instant, until: instant.nullable() }))
      .describe('When nobody of these is here'),
    promises: z
      .array(
        z.strictObject({
          id,
          title: z.string(),
          owedBy: z.string(),
          dueAt: instant,
          late: z.boolean(),
          engagementId: id.nullable(),
          ticketId: id.nullable(),
          reference: z.string().nullable(),
        }),
      )
      .describe('Open ones of theirs that are due in the time, or late already; the first 200'),
    roles: z
      .array(
        z.strictObject({
          engagementId: id,
          reference: z.string(),
          title: z.string(),
          role: z.string(),
          hoursPerWeek: z.number(),
        }),
      )
      .describe('Roles that they have on engagements; the first 200'),
    tickets: z
      .array(
        z.strictObject({
          id,
          reference: z.string(),
          subject: z.string(),
          priority: z.string(),
          status: z.string(),
        }),
      )
      .describe('Open tickets that they have; the first 200'),
    handOver: z.array(proposalSchema).describe('To whom each role could go meanwhile, and why'),
  })
  .meta({ id: 'AbsenceImpact' });

const impactQuery = z.strictObject({
  from: instant.optional().describe('When the person goes; now when left out'),
  until: instant.optional().describe('When they are back, after `from`; left out: nobody knows'),
});

/** What somebody's leave endangers, before it begins. */
export function absenceImpactRoutes({ db, clock }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/people/{id}/absence-impact',
      summary: 'What rests on a person in a time in which they are away, who stands in, who could take over',
      tag: 'capacity',
      access: 'signed-in',
      params: idParams,
      query: impactQuery,
      answers: {
        200: { description: 'The impact', content: { 'application/json': impactSchema } },
        403: { description: 'Not for clients' },
      },
      handle: async ({ params, query, principal }) => {
        insistOnOurPeople(principal);
        const absence: Absence = {
          fromMs: query.from === undefined ? clock.productNow() : Date.parse(query.from),
          untilMs: query.until === undefined ? null : Date.parse(query.until),
        };
        if (absence.untilMs !== null && absence.untilMs <= absence.fromMs) {
          throw invalid([{ pointer: '/query/until', message: 'lies after `from`' }]);
        }
        const impact = await readImpact(db, params.id, absence);
        if (!impact) throw notFound('active person of the house', params.id);
        return { status: 200, body: show(impact.person, absence, impact) };
      },
    }),
  ];
}

function show(
  { id: personId, name }: { id: string; name: string },
  absence: Absence,
  { cover, promises, roles, tickets, handOver, isEndangered }: Impact,
): z.output<typeof impactSchema> {
  return {
    ...{ personId, name, ...showAbsence(absence), endangered: isEndangered },
    standIns: [...cover.standIns],
    uncovered: cover.uncovered.map(showAbsence),
    promises: promises.map((promise) => ({ ...promise, dueAt: instantOf(promise.dueAt) })),
    roles: [...roles],
    tickets: [...tickets],
    handOver: handOver.map(showProposal),
  };
}

function showAbsence({ fromMs, untilMs }: Absence): { from: string; until: string | null } {
  return { from: instantOf(new Date(fromMs)), until: untilMs === null ? null : instantOf(new Date(untilMs)) };
}
