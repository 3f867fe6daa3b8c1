import type { Notice } from '../../src/database/generated/client';
import { DUE_SOON, FOR_INFORMATION, TAKEN_BACK } from '../../src/post/domain/post';
import { allowedFrom } from '../../src/post/domain/quiet-hours';
import { shippedDesk } from '../support/shipped-desk';
import type { SentMail } from '../vendors/google';
import type { ChatMessage } from '../vendors/slack';
import type { Books, Person, Subject } from './books';
import { type Finding, repeated } from './finding';

const CRISIS = 4;
/** How a line names the promise that it is about; what stands still is named otherwise. */
const PROMISE = /"\S.* \(([A-Z]+-\d+), /;
const TAKES_BACK = 'It did not come to this';

/** Everybody whom a journal names as told has one notice of it, and nobody has one of which no journal knows. */
export function judgeNotices({ subjects, notices }: Books): Finding[] {
  const expected = subjects.flatMap((subject) =>
    noticesTold(subject).map((id) => ({ id, subjectId: subject.id })),
  );
  const there = new Set(notices.map(({ id }) => id));
  const told = new Set(expected.map(({ id }) => id));
  return [
    ...repeated(expected, ({ id }) => id).map(({ first, times }) => ({
      fault: 'doubled' as const,
      subjectId: first.subjectId,
      what: `the journal tells ${times} times of ${first.id}`,
    })),
    ...expected
      .filter(({ id }) => !there.has(id))
      .map(({ id, subjectId }) => ({ fault: 'lost' as const, subjectId, what: `nobody tells ${id}` })),
    ...notices
      .filter(({ id, reason }) => !told.has(id) && reason !== TAKEN_BACK)
      .map(({ id, subjectId }) => ({
        fault: 'doubled' as const,
        subjectId,
        what: `${id} is told, and no journal knows of it`,
      })),
  ];
}

/** The notices that follow from a journal, by their ids. */
function noticesTold({ counting }: Subject): string[] {
  return counting.flatMap(({ kind, at, data }) => {
    const told = (data['told'] ?? []) as string[];
    const promiseId = String(data['promiseId']);
    const level = Number(data['level']);
    switch (kind) {
      case 'escalationRaised':
      case 'escalationClimbed': {
        const crisis = level === CRISIS ? `/${Date.parse(at)}` : '';
        return told.map((person) => `${String(data['escalationId'])}/${level}${crisis}/${person}`);
      }
      case 'escalationHeard':
        return told.map(
          (person) => `${String(data['escalationId'])}/${level}${climbOf(counting, data)}/${person}`,
        );
      case 'promiseWarned':
        return told.map((person) => `${promiseId}/warning/${Date.parse(at)}/${person}`);
      case 'promiseKept':
      case 'promiseWaived':
      case 'promiseCancelled':
        return told.map((person) => `${promiseId}/informed/${person}`);
      case 'meetingChanged':
        return told.map((person) => `${promiseId}/${String(data['how'])}/${Date.parse(at)}/${person}`);
      default:
        return [];
    }
  });
}

/** A crisis may be told again, so its instant is part of it; whoever hears of it later hears of that very climb. */
function climbOf(journal: Subject['counting'], { escalationId, level }: Record<string, unknown>): string {
  if (level !== CRISIS) return '';
  const climb = journal.findLast(
    ({ kind, data }) =>
      (kind === 'escalationRaised' || kind === 'escalationClimbed') &&
      data['escalationId'] === escalationId &&
      data['level'] === level,
  );
  return `/${Date.parse(climb?.at ?? '')}`;
}

