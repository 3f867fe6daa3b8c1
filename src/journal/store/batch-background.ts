import type { JournalEntry, RecordRequest } from '../domain/journal';
import type { Connection } from '../../database/database';

/** What a batch of facts is read against, besides its subject. */
export interface BatchBackground {
  /** The writer's newest number in this journal; 0 when it has written nothing yet. */
  lastWriterSeq: number;
  /** The bodies of the commands that led to the facts, by command id. */
  commands: Map<string, Record<string, unknown>>;
  /** The names of the people who appear in the facts, by their ids. */
  names: Map<string, string>;
}

/**
 * Reads all of it in one statement: every fact of every engagement comes by here, and each statement costs the worker
 * more than it costs the database. To be called when the subject is locked, so that no other batch of the same writer
 * is under way.
 */
export async function readBackground(tx: Connection, request: RecordRequest): Promise<BatchBackground> {
  const { subject, writer, entries } = request;
  const commandIds = entries.flatMap((entry) => entry.commandId ?? []);
  const personIds = entries.flatMap(peopleIn);
  const [row] = await tx.$queryRaw<
    {
      lastWriterSeq: number | null;
      commands: Record<string, Record<string, unknown>> | null;
      names: Record<string, string> | null;
    }[]
  >`
    SELECT
      (SELECT max(writer_seq) FROM journal_entry
        WHERE subject_id = ${subject.id} AND writer = ${writer}) AS "lastWriterSeq",
      (SELECT jsonb_object_agg(id, body) FROM command
        WHERE subject_id = ${subject.id} AND id = ANY (${commandIds}::text[])) AS commands,
      (SELECT jsonb_object_agg(id, name) FROM person WHERE id = ANY (${personIds}::text[])) AS names`;
  return {
    lastWriterSeq: row?.lastWriterSeq ?? 0,
    commands: new Map(Object.entries(row?.commands ?? {})),
    names: new Map(Object.entries(row?.names ?? {})),
  };
}

function peopleIn(entry: JournalEntry): string[] {
  const { actor, fact } = entry;
  return [
    ...(actor.kind === 'person' ? [actor.id] : []),
    ...('personId' in fact && fact.personId !== null ? [fact.personId] : []),
    ...('insteadOf' in fact && fact.insteadOf ? [fact.insteadOf.personId] : []),
  ];
}
