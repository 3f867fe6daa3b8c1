import type { JournalFact } from '../../src/subject/domain/subjects';
import { AT, opened } from './told';

/** Random numbers from a seed, the same on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One telling of a writer: its facts in order, cut into batches. */
export type Telling = JournalFact[][];

/**
 * What a writer tells who dies again and again: each telling begins with what Temporal knows for sure of the one before
 * it, goes on with the rest in another order, with other news in between or without some of it, and is itself cut off
 * anywhere but for the last.
 */
export function randomTellings(random: () => number): Telling[] {
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  let facts = possible(randomStory(random));
  const tellings: Telling[] = [];
  const deaths = 1 + upTo(3);
  for (let death = 0; death < deaths; death += 1) {
    const told = upTo(facts.length);
    tellings.push(cut(facts.slice(0, told), random));
    const sure = upTo(told);
    facts = possible([...facts.slice(0, sure), ...changed(facts.slice(sure), random)]);
  }
  return [...tellings, cut(facts, random)];
}

const ANSWERS = ['acknowledge', 'resolve'] as const;
const OTHERS = ['pause', 'resume', 'extend', 'reassign', 'other'] as const;
const KINDS = ['open', 'end', 'climb', ...ANSWERS, ...OTHERS] as const;

/** Promises that open, climb, pause and end, as far as each can at its place. */
function randomStory(random: () => number): JournalFact[] {
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)];
  const facts: JournalFact[] = [];
  const open: string[] = [];
  const levels = new Map<string, number>();
  const length = 4 + Math.floor(random() * 16);
  for (let number = 0; facts.length < length; number += 1) {
    const promiseId = pick(open);
    const kind = pick(KINDS) ?? 'open';
    if (kind === 'open' || promiseId === undefined) {
      open.push(`prm_${number}`);
      facts.push(opened(`prm_${number}`));
    } else if (kind === 'end') {
      open.splice(open.indexOf(promiseId), 1);
      facts.push(ending(promiseId, random));
    } else if (kind === 'climb') {
      const level = (levels.get(promiseId) ?? 0) + 1;
      levels.set(promiseId, level);
      if (level <= 3) facts.push(climb(promiseId, level as 1 | 2 | 3));
    } else if (kind === 'acknowledge' || kind === 'resolve') {
      facts.push(answer(kind, promiseId));
    } else {
      facts.push(other(kind, promiseId, number));
    }
  }
  return facts;
}

function ending(promiseId: string, random: () => number): JournalFact {
  const title = 'Do the work';
  const which = random();
  if (which < 0.5)
    return { kind: 'promiseKept', promiseId, title, late: which < 0.25, signal: 'stepCompleted' };
  if (which < 0.75) return { kind: 'promiseWaived', promiseId, title, signal: 'silence' };
  return { kind: 'promiseCancelled', promiseId, title, why: 'it was called off' };
}

function climb(promiseId: string, level: 1 | 2 | 3): JournalFact {
  return {
    kind: level === 1 ? 'escalationRaised' : 'escalationClimbed',
    escalationId: promiseId.replace('prm', 'esc'),
    promiseId,
    title: 'Do the work',
    level,
    roles: ['account-manager'],
    late: false,
  };
}

/** Of an escalation that there may be none of: then nothing comes of it. */
function answer(kind: (typeof ANSWERS)[number], promiseId: string): JournalFact {
  const escalationId = promiseId.replace('prm', 'esc');
  return kind === 'acknowledge'
    ? { kind: 'escalationAcknowledged', escalationId, promiseId, nextUpdateAtMs: AT }
    : { kind: 'escalationResolved', escalationId, promiseId, why: 'it is settled' };
}

function other(kind: (typeof OTHERS)[number], promiseId: string, number: number): JournalFact {
  switch (kind) {
    case 'pause':
      return { kind: 'promisePaused', promiseId };
    case 'resume':
      return { kind: 'promiseResumed', promiseId };
    case 'extend':
      return { kind: 'promiseRetargeted', promiseId, title: 'Do the work' };
    case 'reassign':
      return { kind: 'reassigned', role: 'operations-manager', personId: `person-${number % 3}` };
    case 'other':
      return number % 2 === 0 ? { kind: 'engagementHeld' } : { kind: 'engagementResumed' };
  }
}

/** The rest of a story as it is played again: parts of it swapped, left out, or with news in between. */
function changed(facts: JournalFact[], random: () => number): JournalFact[] {
  const again = [...facts];
  for (let times = Math.floor(random() * 4); times > 0 && again.length > 1; times -= 1) {
    const [moved] = again.splice(Math.floor(random() * again.length), 1);
    if (moved && random() < 0.8) again.splice(Math.floor(random() * (again.length + 1)), 0, moved);
  }
  if (random() < 0.6) {
    const news: JournalFact = {
      kind: 'factIgnored',
      signal: 'meetingHeld',
      reason: `${Math.floor(random() * 3)}`,
    };
    again.splice(Math.floor(random() * (again.length + 1)), 0, news);
  }
  return again;
}

/** What a workflow can tell: of a promise nothing before it is opened or after it has ended, and levels in their order. */
function possible(facts: JournalFact[]): JournalFact[] {
  const levels = new Map<string, number>();
  return facts.filter((fact) => {
    if (fact.kind === 'promiseOpened') {
      levels.set(fact.promise.id, 0);
      return true;
    }
    if (!('promiseId' in fact)) {
      return true;
    }
    const level = levels.get(fact.promiseId);
    if (level === undefined) {
      return false;
    }
    if ('level' in fact) {
      levels.set(fact.promiseId, level + 1);
      return fact.level === level + 1;
    }
    if (/^promise(Kept|Waived|Cancelled)$/.test(fact.kind)) levels.delete(fact.promiseId);
    return true;
  });
}

function cut(facts: JournalFact[], random: () => number): Telling {
  const batches: Telling = [];
  for (let from = 0; from < facts.length; ) {
    const size = 1 + Math.floor(random() * 5);
    batches.push(facts.slice(from, from + size));
    from += size;
  }
  return batches;
}
