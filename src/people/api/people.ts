import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { quietHoursSchema } from '../../post/domain/quiet-hours-schema';
import { normalRole } from '../domain/roles';
import {
  findPerson,
  insertPerson,
  insertToken,
  listPeople,
  type Person,
  updatePerson,
} from '../store/people';
import { tellOfAbsence } from '../../capacity/store/tell-absence';
import { tellNewListeners } from '../../journal/store/new-listeners';
import { hashOf, newSecret } from '../../database/secret';
import { decodeCursor, pageOf, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import { giveTicketsOn } from '../../ticket/api/leavers';
import { invalid, notFound, Problem } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { email, id, idParams, instant, instantOf, name, roleName, words } from '../../edge/http/schemas';

const timeZone = z
  .string()
  .max(60)
  .refine(isTimeZone, 'an IANA time zone such as Europe/London')
  .describe('IANA time zone');
const roles = z
  .array(roleName)
  .min(1)
  .max(50)
  .transform((names) => [...new Set(names.map(normalRole))]);
const skills = z.array(words(60)).max(100);
const capacityHoursPerWeek = z.int().min(0).max(168);

const quietHours = quietHoursSchema
  .nullable()
  .describe('When nothing but the urgent reaches them, on their wall clock; null: the hours of the house');

const newPerson = z
  .strictObject({
    name,
    email,
    roles,
    skills: skills.default([]),
    capacityHoursPerWeek: capacityHoursPerWeek.default(40),
    timeZone: timeZone.default('Etc/UTC'),
    quietHours: quietHours.optional(),
  })
  .meta({ id: 'NewPerson' });

const personChange = z
  .strictObject({
    name: name.optional(),
    email: email.optional(),
    roles: roles.optional(),
    skills: skills.optional(),
    capacityHoursPerWeek: capacityHoursPerWeek.optional(),
    timeZone: timeZone.optional(),
    quietHours: quietHours.optional(),
    active: z
      .boolean()
      .optional()
      .describe(
        'false: the tokens stop working, nothing new is assigned, tickets are given to others, promises fall to the role',
      ),
    deputyId: id
      .nullable()
      .optional()
      .describe(
        'Who stands in while this person is away: another active person; when that one is away too, their deputy does',
      ),
    awayFrom: instant.nullable().optional(),
    awayUntil: instant.nullable().optional(),
  })
  .meta({ id: 'PersonChange' });

const personSchema = z
  .strictObject({
    id,
    name: z.string(),
    email: z.string(),
    roles: z.array(z.string()),
    skills: z.array(z.string()),
    capacityHoursPerWeek: z.int(),
    timeZone: z.string(),
    quietHours: quietHoursSchema.nullable(),
    active: z.boolean(),
    deputyId: z.string().nullable(),
    awayFrom: instant.nullable(),
    awayUntil: instant.nullable(),
  })
  .meta({ id: 'Person' });

/** What decides who is told of an escalation. */
const MATTERS_TO_LADDERS = ['roles', 'active', 'deputyId', 'awayFrom', 'awayUntil'] as const;

/** What decides whether somebody is away with nobody in their place. */
const MATTERS_TO_COVER = ['deputyId', 'awayFrom', 'awayUntil'] as const;

const DEPUTY_FAULTS = {
  self: 'nobody stands in for themselves: name another person',
  'not active': 'no active person has that id: name another person who is here',
  circle: 'this person stands in for them already, directly or through others: nobody would be told',
};

/** Who works here and what they may decide. */
export function peopleRoutes(deps: ApiDeps): Route[] {
  const { db, clock } = deps;
  const now = () => new Date(clock.productNow());
  return [
    route({
      method: 'post',
      path: '/v1/people',
      summary: 'Add a person',
      tag: 'people',
      access: 'administrator',
      body: { kind: 'json', schema: newPerson },
      answers: {
        201: {
          description: 'Added',
          content: { 'application/json': personSchema },
          headers: { Location: 'Its address' },
        },
        409: { description: "The address is another person's; the answer names them" },
      },
      handle: async ({ body }) => {
        const added = await insertPerson(
          db,
          `per_${uuidv7()}`,
          { ...body, active: true, deputyId: null, awayFrom: null, awayUntil: null },
          now(),
        );
        if (added.outcome === 'address-taken') throw addressTaken(added.by);
        const { person } = added;
        await tellNewListeners(db, now());
        return { status: 201, body: show(person), headers: { location: `/v1/people/${person.id}` } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/people',
      summary: 'List the people',
      tag: 'people',
      access: 'signed-in',
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page', content: { 'application/json': pageOf(personSchema) } } },
      handle: async ({ query }) => {
        const after = decodeCursor(query.cursor, z.tuple([z.string()]));
        const rows = await listPeople(db, query.limit + 1, after?.[0] ?? null);
        return { status: 200, body: toPage(rows, query.limit, show, (person) => [person.id]) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/people/{id}',
      summary: 'Read a person',
      tag: 'people',
      access: 'signed-in',
      params: idParams,
      answers: { 200: { description: 'The person', content: { 'application/json': personSchema } } },
      handle: async ({ params }) => {
        const person = await findPerson(db, params.id);
        if (!person) throw notFound('person', params.id);
        return { status: 200, body: show(person) };
      },
    }),
    route({
      method: 'patch',
      path: '/v1/people/{id}',
      summary: 'Change a person: only the given fields',
      tag: 'people',
      access: 'administrator',
      params: idParams,
      body: { kind: 'json', schema: personChange },
      answers: {
        200: { description: 'Changed', content: { 'application/json': personSchema } },
        409: { description: "The address is another person's; the answer names them" },
      },
      handle: async ({ params, body }) => {
        const { awayFrom, awayUntil, deputyId, ...plain } = body;
        const changed = await updatePerson(
          db,
          params.id,
          {
            ...plain,
            ...(deputyId === undefined ? {} : { deputyId }),
            ...(awayFrom === undefined ? {} : { awayFrom: dateOf(awayFrom) }),
            ...(awayUntil === undefined ? {} : { awayUntil: dateOf(awayUntil) }),
          },
          now(),
        );
        if (changed.outcome === 'unknown') throw notFound('person', params.id);
        if (changed.outcome === 'address-taken') throw addressTaken(changed.by);
        if (changed.outcome === 'wrong-deputy') {
          throw invalid([{ pointer: '/deputyId', message: DEPUTY_FAULTS[changed.fault] }]);
        }
        if (MATTERS_TO_LADDERS.some((field) => body[field] !== undefined)) {
          await tellNewListeners(db, now());
        }
        await tellOfOwnAbsence(deps, changed.person, body);
        if (body.active === false) await giveTicketsOn(deps, params.id);
        return { status: 200, body: show(changed.person) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/people/{id}/tokens',
      summary: 'Issue a token; it is shown this once',
      tag: 'people',
      access: 'administrator',
      params: idParams,
      answers: {
        201: {
          description: 'Issued',
          content: { 'application/json': z.strictObject({ token: z.string() }).meta({ id: 'IssuedToken' }) },
        },
      },
      handle: async ({ params }) => {
        const person = await findPerson(db, params.id);
        if (!person) throw notFound('person', params.id);
        const token = `pk_${newSecret()}`;
        await insertToken(db, { hash: hashOf(token), personId: person.id, createdAt: now() });
        return { status: 201, body: { token } };
      },
    }),
  ];
}

function show(person: Person): z.output<typeof personSchema> {
  const { awayFrom, awayUntil, emailKey: _key, createdAt: _made, updatedAt: _changed, ...plain } = person;
  return {
    ...plain,
    quietHours: person.quietHours as z.output<typeof quietHoursSchema> | null,
    awayFrom: instantOf(awayFrom),
    awayUntil: instantOf(awayUntil),
  };
}

/** Of an absence that is said anew, or of which it is said anew who stands in. */
async function tellOfOwnAbsence({ db, clock }: ApiDeps, person: Person, said: object): Promise<void> {
  const { id: personId, awayFrom, awayUntil } = person;
  if (awayFrom === null || !MATTERS_TO_COVER.some((field) => field in said)) return;
  const absence = { fromMs: awayFrom.getTime(), untilMs: awayUntil?.getTime() ?? null };
  await tellOfAbsence(db, personId, absence, clock.productNow());
}

/** 409 that names whose address it is. */
function addressTaken(by: { id: string; name: string; active: boolean }): Problem {
  const message = `is the address of ${by.name} (${by.id}) already`;
  const advice = by.active
    ? 'Change that person instead, or give another address.'
    : 'They have left: make that person active again, or give another address.';
  return new Problem('conflict', `Nothing was changed: /email ${message}. ${advice}`, {
    errors: [{ pointer: '/email', message }],
  });
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

function isTimeZone(text: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions();
    // A fixed offset such as +02:00 is taken by Intl too, but knows no summer time.
    return /^[A-Za-z]/.test(timeZone);
  } catch {
    return false;
  }
}
