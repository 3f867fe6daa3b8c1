import type { MeetingChange, PromiseFact } from './promise-facts';
import { because, levelName, type Wording, type Words } from './words';

/** The facts of promises and ladders in plain sentences. */
export const promiseWords: Words<PromiseFact> = {
  promiseOpened: (fact, wording) =>
    `Promised: ${fact.promise.title} (owed by ${wording.roleTitle(fact.promise.owedBy)})`,
  promiseWarned: (fact) => `Due soon: ${fact.title}`,
  promiseBroken: (fact) => `Late: ${fact.title}`,
  promiseKept: (fact, wording) =>
    fact.effect
      ? `${fact.late ? 'Done late' : 'Done'}: ${fact.title}. ${fact.effect.note}`
      : `${fact.late ? 'Kept late' : 'Kept'}: ${fact.title}, by ${wording.actor}${because(wording)}`,
  promiseWaived: (fact, wording) => `Waived: ${fact.title}, by ${wording.actor}${because(wording)}`,
  promiseCancelled: (fact) => `Withdrawn: ${fact.title}, because ${fact.why}`,
  meetingChanged: (fact) => meetingInWords(fact),
  promisePaused: () => 'A clock was stopped',
  promiseResumed: () => 'A clock goes on',
  deadlineExtended: (fact, wording) =>
    `${wording.actor} moved the deadline of "${fact.title}" to ${new Date(fact.dueAtMs).toISOString()}${because(wording)}`,
  promiseRetargeted: (fact) => `The time for "${fact.title}" is counted anew from its beginning`,
  escalationRaised: (fact, wording) =>
    `${levelName(fact.level)}${fact.late ? ' (late)' : ''}: ${toldWhom(fact.roles, wording)} that "${fact.title}" is late`,
  escalationClimbed: (fact, wording) =>
    `${levelName(fact.level)}${fact.late ? ' (late)' : ''}: ${toldWhom(fact.roles, wording)} that "${fact.title}" is late`,
  escalationHeard: (fact, wording) =>
    `${levelName(fact.level)}: ${wording.personName(fact.personId)}, who answers for it from now on, told that "${fact.title}" is late`,
  escalationResumed: (fact) =>
    `${levelName(fact.level)} goes on: "${fact.title}" is late by the deadline of before; nobody is told again`,
  escalationAcknowledged: (fact, wording) =>
    `${wording.actor} took the escalation on; next update by ${new Date(fact.nextUpdateAtMs).toISOString()}${because(wording)}`,
  escalationResolved: (fact, wording) => `Escalation ended: ${fact.why}${because(wording)}`,
  factIgnored: (fact, wording) =>
    `${wording.actor} stated ${fact.signal}, which changed nothing: ${fact.reason}`,
};

/** What became of a meeting. */
export function meetingInWords({ title, how }: { title: string; how: MeetingChange }): string {
  switch (how) {
    case 'moved':
      return `Moved in the calendar: "${title}"`;
    case 'deleted':
      return `Deleted from the calendar: "${title}"`;
    case 'restored':
      return `In the calendar again: "${title}"`;
    case 'cancelled':
      return `Called off: "${title}"`;
  }
}

function toldWhom(roles: string[], wording: Wording): string {
  const { told, instead } = wording;
  const titlesOf = (names: string[]) => names.map((role) => wording.roleTitle(role)).join(', ');
  const titles = titlesOf(roles);
  if (told.length === 0) {
    return `nobody could be told, because nobody has the role ${titles},`;
  }
  return instead.length > 0
    ? `nobody has the role ${titles}, so ${told.join(', ')} (${titlesOf(instead)}) was told`
    : `${told.join(', ')} (${titles}) told`;
}
