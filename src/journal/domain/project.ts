import type { Actor } from '../../fact/domain/actor';
import type { Directory } from '../../people/domain/listeners';
import type { Told } from './entry';
import { type AnySubject, applyTerm, type ComputedTerm, fold } from './fold';
import { listenersTo } from './listeners';
import type { Consequence, Model } from './model';
import type { PromiseFact } from './promise-facts';
import type { Words } from './words';

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
    const told = toldOf(model, { ...entry, writer }, background);
    fold(model, told, declaration);
    const summary = summaryOf(model, told, { declaration, background, words });
    const data = { ...dataOf(told), ...(seq === 1 ? { [BORN]: { ...own, updatedAt } } : {}) };
    const { atMs, actor, fact } = entry;
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
  const listeners = listenersTo(model, entry.fact as PromiseFact, background.people, entry.atMs);
  return { ...same, stated: stated ?? {}, ...(listeners ?? { told: [], instead: [] }) };
}

/** The fact itself, and what belongs to it for ever. */
function dataOf({ fact, commandId, stated, told, instead }: Told): Record<string, unknown> {
  const { kind: _kind, ...said } = fact;
  return {
    ...said,
    ...(told.length > 0 ? { told } : {}),
    ...(instead.length > 0 ? { instead } : {}),
    ...(commandId ? { commandId, stated } : {}),
  };
}

/** The entry that `dataOf` made this of. */
export function entryOf(row: Omit<JournalRow, 'summary' | 'seq' | 'writerSeq'> & { writer: string }): Told {
  const { told = [], instead = [], stated = {}, commandId, [BORN]: _born, ...said } = row.data;
  return {
    atMs: row.atMs,
    actor: row.actor,
    writer: row.writer,
    fact: { kind: row.kind, ...said },
    stated: stated as Record<string, unknown>,
    told: told as string[],
    instead: instead as string[],
    ...(typeof commandId === 'string' ? { commandId } : {}),
  };
}

function summaryOf(
  model: Model,
  entry: Told,
  {
    declaration,
    background: { names, people },
    words,
  }: { declaration: AnySubject; background: Background; words: Words<{ kind: string }> },
): string {
  const nameOf = (id: string) => names.get(id) ?? people.get(id)?.name ?? 'somebody who has left';
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
    words: wordsOf(entry.stated, declaration.remarks?.(model, entry) ?? []),
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

const FREE_TEXTS = ['reason', 'note', 'findings', 'text', 'rootCause', 'solution', 'comment', 'items'];

/** The free text of a fact: what somebody said in their own words, and what there is to remark. */
function wordsOf(stated: Readonly<Record<string, unknown>>, remarks: string[]): string | null {
  const texts = FREE_TEXTS.flatMap((name) => stated[name]).filter((text) => typeof text === 'string');
  const all = [...texts, ...remarks].filter((text) => text !== '');
  return all.length > 0 ? all.join('; ') : null;
}
