import type { Verdict } from '../judge/judge';
import type { Fault, Finding } from '../judge/finding';

/** What came of an ordeal. */
export interface Outcome {
  /** The figures of its row in a table, by their column; counts of findings are added to it. */
  row: Record<string, string | number>;
  verdict: Verdict;
  /** Where an engagement stands, to look into a finding. */
  standOf: (subjectId: string) => Promise<string>;
}

const FAULTS: Fault[] = ['lost', 'doubled', 'standing still'];
const SHOWN_AT_MOST = 40;
const LOOKED_INTO = 3;

/** The figures of the ordeal with the counts of what was found. */
export function rowOf({ row, verdict: { findings } }: Outcome): Record<string, string | number> {
  const counts = FAULTS.map((fault) => [fault, findings.filter((found) => found.fault === fault).length]);
  return { ...row, ...Object.fromEntries(counts) };
}

/** The row as a table of Markdown, with its head. */
export function markdown(row: Record<string, string | number>): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const names = Object.keys(row);
  return [line(names), line(names.map(() => '---')), line(Object.values(row))].join('\n');
}

/** Everything that was found, and for the first few where the engagement stands. */
export async function explain({ verdict: { findings }, standOf }: Outcome): Promise<string> {
  const shown = findings.slice(0, SHOWN_AT_MOST).map(describe);
  const more = findings.length - shown.length;
  const subjects = [...new Set(findings.map(({ subjectId }) => subjectId))].filter((id) => id !== '');
  const stands: string[] = [];
  for (const id of subjects.slice(0, LOOKED_INTO)) {
    stands.push(`\n${id}\n${await standOf(id).catch(String)}`);
  }
  return [...shown, ...(more > 0 ? [`... and ${more} more`] : []), ...stands].join('\n');
}

function describe({ fault, subjectId, what }: Finding): string {
  return `${fault.toUpperCase()} ${subjectId === '' ? '' : `${subjectId}: `}${what}`;
}
