import { z } from 'zod';
import type { Connection } from '../../database/database';
import { listJournal, namesOf } from '../store/journal-entries';
import { decodeCursor, pageOf, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { idParams, instant, instantOf } from '../../edge/http/schemas';
import type { Actor } from '../../fact/domain/actor';

/** Who did something; persons and systems by their names too. */
export const actorSchema = z.object({
  kind: z.enum(['person', 'administrator', 'client', 'system']),
  id: z.string().optional(),
  name: z.string().optional(),
  roles: z.array(z.string()).optional(),
});

const entrySchema = z
  .strictObject({
    seq: z.int(),
    at: instant,
    kind: z.string(),
    actor: actorSchema,
    summary: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'JournalEntry' });

/** Something whose journal is read by its id. */
export interface Journalled {
  kind: string;
  path: `/v1/${string}`;
  tag: string;
  /** With its article, as in "an engagement". */
  called: string;
  find(db: Connection, id: string): Promise<object | null>;
}

/** Its facts in order. */
export function journalRoute({ db }: ApiDeps, journalled: Journalled): Route {
  const { kind, path, tag, called } = journalled;
  return route({
    method: 'get',
    path: `${path}/{id}/journal`,
    summary: `Read the journal of ${called}, oldest first`,
    tag,
    access: 'signed-in',
    params: idParams,
    query: z.strictObject(pageQuery),
    answers: { 200: { description: 'A page', content: { 'application/json': pageOf(entrySchema) } } },
    handle: async ({ params, query }) => {
      const after = decodeCursor(query.cursor, z.tuple([z.int().min(0)]));
      if (!(await journalled.find(db, params.id))) throw notFound(kind, params.id);
      const rows = await listJournal(db, params.id, query.limit + 1, after?.[0] ?? 0);
      const people = await namesOf(
        db,
        rows.flatMap(({ actor }) => personIdOf(actor as Actor)),
      );
      const show = (row: (typeof rows)[number]) => ({
        seq: row.seq,
        at: instantOf(row.at),
        kind: row.kind,
        actor: namedActor(row.actor as Actor, people),
        summary: row.summary,
        data: row.data,
      });
      return { status: 200, body: toPage(rows, query.limit, show, (row) => [row.seq]) };
    },
  });
}

/** Whose name is to be looked up. */
export function personIdOf(actor: Actor): string[] {
  return actor.kind === 'person' ? [actor.id] : [];
}

/** With the person's name, as long as they are known. */
export function namedActor(actor: Actor, people: Map<string, string>): z.input<typeof actorSchema> {
  const known = actor.kind === 'person' ? people.get(actor.id) : undefined;
  return known === undefined ? actor : { ...actor, name: known };
}
