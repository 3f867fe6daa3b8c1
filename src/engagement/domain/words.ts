import { asDeputy, because, type Words } from '../../journal/domain/words';
import { wordsOf } from '../../capability/outside';
import { FOR_PERSON } from '../../capability/refusal';
import { factNamed } from '../../fact/domain/declaration';
import { ENGAGEMENT_FACTS, type EngagementFactDeclaration } from './facts/registry';
import type { EngagementFact } from './journal-facts';
import { ledgerWords, reminderWords } from './ledger/words';
import { planWords } from './plan/words';

/** The facts of an engagement in plain sentences. */
export const engagementWords: Words<EngagementFact> = {
  engagementStarted: ({ assumedCurrency: currency }) =>
    `The engagement started${currency === undefined ? '' : `. Nobody said in which currency its value is: ${currency} was assumed`}`,
  playbookBegan: ({ before, title, version }) =>
    `"${before}" is done: the engagement goes on by "${title}", version ${version}`,
  stageEntered: (fact) => `Stage "${fact.title}" began`,
  stageLeft: (fact) => `Stage "${fact.title}" is done`,
  actionDone: (fact) => `Done: ${fact.title}. ${fact.note}`,
  actionFailed: ({ failure, title, advice }) =>
    `${failure === FOR_PERSON ? 'It' : `Could not be done by itself (${failure}), so it`} is a task for a person now: ${title}${advice === undefined ? '' : `. ${advice}`}`,
  reminderFailed: (fact) => `Could not be sent: ${fact.title}`,
  actionUndone: (fact) => `Undone: ${fact.note}`,
  stepSkipped: (fact) => `Not needed here: ${fact.title}`,
  answersGiven: (fact, wording) => `${wording.actor} answered: ${fact.title}`,
  factStated: (fact, wording) => statement(fact.signal, fact.detail, wording.actor) + because(wording),
  outsideChanged: (fact) => `${wordsOf(fact).told} (${fact.vendor})`,
  restoreFailed: ({ what, vendor, failure }) =>
    `The ${what} could not be put right by itself (${failure}): nothing was changed in ${vendor}, and it is still to be decided`,
  ledgerPosted: ledgerWords,
  invoiceReminded: reminderWords,
  engagementHeld: (_fact, wording) => `${wording.actor} put the engagement on hold${because(wording)}`,
  engagementResumed: (_fact, wording) => `${wording.actor} resumed the engagement${because(wording)}`,
  reassigned: (fact, wording) =>
    `${wording.personName(fact.personId)} is ${wording.roleTitle(fact.role)} from now on${acting(fact.actingUntilMs)}${asDeputy(fact.insteadOf, wording)}${because(wording)}`,
  actingEnded: (fact, wording) =>
    fact.personId === null
      ? `Nobody is ${wording.roleTitle(fact.role)} any more: the time of acting is over`
      : `${wording.personName(fact.personId)} is ${wording.roleTitle(fact.role)} again: the time of acting is over`,
  revisionOpened: (fact) => `Revision ${fact.round}: the work goes back to delivery`,
  trackOpened: (fact) => `Delivery began: ${fact.title}`,
  trackEnded: (fact) => (fact.outcome === 'done' ? 'A delivery is done' : 'A delivery was called off'),
  ...planWords,
  engagementCompleted: () => 'The engagement is complete',
  engagementCancelled: (_fact, wording) => `${wording.actor} called the engagement off${because(wording)}`,
};

function acting(untilMs: number | undefined): string {
  return untilMs === undefined ? '' : `, acting until ${new Date(untilMs).toISOString()}`;
}

function statement(signal: string, detail: string, actor: string): string {
  const declared: EngagementFactDeclaration | undefined = factNamed(ENGAGEMENT_FACTS, signal);
  return declared?.told?.(detail, actor) ?? `${actor} stated ${signal} ${detail}`.trim();
}
