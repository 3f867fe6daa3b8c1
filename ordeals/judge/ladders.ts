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

/** What every invitation to a meeting is called; it is due within a day. */
const INVITATION = 'Invite to: ';

interface RawStep {
  id: string;
  within: string;
}

interface RawPlaybook {
  ladder: { levels: { level: number; respondWithin: string }[] };
  stages: Record<string, { steps?: RawStep[]; tracks?: { steps: RawStep[] }[] }>;
}

/** The playbook's own numbers, read without the product's reader. */
interface Numbers {
  /** From level to the hours that it has to respond. */
  rungs: Map<number, number>;
  /** From step to how long its promise has. */
  withinMs: Map<string, number>;
}

interface Climb {
  level: number;
  atMs: number;
}

/**
 * Every ladder of an engagement climbs from the deadline on, level by level, each at the instant that the playbook gives
 * it, however long the installation was away, and each once.
 */
export function judgeLadders({ subjects }: Books): Finding[] {
  const numbers = readNumbers();
  return subjects
    .filter(({ of }) => of === 'engagements')
    .flatMap((subject) => escalationsOf(subject).flatMap((id) => judgeOne(subject, id, numbers)));
}

function escalationsOf({ counting }: Subject): string[] {
  return counting
    .filter(({ kind }) => kind === 'escalationRaised' || kind === 'escalationClimbed')
    .map(({ data }) => String(data['escalationId']))
    .filter((id, index, all) => all.indexOf(id) === index);
}

function judgeOne(subject: Subject, escalationId: string, numbers: Numbers): Finding[] {
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
  const term = termOf(journal, String(promiseId), numbers);
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
    const respondMs = (numbers.rungs.get(before?.level ?? 0) ?? 0) * HOUR_MS;
    const dueMs = before
      ? term.lengthsMs.map((lengthMs) => before.atMs + Math.min(respondMs, lengthMs))
      : [term.brokenMs];
    return dueMs.some((instant) => Math.abs(atMs - instant) <= TOLERANCE_MS)
      ? []
      : say('lost', `level ${level} stands at ${iso(atMs)}, and was due at ${dueMs.map(iso).join(' or ')}`);
  });
}

/**
 * When a promise's deadline passed, and how long it had: by the playbook, or from its opening on. What was told again
 * after a worker had died keeps the instant at which it was told first, so of an opening that may be another one.
 */
function termOf(
  journal: readonly JournalLine[],
  promiseId: string,
  { withinMs }: Numbers,
): { brokenMs: number; lengthsMs: number[] } | null {
  const opened = journal.find(
    ({ kind, data }) => kind === 'promiseOpened' && openingIn(data).id === promiseId,
  );
  const broken = journal.find(
    ({ kind, data }) => kind === 'promiseBroken' && data['promiseId'] === promiseId,
  );
  if (!opened || !broken) {
    return null;
  }
  const brokenMs = Date.parse(broken.at);
  const { step = '', title = '' } = openingIn(opened.data);
  const ruled = title.startsWith(INVITATION) ? 24 * HOUR_MS : withinMs.get(step);
  return { brokenMs, lengthsMs: [brokenMs - Date.parse(opened.at), ...(ruled === undefined ? [] : [ruled])] };
}

function openingIn(data: JournalLine['data']): { id: string; step?: string; title?: string } {
  return data['promise'] as { id: string; step?: string; title?: string };
}

function readNumbers(): Numbers {
  const text = readFileSync(join(projectRoot(), 'playbooks', 'client-delivery.yaml'), 'utf8');
  const { ladder, stages } = parse(text) as RawPlaybook;
  const steps = Object.values(stages).flatMap(({ steps: own = [], tracks = [] }) => [
    ...own,
    ...tracks.flatMap((track) => track.steps),
  ]);
  return {
    rungs: new Map(ladder.levels.map(({ level, respondWithin }) => [level, hoursOf(respondWithin)])),
    withinMs: new Map(steps.map(({ id, within }) => [id, hoursOf(within) * HOUR_MS])),
  };
}

function hoursOf(term: string): number {
  const [, count, unit] = /^(\d+) (h|d)$/.exec(term) ?? [];
  return Number(count) * (unit === 'd' ? 24 : 1);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
