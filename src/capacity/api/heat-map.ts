import { z } from 'zod';
import { decodeCursor, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import { type Route, route } from '../../edge/http/route';
import { id } from '../../edge/http/schemas';
import { heatRow } from '../domain/heat-map';
import { readLoads } from '../store/load';
import { listWorkers } from '../store/working-people';
import { whoQuery } from './capacity';
import { chosenType } from '../../edge/http/accept';
import { linkToNext } from './representation';
import { toHeatMapSvg } from './heat-map-svg';
import { insistOnOurPeople, spanQuery, today, weeksAsked } from './span';

const cell = z.strictObject({
  week: z.string(),
  startsOn: z.string().describe('Its Monday, YYYY-MM-DD'),
  loadPercent: z.number().nullable().describe('Planned of what is available; null: nothing is available'),
  planned: z.number(),
  available: z.number(),
  state: z.enum(['away', 'over', 'loaded']),
  hasLeave: z.boolean(),
});

const heatMap = z
  .strictObject({
    items: z.array(z.strictObject({ personId: id, name: z.string(), cells: z.array(cell) })),
    nextCursor: z.string().nullable().describe('Gives the next page; null on the last one'),
  })
  .meta({ id: 'HeatMap' });

/** The load of everybody at a glance. */
export function heatMapRoutes({ db, clock, settings }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/capacity/heat-map',
      summary: 'People by weeks, with the load of each in percent: a picture, or its data',
      tag: 'capacity',
      access: 'signed-in',
      query: z.strictObject({ ...pageQuery, ...spanQuery, ...whoQuery }),
      requestHeaders: { Accept: z.string().optional().describe('image/svg+xml or application/json') },
      answers: {
        200: {
          description:
            'A page of people, in the order of their ids; of a picture, Link leads to the next one',
          content: { 'application/json': heatMap, 'image/svg+xml': z.string() },
        },
        403: { description: 'Not for clients' },
        406: { description: 'No such representation' },
      },
      handle: async ({ query, headers, url, principal }) => {
        insistOnOurPeople(principal);
        const type = chosenType(headers.accept, ['application/json', 'image/svg+xml']);
        const { limit, cursor, role, skill, person } = query;
        const weeks = weeksAsked(query, today(clock.productNow(), settings.timeZone));
        const after = decodeCursor(cursor, z.tuple([z.string()]));
        const who = { role, skill, ids: person === undefined ? undefined : [person] };
        const people = await listWorkers(db, who, limit + 1, after?.[0] ?? null);
        const rows = (await readLoads(db, people, weeks)).map((load) => heatRow(load.person, load.weeks));
        const page = toPage(
          rows,
          limit,
          (row) => row,
          (row) => [row.personId],
        );
        if (type === 'application/json') {
          return { status: 200, body: page, headers: { vary: 'Accept' } };
        }
        const title = `Load from ${weeks[0]?.name ?? ''} to ${weeks.at(-1)?.name ?? ''}`;
        const body = toHeatMapSvg(page.items, { title });
        return { status: 200, body, contentType: type, headers: linkToNext(url, page.nextCursor) };
      },
    }),
  ];
}
