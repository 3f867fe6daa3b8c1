import { meetingInWords } from '../../journal/domain/promise-words';
import type { PromiseFact } from '../../journal/domain/promise-facts';
import { ownWords } from '../../journal/domain/words';
import { findStepOrMeeting, type Playbook } from '../../playbook/domain/playbook';
import type { Role } from '../../promise/domain/ladder/rules';

/**
 * The one rule of who is informed, by RACI: the informed parties of a step, or of a meeting of the client strategy cycle
 * (its own, else the playbook's), hear how its promise ended, whichever way that was, and what becomes of its meeting: that
 * it stands in the calendars, was moved, deleted, restored or called off. What was never promised, such as a step that is
 * not needed, an update on an escalation, or what is undone by hand, is news to nobody.
 */
type News = Extract<
  PromiseFact,
  { kind: 'promiseKept' | 'promiseWaived' | 'promiseCancelled' | 'meetingChanged' }
>;

const KINDS: readonly PromiseFact['kind'][] = [
  'promiseKept',
  'promiseWaived',
  'promiseCancelled',
  'meetingChanged',
] satisfies readonly News['kind'][];

/** Whether a fact can be news to informed parties. */
export function isNews(fact: { kind: string }): fact is News {
  return KINDS.some((kind) => kind === fact.kind);
}

/** The roles that hear of it, by the first of these playbooks that knows what it is about. */
export function informedRoles(playbooks: readonly Playbook[], news: News): readonly Role[] {
  const found = findIn(playbooks, news);
  return found ? (found.of.raci?.informed ?? found.playbook.raci.informed ?? []) : [];
}

/** How the one way ended that is no simple keeping, by what settled it. */
const ENDED_OTHERWISE: Readonly<Record<string, string>> = {
  approvalRefused: 'Refused',
  revisionRequested: 'Sent back',
  qualityFailed: 'Not passed',
};

/** Whether whoever hears of it reads by whom, and why, it came to that. */
export function namesWhoSaidIt(fact: PromiseFact): boolean {
  return fact.kind === 'promiseWaived' || (fact.kind === 'promiseKept' && fact.signal in ENDED_OTHERWISE);
}

/** What they read, as far as the first sentence: what it is about follows. */
export function newsText(
  playbooks: readonly Playbook[],
  news: News,
  { stated, statedBy }: { stated: Readonly<Record<string, unknown>>; statedBy?: string },
): string {
  const quoted = `"${news.title}"`;
  const because = (reason: string | null) => (reason === null ? '' : `: ${reason}`);
  const who = statedBy ? `, by ${statedBy}` : '';
  switch (news.kind) {
    case 'promiseKept': {
      const found = findIn(playbooks, news);
      if (news.meeting !== undefined || found?.what === 'meeting') {
        const startAt = news.effect?.refs['startAt'];
        return `In the calendar: "${found?.of.title ?? news.title}"${startAt ? `, ${startAt}` : ''}`;
      }
      const otherwise = ENDED_OTHERWISE[news.signal];
      return otherwise === undefined
        ? `${news.late ? 'Done late' : 'Done'}: ${quoted}`
        : `${otherwise}: ${quoted}${who}${because(ownWords(stated, []))}`;
    }
    case 'promiseWaived':
      // What the product waives by itself has no words but its own.
      return `Waived: ${quoted}${who}${because(ownWords(stated, []) ?? (news.signal === 'paymentWaived' ? null : news.signal))}`;
    case 'promiseCancelled':
      return `Withdrawn: ${quoted}, because ${news.why}`;
    case 'meetingChanged':
      return meetingInWords(news);
  }
}

function findIn(playbooks: readonly Playbook[], news: News) {
  const id = news.kind === 'meetingChanged' ? news.step : (news.step ?? news.meeting);
  for (const playbook of id === undefined ? [] : playbooks) {
    const found = findStepOrMeeting(playbook, id ?? '');
    if (found) {
      return { playbook, ...found };
    }
  }
  return undefined;
}
