import { z } from 'zod';
import { decodeCursor, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import { type Route, route } from '../../edge/http/route';
import { id, roleName } from '../../edge/http/schemas';
import { readLoads, referencesOf, type WorkerLoad } from '../store/load';
import { listWorkers } from '../store/working-people';
import { personLoadSchema, showLoad, toCsv } from './capacity-view';
import { chosenType } from '../../edge/http/accept';
import { linkToNext } from './representation';
import { insistOnOurPeople, spanQuery, today, weeksAsked } from './span';

/** Whose hours are asked for. */
export const whoQuery = {
  role: roleName.optional().describe('Only those who hold the role'),
  skill: z.string().max(60).optional().describe('Only those who have the skill, in whatever case'),
  person: id.optional().describe('Only the person of that id'),
};

const capacityPage = z
  .strictObject({
    items: z.array(personLoadSchema),
    nextCursor: z.string().nullable().describe('Gives the next page; null on the last one'),
  })
  .meta({ id: 'CapacityPage' });

/** Who has how many hours, what takes them, and what is free. */
export function capacityRoutes({ db, clock, settings }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/capacity',
      summary: 'The hours of our people, week by week: available, planned, free',
      tag: 'capacity',
      access: 'signed-in',
      query: z.strictObject({ ...pageQuery, ...spanQuery, ...whoQuery }),
      requestHeaders: { Accept: z.string().optional().describe('application/json or text/csv') },
      answers: {
        200: {
          description: 'A page of people, in the order of their ids; of CSV, Link leads to the next one',
          content: { 'application/json': capacityPage, 'text/csv': z.string() },
        },
        403: { description: 'Not for clients' },
        406: { description: 'No such representation' },
      },
      handle: async ({ query, headers, url, principal }) => {
        insistOnOurPeople(principal);
        const { limit, cursor, role, skill, person } = query;
        const type = chosenType(headers.accept, ['application/json', 'text/csv']);
        const weeks = weeksAsked(query, today(clock.productNow(), settings.timeZone));
        const after = decodeCursor(cursor, z.tuple([z.string()]));
        const who = { role, skill, ids: person === undefined ? undefined : [person] };
        const people = await listWorkers(db, who, limit + 1, after?.[0] ?? null);
        const loads = await readLoads(db, people, weeks);
        const place = (load: WorkerLoad) => [load.person.id];
        if (type === 'text/csv') {
          const page = toPage(loads, limit, (load) => load, place);
          const contentType = 'text/csv; charset=utf-8; header=present';
          return {
            status: 200,
            body: toCsv(page.items),
            contentType,
            headers: linkToNext(url, page.nextCursor),
          };
        }
        const engagementIds = loads.flatMap((load) => load.weeks.flatMap(({ takenBy }) => takenBy));
        const references = await referencesOf(
          db,
          engagementIds.map(({ engagementId }) => engagementId),
        );
        const body = toPage(loads, limit, (load) => showLoad(load, references), place);
        return { status: 200, body, headers: { vary: 'Accept' } };
      },
    }),
  ];
}
