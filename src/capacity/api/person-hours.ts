import { z } from 'zod';
import { decodeCursor, instantPart, pageOf, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import { invalid, notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, idParams, instant, instantOf } from '../../edge/http/schemas';
import { findPerson } from '../../people/store/people';
import { dateText, dayMs } from '../../promise/domain/clock/time-text';
import {
  type AbsenceRow,
  type CapacityChange,
  deleteAbsence,
  deleteCapacityChange,
  insertAbsence,
  listAbsences,
  listCapacityChanges,
  putCapacityChange,
} from '../store/person-hours';
import { tellOfAbsence } from '../store/tell-absence';
import { day, dayNumber } from './span';

const TAG = 'capacity';
/** Longer than it takes to see what an absence endangers; wall-clock milliseconds. */
const TRANSACTION = { maxWait: 5_000, timeout: 30_000 };
const CHANGES = '/v1/people/{id}/capacity-changes';
const ABSENCES = '/v1/people/{id}/absences';

const hoursPerWeek = z.number().min(0).max(168).describe('Hours a week from that day on');

const newChange = z.strictObject({ from: day, hoursPerWeek }).meta({ id: 'NewCapacityChange' });
const changeSchema = z.strictObject({ from: z.string(), hoursPerWeek }).meta({ id: 'CapacityChange' });

const newAbsence = z
  .strictObject({
    from: instant,
    until: instant
      .nullable()
      .optional()
      .describe('The first instant at which they are back, after `from`; null or left out: nobody knows'),
  })
  .meta({ id: 'NewAbsence' });
const absenceSchema = z
  .strictObject({
    id,
    from: instant,
    until: instant.nullable(),
    begunAt: instant.nullable().describe("When the person's own awayFrom and awayUntil took it over"),
  })
  .meta({ id: 'Absence' });

/** When people work less, or not at all. */
export function personHoursRoutes({ db, clock }: ApiDeps): Route[] {
  const now = () => new Date(clock.productNow());
  const insistOnPerson = async (personId: string) => {
    if (!(await findPerson(db, personId))) throw notFound('person', personId);
  };
  return [
    route({
      method: 'get',
      path: CHANGES,
      summary: 'List from which days on a person works how many hours a week',
      tag: TAG,
      access: 'administrator',
      params: idParams,
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page', content: { 'application/json': pageOf(changeSchema) } } },
      handle: async ({ params, query: { limit, cursor } }) => {
        await insistOnPerson(params.id);
        const after = decodeCursor(cursor, z.tuple([instantPart]));
        const rows = await listCapacityChanges(db, params.id, limit + 1, after?.[0] ?? null);
        return { status: 200, body: toPage(rows, limit, showChange, ({ fromDay }) => [fromDay]) };
      },
    }),
    route({
      method: 'post',
      path: CHANGES,
      summary: 'Have a person work another number of hours a week from a day on, in their own zone',
      tag: TAG,
      access: 'administrator',
      params: idParams,
      body: { kind: 'json', schema: newChange },
      answers: {
        201: { description: 'Noted', content: { 'application/json': changeSchema } },
        200: {
          description: 'Something was said of that day already; it is as given now',
          content: { 'application/json': changeSchema },
        },
      },
      handle: async ({ params, body }) => {
        await insistOnPerson(params.id);
        const wanted = { fromDay: dayNumber(body.from) ?? 0, hoursPerWeek: body.hoursPerWeek };
        const { change, isNew } = await putCapacityChange(db, params.id, wanted, now());
        return { status: isNew ? 201 : 200, body: showChange(change) };
      },
    }),
    route({
      method: 'delete',
      path: `${CHANGES}/{from}`,
      summary: 'Forget the change of a day: the hours of before go on',
      tag: TAG,
      access: 'administrator',
      params: z.object({ id, from: day }),
      answers: { 204: { description: 'Forgotten' } },
      handle: async ({ params }) => {
        const found = await deleteCapacityChange(db, params.id, dayNumber(params.from) ?? 0);
        if (!found) throw notFound('change of capacity', `${params.id} ${params.from}`);
        return { status: 204 };
      },
    }),
    route({
      method: 'get',
      path: ABSENCES,
      summary: 'List the leave of a person, beside their own awayFrom and awayUntil',
      tag: TAG,
      access: 'administrator',
      params: idParams,
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page', content: { 'application/json': pageOf(absenceSchema) } } },
      handle: async ({ params, query: { limit, cursor } }) => {
        await insistOnPerson(params.id);
        const after = decodeCursor(cursor, z.tuple([instantPart, z.string()]));
        const place = after && { fromAt: after[0], id: after[1] };
        const rows = await listAbsences(db, params.id, limit + 1, place);
        return { status: 200, body: toPage(rows, limit, showAbsence, (row) => [row.fromAt, row.id]) };
      },
    }),
    route({
      method: 'post',
      path: ABSENCES,
      summary: 'Enter leave; when it begins, the person is away and their deputy stands in',
      tag: TAG,
      access: 'administrator',
      params: idParams,
      body: { kind: 'json', schema: newAbsence },
      answers: { 201: { description: 'Entered', content: { 'application/json': absenceSchema } } },
      handle: async ({ params, body }) => {
        await insistOnPerson(params.id);
        const fromAt = new Date(body.from);
        const untilAt = body.until == null ? null : new Date(body.until);
        if (untilAt !== null && untilAt <= fromAt) {
          throw invalid([{ pointer: '/until', message: 'lies after `from`, or is left out' }]);
        }
        const time = { fromMs: fromAt.getTime(), untilMs: untilAt?.getTime() ?? null };
        const absence = await db.$transaction(async (tx) => {
          await tellOfAbsence(tx, params.id, time, clock.productNow());
          return insertAbsence(tx, { personId: params.id, fromAt, untilAt }, now());
        }, TRANSACTION);
        return { status: 201, body: showAbsence(absence) };
      },
    }),
    route({
      method: 'delete',
      path: `${ABSENCES}/{absenceId}`,
      summary: 'Take leave back; whoever is away by it is back at once',
      tag: TAG,
      access: 'administrator',
      params: z.object({ id, absenceId: id }),
      answers: { 204: { description: 'Taken back' } },
      handle: async ({ params }) => {
        const found = await deleteAbsence(db, params.id, params.absenceId, now());
        if (!found) throw notFound('absence', params.absenceId);
        return { status: 204 };
      },
    }),
  ];
}

function showChange({ fromDay, hoursPerWeek: hours }: CapacityChange): z.output<typeof changeSchema> {
  return { from: dateText(fromDay.getTime() / dayMs), hoursPerWeek: hours };
}

function showAbsence({
  id: absenceId,
  fromAt,
  untilAt,
  begunAt,
}: AbsenceRow): z.output<typeof absenceSchema> {
  return { id: absenceId, from: instantOf(fromAt), until: instantOf(untilAt), begunAt: instantOf(begunAt) };
}
