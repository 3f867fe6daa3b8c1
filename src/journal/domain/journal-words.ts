import { CRISIS, type Level } from '../../promise/domain/ladder/promise-state';
import type { JournalFact } from './journal';
import { asDeputy, isServiceFact, summariseService } from './service-words';

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

export function levelName(level: Level): string {
  return level === CRISIS ? 'Crisis' : `Level ${level}`;
}

/** One journal entry as a plain sentence. */
export function summarise(fact: JournalFact, wording: Wording): string {
  if (isServiceFact(fact)) {
    return summariseService(fact, wording);
  }
  const { actor, words } = wording;
  const because = words ? `: ${words}` : '';
  switch (fact.kind) {
    case 'engagementStarted':
      return 'The engagement started';
    case 'stageEntered':
      return `Stage "${fact.title}" began`;
    case 'stageLeft':
      return `Stage "${fact.title}" is done`;
    case 'promiseOpened':
      return `Promised: ${fact.promise.title} (owed by ${wording.roleTitle(fact.promise.owedBy)})`;
    case 'promiseWarned':
      return `Due soon: ${fact.title}`;
    case 'promiseBroken':
      return `Late: ${fact.title}`;
    case 'promiseKept':
      return fact.effect
        ? `${fact.late ? 'Done late' : 'Done'}: ${fact.title}. ${fact.effect.note}`
        : `${fact.late ? 'Kept late' : 'Kept'}: ${fact.title}, by ${actor}${because}`;
    case 'promiseWaived':
      return `Waived: ${fact.title}, by ${actor}${because}`;
    case 'promiseCancelled':
      return `Withdrawn: ${fact.title}, because ${fact.why}`;
    case 'promisePaused':
      return 'A clock was stopped';
    case 'promiseResumed':
      return 'A clock goes on';
    case 'deadlineExtended':
      return `${actor} moved the deadline of "${fact.title}" to ${new Date(fact.dueAtMs).toISOString()}${because}`;
    case 'promiseRetargeted':
      return `The time for "${fact.title}" is counted anew from its beginning`;
    case 'escalationRaised':
    case 'escalationClimbed':
      return `${levelName(fact.level)}${fact.late ? ' (late)' : ''}: ${toldWhom(fact.roles, wording)} that "${fact.title}" is late`;
    case 'escalationHeard':
      return `${levelName(fact.level)}: ${wording.personName(fact.personId)}, who answers for it from now on, told that "${fact.title}" is late`;
    case 'escalationAcknowledged':
      return `${actor} took the escalation on; next update by ${new Date(fact.nextUpdateAtMs).toISOString()}${because}`;
    case 'escalationResolved':
      return `Escalation ended: ${fact.why}${because}`;
    case 'actionDone':
      return `Done: ${fact.title}. ${fact.note}`;
    case 'actionFailed':
      return `Could not be done by itself (${fact.failure}), so it is a task for a person now: ${fact.title}`;
    case 'reminderFailed':
      return `Could not be sent: ${fact.title}`;
    case 'actionUndone':
      return `Undone: ${fact.note}`;
    case 'stepSkipped':
      return `Not needed here: ${fact.title}`;
    case 'answersGiven':
      return `${actor} answered: ${fact.title}`;
    case 'factStated':
      return statement(fact.signal, fact.detail, actor) + because;
    case 'factIgnored':
      return `${actor} stated ${fact.signal}, which changed nothing: ${fact.reason}`;
    case 'engagementHeld':
      return `${actor} put the engagement on hold${because}`;
    case 'engagementResumed':
      return `${actor} resumed the engagement${because}`;
    case 'reassigned':
      return `${wording.personName(fact.personId)} is ${wording.roleTitle(fact.role)} from now on${acting(fact.actingUntilMs)}${asDeputy(fact.insteadOf, wording)}`;
    case 'revisionOpened':
      return `Revision ${fact.round}: the work goes back to delivery`;
    case 'trackOpened':
      return `Delivery began: ${fact.title}`;
    case 'trackEnded':
      return fact.outcome === 'done' ? 'A delivery is done' : 'A delivery was called off';
    case 'engagementCompleted':
      return 'The engagement is complete';
    case 'engagementCancelled':
      return `${actor} called the engagement off${because}`;
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

function acting(untilMs: number | undefined): string {
  return untilMs === undefined ? '' : `, acting until ${new Date(untilMs).toISOString()}`;
}

function statement(signal: string, detail: string, actor: string): string {
  switch (signal) {
    case 'proposalSigned':
      return `The proposal was signed for the ${detail}, stated by ${actor}`;
    case 'paymentReceived':
      return `A payment of ${detail} arrived, stated by ${actor}`;
    case 'paymentWaived':
      return `${actor} let delivery start without the first payment`;
    case 'dealChanged':
      return `The deal moved to ${detail}`;
    default:
      return `${actor} stated ${signal} ${detail}`.trim();
  }
}
