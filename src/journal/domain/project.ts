import type { Actor } from '../../fact/domain/actor';
import type { Directory } from '../../people/domain/listeners';
import type { Told } from './entry';
import { type AnySubject, applyTerm, type ComputedTerm, fold } from './fold';
import { namesWhoSaidIt } from '../../post/domain/informed';
import { listenersTo, NOBODY } from './listeners';
import type { Consequence, Model } from './model';
import type { PromiseFact } from './promise-facts';
import { ownWords, type Words } from './words';

/** A fact as a workflow hands it in, numbered by its writer. */
export interface NewEntry {
  seq: number;
  atMs: number;
  actor: Actor;
  commandId?: string;
  fact: { kind: string };
}

/** What a batch is read against. */
export interface Background {
  /** The writer's newest number in this journal; 0 when it has written nothing yet. */
  lastWriterSeq: number;
  /** Whether it has set aside anything that it had told. */
  hasSetAside: boolean;
  /** The bodies of the commands that led to the facts, by command id. */
  commands: ReadonlyMap<string, Record<string, unknown>>;
  /** The names of the people who appear in the facts, by their ids. */
  names: ReadonlyMap<string, string>;
  people: Directory;
}

/** An entry as the journal keeps it. */
export interface JournalRow {
  seq: number;
  writerSeq: number;
  atMs: number;
  kind: string;
  actor: Actor;
  summary: string;
  data: Record<string, unknown>;
}

/**
 * What a batch of facts makes of a subject's read model: pure, the same for the same facts. The model comes with the
 * rows that the facts concern, and leaves with what they have become.
 * @param lastSeq the subject's newest number: the entries are numbered from the next one on
 */
export function project(
  model: Model,
  declaration: AnySubject,
  batch: { writer: string; entries: readonly NewEntry[]; terms: readonly ComputedTerm[]; lastSeq: number },
  background: Background,
  words: Words<{ kind: string }>,
): { rows: JournalRow[]; consequences: readonly Consequence[] } {
  const { writer, entries, terms, lastSeq } = batch;
  const rows = entries.map((entry, index): JournalRow => {
    const seq = lastSeq + index + 1;
    const { own, updatedAt } = model.subject;
    const fact = declaration.asTold?.(model, entry.fact) ?? entry.fact;
    const told = toldOf(model, { ...entry, fact, writer }, background);
    fold(model, told, declaration);
    const summary = summaryOf(model, told, { declaration, background, words });
    const data = { ...dataOf(told), ...(seq === 1 ? { [BORN]: { ...own, updatedAt } } : {}) };
    const { atMs, actor } = entry;
    return { seq, writerSeq: entry.seq, atMs, kind: fact.kind, actor, summary, data };
  });
  for (const term of terms) {
    applyTerm(model, term);
  }
  return { rows, consequences: model.consequences };
}

/** In the data of a journal's first entry: the subject's columns before it, from which the read model can be built. */
export const BORN = 'born';

function toldOf(model: Model, entry: NewEntry & { writer: string }, background: Background): Told {
  const { seq: _seq, ...same } = entry;
  const stated = entry.commandId ? background.commands.get(entry.commandId) : undefined;
  const fact = entry.fact as PromiseFact;
  const { told, instead } = listenersTo(model, fact, background.people, entry.atMs) ?? NOBODY;
  const statedBy =
    told.length > 0 && namesWhoSaidIt(fact) ? actorName(entry.actor, nameBy(background)) : undefined;
  return { ...same, stated: stated ?? {}, told, instead, ...(statedBy ? { statedBy } : {}) };
}

function nameBy({ names, people }: Background): (id: string) => string {
  return (id) => names.get(id) ?? people.get(id)?.name ?? 'somebody who has left';
}

/** The fact itself, and what belongs to it for ever. */
function dataOf({ fact, commandId, stated, told, instead, statedBy }: Told): Record<string, unknown> {
  const { kind: _kind, ...said } = fact;
  return {
    ...said,
    ...(told.length > 0 ? { told } : {}),
    ...(instead.length > 0 ? { instead } : {}),
    ...(statedBy ? { statedBy } : {}),
    ...(commandId ? { commandId, stated } : {}),
  };
}

/** The entry that `dataOf` made this of. */
export function entryOf(row: Omit<JournalRow, 'summary' | 'seq' | 'writerSeq'> & { writer: string }): Told {
  const { told = [], instead = [], stated = {}, statedBy, commandId, [BORN]: _born, ...said } = row.data;
  return {
    atMs: row.atMs,
    actor: row.actor,
    writer: row.writer,
    fact: { kind: row.kind, ...said },
    stated: stated as Record<string, unknown>,
    told: told as string[],
    instead: instead as string[],
    ...(typeof statedBy === 'string' ? { statedBy } : {}),
    ...(typeof commandId === 'string' ? { commandId } : {}),
  };
}

function summaryOf(
  model: Model,
  entry: Told,
  {
    declaration,
    background,
    words,
  }: { declaration: AnySubject; background: Background; words: Words<{ kind: string }> },
): string {
  const nameOf = nameBy(background);
  const tell = words[entry.fact.kind];
  if (!tell) {
    throw new Error(`No words were declared for the fact ${entry.fact.kind}`);
  }
  return tell(entry.fact, {
    actor: actorName(entry.actor, nameOf),
    roleTitle: (role) => model.subject.rules.roles[role] ?? role,
    personName: nameOf,
    told: entry.told.map(nameOf),
    instead: [...entry.instead],
    words: ownWords(entry.stated, declaration.remarks?.(model, entry) ?? []),
  });
}

function actorName(actor: Actor, nameOf: (id: string) => string): string {
  switch (actor.kind) {
    case 'person':
      return nameOf(actor.id);
    case 'administrator':
      return 'the administrator';
    case 'client':
      return 'the client';
    case 'system':
      return actor.name === 'promisekeeper' ? 'Promisekeeper' : actor.name;
  }
}
