import { z } from 'zod';
import type { Connection } from '../../database/database';
import type { ApiDeps } from '../../edge/http/deps';
import type { CallingPerson } from '../../edge/http/principal';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id } from '../../edge/http/schemas';
import { type Bodies, schemasOf, type StatedOf } from '../domain/body';
import { readCommand } from '../store/commands';
import { refuseAdministrator } from './refusals';
import { type CheckedFact, FACT_ANSWERS, PREFER_HEADER, stateFact } from './state-fact';

/** Somebody who states a fact about something, now. */
export interface Stating<Row> {
  deps: ApiDeps;
  row: Row;
  person: CallingPerson;
  /** Product time. */
  nowMs: number;
}

/** Something that people state facts about, at `{path}/{id}/signals/{name}`. */
export interface Statable<Row extends { id: string }, B extends Bodies> {
  kind: string;
  path: `/v1/${string}`;
  tag: string;
  summary: string;
  /** Put before the name of each body in the document. */
  prefix?: string;
  bodies: B;
  find(db: Connection, id: string): Promise<Row | null>;
  /** What a fact about it reaches, where that is another one now; left out: itself. */
  reaching?(db: Connection, row: Row, signal: string): Promise<Row>;
  /** Whose journal the fact goes to; left out: its own. */
  subjectIdOf?(row: Row): string;
  /**
   * Judges whether the person may state it, and whether it fits.
   * @throws Problem 403, 404, 409 or 422
   */
  check(stating: Stating<Row>, stated: StatedOf<B>): Promise<CheckedFact>;
}

/** The one way to state a fact. */
export function factRoute<Row extends { id: string }, B extends Bodies>(
  deps: ApiDeps,
  about: Statable<Row, B>,
): Route {
  const { kind, path, tag, summary, prefix, bodies } = about;
  return route({
    method: 'post',
    path: `${path}/{id}/signals/{name}`,
    summary,
    tag,
    access: 'signed-in',
    params: z.object({ id, name: z.enum(Object.keys(bodies)) }),
    requestHeaders: PREFER_HEADER,
    body: { kind: 'json-by-name', schemas: schemasOf(bodies), ...(prefix ? { prefix } : {}) },
    answers: FACT_ANSWERS,
    handle: async ({ params, body, principal, headers }) => {
      // The body has passed the schema of this very name.
      const stated = { signal: params.name, body } as StatedOf<B>;
      const found = await about.find(deps.db, params.id);
      if (!found) throw notFound(kind, params.id);
      if (principal.kind === 'administrator') throw refuseAdministrator();
      const row = await reached(found, params.name, body as { commandId?: string });
      const fact = {
        subjectId: about.subjectIdOf?.(row) ?? row.id,
        target: row.id,
        signal: params.name,
        body: body as { commandId?: string },
        principal,
        headers,
      };
      return stateFact(deps, fact, () =>
        about.check({ deps, row, person: principal, nowMs: deps.clock.productNow() }, stated),
      );
    },
  });

  /** A fact that was taken before another stood in its place is not taken again there. */
  async function reached(found: Row, signal: string, { commandId }: { commandId?: string }): Promise<Row> {
    if (!about.reaching) return found;
    const isKnown = commandId !== undefined && (await readCommand(deps.db, found.id, commandId)) !== null;
    return isKnown ? found : await about.reaching(deps.db, found, signal);
  }
}
