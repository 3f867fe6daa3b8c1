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
  let next = 0;
  for (const row of inOrder(history.rows)) {
    for (; (terms[next]?.seq ?? Infinity) < row.seq; next += 1) {
      applyNext();
    }
    fold(model, entryOf(row), declaration);
  }
  for (; next < terms.length; next += 1) {
    applyNext();
  }
  return model;

  function applyNext(): void {
    const term = terms[next];
    if (term) {
      applyTerm(model, term);
    }
  }
}

const SET_ASIDE = '~until-';

/** Under which name a writer's entries are set aside that did not come to pass. */
export function asideOf(writer: string, lastSeq: number): string {
  return `${writer}${SET_ASIDE}${lastSeq}`;
}

/**
 * The entries that count, in the order in which they happened. What a writer told again at another place keeps its
 * number in the journal, so each writer's entries stand in that writer's own order at the places that it has.
 */
function inOrder(rows: readonly WrittenRow[]): WrittenRow[] {
  const counting = rows.filter(({ writer }) => !writer.includes(SET_ASIDE));
  return [...groupBy(counting, ({ writer }) => writer).values()]
    .flatMap((own) => {
      const places = own.map(({ seq }) => seq).toSorted((a, b) => a - b);
      const inOwnOrder = own.toSorted((a, b) => a.writerSeq - b.writerSeq);
      return inOwnOrder.map((row, index) => ({ ...row, seq: places[index] ?? row.seq }));
    })
    .toSorted((a, b) => a.seq - b.seq);
}
