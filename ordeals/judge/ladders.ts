import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../../src/settings/project-root';
import type { JournalLine } from '../support/installation-api';
import type { Books, Subject } from './books';
import type { Finding } from './finding';

const HOUR_MS = 3_600_000;
const CRISIS = 4;
/** Instants are kept to the second in some places and to the millisecond in others. */
const TOLERANCE_MS = 1_500;

/** From level to the hours that it has to respond, read without the product's own reader. */
type Rungs = Map<number, number>;

interface Climb {
  level: number;
  atMs: number;
}

/**
 * Every ladder of an engagement climbs from the deadline on, level by level, each at the instant that the playbook gives
 * it, however long the installation was away, and each once.
 */
export function judgeLadders({ subjects }: Books): Finding[] {
  const rungs = readRungs();
  return subjects
    .filter(({ of }) => of === 'engagements')
    .flatMap((subject) => escalationsOf(subject).flatMap((id) => judgeOne(subject, id, rungs)));
}

function escalationsOf({ counting }: Subject): string[] {
  return counting
    .filter(({ kind }) => kind === 'escalationRaised' || kind === 'escalationClimbed')
    .map(({ data }) => String(data['escalationId']))
    .filter((id, index, all) => all.indexOf(id) === index);
}

function judgeOne(subject: Subject, escalationId: string, rungs: Rungs): Finding[] {
  const { counting: journal } = subject;
  const lines = journal.filter(({ data }) => data['escalationId'] === escalationId);
  const promiseId = lines[0]?.data['promiseId'];
  // A clock that was stopped, or moved by somebody, climbs at instants that the journal alone does not tell.
  const isMoved = journal.some(
    ({ kind, data }) =>
      data['promiseId'] === promiseId &&
      ['promisePaused', 'deadlineExtended', 'escalationAcknowledged', 'promiseRetargeted'].includes(kind),
  );
  const climbs = lines.flatMap(({ kind, at, data }): Climb[] =>
    kind === 'escalationRaised' || kind === 'escalationClimbed'
      ? [{ level: Number(data['level']), atMs: Date.parse(at) }]
      : [],
  );
  // What was told again after a worker had died keeps its place in the journal.
  climbs.sort((a, b) => a.atMs - b.atMs || a.level - b.level);
  const term = termOf(journal, String(promiseId));
  return climbs.flatMap(({ level, atMs }, index): Finding[] => {
    const before = climbs[index - 1];
    const say = (fault: Finding['fault'], what: string): Finding[] => [
      { fault, subjectId: subject.id, what: `${escalationId}: ${what}` },
    ];
    if (climbs.findIndex((other) => other.level === level) < index && level < CRISIS) {
      return say('doubled', `level ${level} was told again`);
    }
    if (level !== Math.min((before?.level ?? 0) + 1, CRISIS)) {
      return say('lost', `level ${level} follows ${before?.level ?? 'the deadline'}`);
    }
    if (isMoved || !term || before?.level === CRISIS) {
      return [];
    }
    const respondMs = (rungs.get(before?.level ?? 0) ?? 0) * HOUR_MS;
    const dueMs = before ? before.atMs + Math.min(respondMs, term.lengthMs) : term.brokenMs;
    return Math.abs(atMs - dueMs) <= TOLERANCE_MS
      ? []
      : say('lost', `level ${level} stands at ${iso(atMs)}, and was due at ${iso(dueMs)}`);
  });
}

/** How long a promise had, and when that was over. */
function termOf(
  journal: readonly JournalLine[],
  promiseId: string,
): { brokenMs: number; lengthMs: number } | null {
  const opened = journal.find(
    ({ kind, data }) => kind === 'promiseOpened' && (data['promise'] as { id: string }).id === promiseId,
  );
  const broken = journal.find(
    ({ kind, data }) => kind === 'promiseBroken' && data['promiseId'] === promiseId,
  );
  if (!opened || !broken) {
    return null;
  }
  const brokenMs = Date.parse(broken.at);
  return { brokenMs, lengthMs: brokenMs - Date.parse(opened.at) };
}

function readRungs(): Rungs {
  const text = readFileSync(join(projectRoot(), 'playbooks', 'client-delivery.yaml'), 'utf8');
  const { ladder } = parse(text) as { ladder: { levels: { level: number; respondWithin: string }[] } };
  return new Map(
    ladder.levels.map(({ level, respondWithin }) => [level, Number(/^(\d+) h$/.exec(respondWithin)?.[1])]),
  );
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
