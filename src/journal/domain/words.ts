import type { InsteadOf } from '../../fact/domain/actor';
import { CRISIS, type Level } from '../../promise/domain/ladder/promise-state';

/** What the words of a journal entry need beyond the fact itself: names, which only the database knows. */
export interface Wording {
  /** "Ann Lee", "the client", "Promisekeeper". */
  actor: string;
  roleTitle(role: string): string;
  personName(id: string): string;
  /** Who was told, for an escalation. */
  told: string[];
  /** The roles in which they were told, when nobody has those of the level. */
  instead: string[];
  /** Free text that came with the command: a reason, findings, a comment. */
  words: string | null;
}

/** How each kind of fact is told: one plain sentence. */
export type Words<F extends { kind: string }> = {
  [K in F['kind']]: (fact: Extract<F, { kind: K }>, wording: Wording) => string;
};

export function levelName(level: Level): string {
  return level === CRISIS ? 'Crisis' : `Level ${level}`;
}

/** What the person said about it, as the end of a sentence; nothing when they said nothing. */
export function because({ words }: Pick<Wording, 'words'>): string {
  return words ? `: ${words}` : '';
}

/** By which version of the service desk's rules it is ruled, as the end of a sentence. */
export function underRules({ rules }: { rules: number }): string {
  return `, under version ${rules} of the service desk's rules`;
}

/** Why somebody else has it than was named; nothing when it is whoever was named. */
export function asDeputy(insteadOf: InsteadOf | undefined, wording: Pick<Wording, 'personName'>): string {
  if (insteadOf === undefined) {
    return '';
  }
  const { personId, untilMs } = insteadOf;
  const until = untilMs === null ? '' : ` until ${new Date(untilMs).toISOString()}`;
  return `, deputy of ${wording.personName(personId)}, who is away${until}`;
}

const FREE_TEXTS = [
  'reason',
  'overrideReason',
  'note',
  'findings',
  'text',
  'rootCause',
  'solution',
  'comment',
  'items',
];

/** The free text of a fact: what somebody said in their own words, and what there is to remark. */
export function ownWords(
  stated: Readonly<Record<string, unknown>>,
  remarks: readonly string[],
): string | null {
  const texts = FREE_TEXTS.flatMap((name) => stated[name]).filter((text) => typeof text === 'string');
  const all = [...texts, ...remarks].filter((text) => text !== '');
  return all.length > 0 ? all.join('; ') : null;
}