/** What each person reads in mails and chat is what was to be told to them: each thing in one message, once. */
export function judgeMessages(
  { subjects, people, notices, readAtMs }: Books,
  mails: readonly SentMail[],
  chat: readonly ChatMessage[],
): Finding[] {
  const emails = new Map(people.map(({ id, email }) => [id, email]));
  const balance = new Map<string, number>();
  const takenBack = new Set<string>();
  const count = (key: string, by: number) => balance.set(key, (balance.get(key) ?? 0) + by);
  for (const { to, text } of mails) {
    for (const line of told(text)) count(`${to}: ${line}`, 1);
  }
  for (const notice of notices) {
    const line = `${emails.get(notice.personId) ?? ''}: ${reasonOf(notice)} ${matterIn(notice.text)}`;
    if (notice.reason === TAKEN_BACK) takenBack.add(line);
    else if (notice.state === 'sent') count(line, -1);
  }
  const engagements = subjects.filter(({ of }) => of === 'engagements');
  const references = new Set(engagements.map(({ reference }) => reference));
  const isOurs = (line: string) => references.has(PROMISE.exec(line)?.[1] ?? '');
  return [
    ...[...balance].flatMap(([line, surplus]): Finding[] => {
      if (!isOurs(line)) return [];
      // What is taken back was sent, or on its way, and its own notice is gone.
      if (surplus === 0 || (surplus === 1 && takenBack.has(line))) return [];
      const what = `${line} stands in mails ${Math.abs(surplus)} times too ${surplus > 0 ? 'often' : 'seldom'}`;
      return [{ fault: surplus > 0 ? 'doubled' : 'lost', subjectId: '', what }];
    }),
    ...chatToldTwice(notices, chat, emails, isOurs),
    ...notices
      .filter((notice) => isForgotten(notice, people, readAtMs))
      .map(({ id, subjectId, state }) => ({
        fault: 'lost' as const,
        subjectId,
        what: `${id} is ${state}, and everything rests`,
      })),
  ];
}

/** A crisis is told in the chat too; when the chat cannot be reached, the mail has told it. */
function chatToldTwice(
  notices: readonly Notice[],
  chat: readonly ChatMessage[],
  emails: ReadonlyMap<string, string>,
  isOurs: (line: string) => boolean,
): Finding[] {
  const left = new Map<string, number>();
  const count = (key: string, by: number) => left.set(key, (left.get(key) ?? 0) + by);
  for (const { personId, level, text } of notices) {
    if (level >= CRISIS) count(`${emails.get(personId) ?? ''}: ${matterIn(text)}`, 1);
  }
  for (const { to, text } of chat) {
    if (to === null) continue;
    for (const line of told(text).filter((one) => one.startsWith('Crisis '))) {
      count(`${to}: ${line.replace('Crisis ', '')}`, -1);
    }
  }
  return [...left]
    .filter(([line, surplus]) => surplus < 0 && isOurs(line))
    .map(([line]) => ({ fault: 'doubled', subjectId: '', what: `${line} was told too often in the chat` }));
}

/**
 * Sent, given up because the person has no address, or withdrawn since it was settled: else it must wait for a morning.
 * @param withinMs from when on a morning to come is taken for come already, in milliseconds of product time
 */
export function isForgotten(
  { state, personId, urgent, createdAt }: Notice,
  people: readonly Person[],
  nowMs: number,
  withinMs = 0,
): boolean {
  if (!['pending', 'announced', 'claimed'].includes(state)) return false;
  const timeZone = people.find(({ id }) => id === personId)?.timeZone ?? 'Etc/UTC';
  const { quietHours } = shippedDesk();
  return (
    urgent || allowedFrom(Math.max(nowMs, createdAt.getTime()), timeZone, quietHours) <= nowMs + withinMs
  );
}

/** For what a notice was sent, or that which it takes back. */
function reasonOf({ reason, level, text }: Notice): string {
  if (reason !== TAKEN_BACK) return reason;
  if (level > 0) return level < CRISIS ? `Level ${level}` : 'Crisis';
  return waitingReason(text.replace(`${TAKES_BACK}: `, ''));
}

/** Of what can wait for a morning, a warning begins with its deadline or its title, and any other news with what it is. */
function waitingReason(line: string): string {
  return /^(Was due |Due |")/.test(line) ? DUE_SOON : FOR_INFORMATION;
}

/** Everything that the lines of a message tell: its reason and what it is about. */
function told(text: string): string[] {
  return [...text.matchAll(/^- (.*?)\r?$/gm)].flatMap(([, line = '']) =>
    reasonsIn(line).map((reason) => `${reason} ${matterIn(line)}`),
  );
}

/** All levels that were reached, or the one thing that the line begins with. */
function reasonsIn(line: string): string[] {
  const levels = [...line.matchAll(/(Level \d|Crisis) on /g)].map(([, level]) => level ?? '');
  if (line.startsWith(TAKES_BACK)) return [];
  if (levels.length > 0) return levels;
  return [/^(Level \d|Crisis)(?: declared)?: /.exec(line)?.[1] ?? waitingReason(line)];
}

/** The title and the reference. */
function matterIn(line: string): string {
  return /".*?\)/.exec(line)?.[0] ?? line;
}
