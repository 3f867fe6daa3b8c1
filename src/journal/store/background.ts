import { fromColumns } from '../../database/columns';
import type { Connection } from '../../database/database';
import type { Colleague } from '../../people/domain/listeners';
import type { JournalEntry, RecordRequest } from '../../subject/domain/recording';
import { rolesToTell } from '../domain/listeners';
import { Model, type SubjectState } from '../domain/model';
import { asideOf } from '../domain/replay';
import type { Background } from '../domain/project';
import type { EffectRow, EscalationRow, PlanTaskRow, PromiseRow, TrackRow } from '../domain/rows';

interface Read {
  lastWriterSeq: number | null;
  hasSetAside: boolean;
  commands: Record<string, Record<string, unknown>> | null;
  names: Record<string, string> | null;
  promises: Record<string, unknown>[] | null;
  escalations: Record<string, unknown>[] | null;
  tracks: Record<string, unknown>[] | null;
  tasks: Record<string, unknown>[] | null;
  effects: Record<string, unknown>[] | null;
  people: Record<string, unknown>[] | null;
}

/**
 * Reads what a batch is projected on: the rows that its facts concern, and what it is told with. One statement, since
 * every fact of every engagement comes by here; to be called when the subject is locked, so that nobody else changes
 * its rows.
 * @param allPromises whether the facts concern every open promise, not only those that they name
 */
export async function readBackground(
  tx: Connection,
  subject: SubjectState,
  { writer, entries, terms }: Pick<RecordRequest, 'writer' | 'entries' | 'terms'>,
  allPromises: boolean,
): Promise<{ model: Model; background: Background }> {
  const named = [...entries.flatMap(idsIn), ...terms.map(({ id }) => id)];
  const facts = entries.map(({ fact }) => fact);
  const roles = rolesToTell(subject, facts);
  const warned = facts.flatMap((fact) => (fact.kind === 'promiseWarned' ? [fact.promiseId] : []));
  const opened = facts.flatMap((fact) => (fact.kind === 'promiseOpened' ? [fact.promise] : []));
  const warnedRoles = opened.filter(({ id }) => warned.includes(id)).map(({ owedBy }) => owedBy);
  const undone = facts.flatMap((fact) => (fact.kind === 'actionUndone' ? [fact.undoes] : []));
  const tells = roles.length > 0 || warned.length > 0;
  const ids = tells
    ? [...Object.values(subject.team), ...opened.flatMap(({ assignee }) => assignee ?? [])]
    : [];
  const [read] = await tx.$queryRaw<Read[]>`
    WITH RECURSIVE concerned AS (
      SELECT * FROM promise WHERE subject_id = ${subject.id}
        AND (id = ANY (${named}::text[]) OR (${allPromises}::boolean AND state = 'open'))
    ), warned AS (
      SELECT owed_by, assignee_id FROM concerned WHERE id = ANY (${warned}::text[])
    ), known AS (
      SELECT person.* FROM person WHERE active AND (
        id = ANY (${ids}::text[]) OR id IN (SELECT assignee_id FROM warned)
        OR roles && (${[...roles, ...warnedRoles]}::text[] || coalesce((SELECT array_agg(owed_by) FROM warned), '{}')))
      UNION
      SELECT deputy.* FROM known JOIN person AS deputy ON deputy.id = known.deputy_id AND deputy.active
    )
    SELECT
      (SELECT max(writer_seq) FROM journal_entry
        WHERE subject_id = ${subject.id} AND writer = ${writer}) AS "lastWriterSeq",
      EXISTS (SELECT FROM journal_entry
        WHERE subject_id = ${subject.id} AND writer = ${asideOf(writer, 0).writer}) AS "hasSetAside",
      (SELECT jsonb_object_agg(id, body) FROM command
        WHERE subject_id = ${subject.id} AND id = ANY (${entries.flatMap(({ commandId }) => commandId ?? [])}::text[])) AS commands,
      (SELECT jsonb_object_agg(id, name) FROM person WHERE id = ANY (${entries.flatMap(peopleIn)}::text[])) AS names,
      (SELECT jsonb_agg(to_jsonb(concerned)) FROM concerned) AS promises,
      (SELECT jsonb_agg(to_jsonb(escalation)) FROM escalation WHERE subject_id = ${subject.id}
        AND (id = ANY (${named}::text[]) OR (promise_id = ANY (${named}::text[]) AND state <> 'resolved'))) AS escalations,
      (SELECT jsonb_agg(to_jsonb(track)) FROM track
        WHERE engagement_id = ${subject.id} AND id = ANY (${named}::text[])) AS tracks,
      (SELECT jsonb_agg(to_jsonb(plan_task)) FROM plan_task
        WHERE promise_id IN (SELECT id FROM concerned)) AS tasks,
      (SELECT jsonb_agg(to_jsonb(effect)) FROM effect WHERE engagement_id = ${subject.id}
        AND (promise_id = ANY (${named}::text[]) OR key = ANY (${undone}::text[]))) AS effects,
      (SELECT jsonb_agg(jsonb_build_object('id', id, 'name', name, 'roles', roles, 'deputy_id', deputy_id,
        'away_from', away_from, 'away_until', away_until)) FROM known) AS people`;
  const promises = (read?.promises ?? []).map((row) => fromColumns<PromiseRow>(row));
  const escalations = (read?.escalations ?? []).map((row) => fromColumns<EscalationRow>(row));
  const tracks = (read?.tracks ?? []).map((row) => fromColumns<TrackRow>(row));
  const tasks = (read?.tasks ?? []).map((row) => fromColumns<PlanTaskRow>(row));
  const effects = (read?.effects ?? []).map((row) => fromColumns<EffectRow>(row));
  const people = (read?.people ?? []).map((row) => fromColumns<Colleague>(row));
  return {
    model: new Model(subject, {
      promise: new Map(promises.map((row) => [row.id, row])),
      escalation: new Map(escalations.map((row) => [row.id, row])),
      track: new Map(tracks.map((row) => [row.id, row])),
      planTask: new Map(tasks.map((row) => [row.promiseId, row])),
      effect: new Map(effects.map((row) => [row.key, row])),
    }),
    background: {
      lastWriterSeq: read?.lastWriterSeq ?? 0,
      hasSetAside: read?.hasSetAside ?? false,
      commands: new Map(Object.entries(read?.commands ?? {})),
      names: new Map(Object.entries(read?.names ?? {})),
      people: new Map(people.map((person) => [person.id, person])),
    },
  };
}

/** The promises, escalations, tracks and tasks that an entry names. */
function idsIn({ fact }: JournalEntry): string[] {
  return [
    ...('promiseId' in fact ? [fact.promiseId] : []),
    ...('escalationId' in fact ? [fact.escalationId] : []),
    ...('trackId' in fact ? [fact.trackId] : []),
    ...('promiseIds' in fact ? fact.promiseIds : []),
    ...(fact.kind === 'promiseOpened' ? [fact.promise.id] : []),
  ];
}

function peopleIn({ actor, fact }: JournalEntry): string[] {
  return [
    ...(actor.kind === 'person' ? [actor.id] : []),
    ...('personId' in fact && fact.personId ? [fact.personId] : []),
    ...('insteadOf' in fact && fact.insteadOf ? [fact.insteadOf.personId] : []),
  ];
}
