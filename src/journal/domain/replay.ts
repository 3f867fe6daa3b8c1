import { groupBy } from './group-by';
import { type AnySubject, applyTerm, type ComputedTerm, fold } from './fold';
import { Model, type SubjectState } from './model';
import { entryOf, type JournalRow } from './project';

/** An entry with the writer that it counts for. */
export type WrittenRow = JournalRow & { writer: string };

/** All that was told of a subject. */
export interface History {
  rows: readonly WrittenRow[];
  /** Computed terms with the number of the entry after which they hold. */
  terms: readonly (ComputedTerm & { seq: number })[];
}

/**
 * The read model of a subject as its journal says it, from the beginning.
 * @param born the subject as it was before its first entry
 */
export function replay(born: SubjectState, history: History, declaration: AnySubject): Model {
  const model = new Model(born);
  const terms = history.terms.toSorted((a, b) => a.seq - b.seq);
  // What is told again may stand at a later place than the term that was computed when it was told first.
  let early: ComputedTerm[] = [];
  let next = 0;
  for (const row of inOrder(history.rows)) {
    while ((terms[next]?.seq ?? Infinity) < row.seq) {
      applyNext();
    }
    fold(model, entryOf(row), declaration);
    if (early.length > 0) {
      const ready = early.filter(({ id }) => hasTerm(model, id));
      early = early.filter((term) => !ready.includes(term));
      for (const term of ready) applyTerm(model, term);
    }
  }
  while (next < terms.length) {
    applyNext();
  }
  return model;

  function applyNext(): void {
    const term = terms[next];
    next += 1;
    if (term && hasTerm(model, term.id)) {
      applyTerm(model, term);
    } else if (term) {
      early.push(term);
    }
  }
}

function hasTerm(model: Model, id: string): boolean {
  return model.get('promise', id) !== undefined || model.get('escalation', id) !== undefined;
}

/** A telling that was given up may be told again; once its writer has come to rest it is given up for good. */
const SET_ASIDE = { forNow: '~set-aside', forGood: '~given-up' } as const;

/** Under which name and number a writer's entry is set aside that did not come to pass. */
export function asideOf(
  writer: string,
  seq: number,
  how: keyof typeof SET_ASIDE = 'forNow',
): { writer: string; writerSeq: number } {
  return { writer: `${writer}${SET_ASIDE[how]}`, writerSeq: seq };
}

/** Whether an entry counts: it was not set aside. */
export function counts({ writer }: Pick<WrittenRow, 'writer'>): boolean {
  return !Object.values(SET_ASIDE).some((name) => writer.endsWith(name));
}

/**
 * The entries that count, in the order in which they happened. What a writer told again at another place keeps its
 * number in the journal, so each writer's entries stand in that writer's own order at the places that it has.
 */
function inOrder(rows: readonly WrittenRow[]): WrittenRow[] {
  const counting = rows.filter(counts);
  return [...groupBy(counting, ({ writer }) => writer).values()]
    .flatMap((own) => {
      const places = own.map(({ seq }) => seq).toSorted((a, b) => a - b);
      const inOwnOrder = own.toSorted((a, b) => a.writerSeq - b.writerSeq);
      return inOwnOrder.map((row, index) => ({ ...row, seq: places[index] ?? row.seq }));
    })
    .toSorted((a, b) => a.seq - b.seq);
}
