/**
 * What of ours cannot be done for a reason that waiting does not mend, or has not mended so far. A promise may be late;
 * nothing may stand still without somebody knowing.
 */
export const TROUBLE_KINDS = {
  journal: 'Facts of a journal cannot be stored',
  moment: 'A deadline or a level has passed, and nothing was done about it',
  workflow: 'A workflow is missing, has ended or cannot go on',
  schedule: 'What should run by itself does not',
  command: 'A fact that was accepted has had no outcome',
  handOver: 'Something that was accepted has not reached Temporal',
  notice: 'Somebody could not be told',
  effect: 'Something was begun in an outside system, and its end is not known',
  nextPlaybook: 'An engagement cannot go on by its next playbook',
  deadline: 'A promise has no deadline, because its term cannot be computed',
  webhook: 'A subscriber of webhooks has not taken what it was told',
  credential: 'What somebody consented to is good for nothing any more',
  consent: 'What somebody consented to ends soon',
} as const;

export type TroubleKind = keyof typeof TROUBLE_KINDS;

/** One thing that is stuck, as whoever found it says. Ids and plain words only: it is shown to engineers. */
export interface Trouble {
  kind: TroubleKind;
  /** The same thing is the same trouble, however often it is found: a promise, a command, a workflow ... */
  about: string;
  /** Whose it is, where it is somebody's. */
  subjectId: string | null;
  /** What is stuck, in words for people. */
  what: string;
  /** Why, as far as it is known. */
  why: string;
  /** Since when, in product time. */
  sinceMs: number;
}

/** What is told once, and not again while it lasts, at an hour that suits: nothing stands still yet. */
export function isNoticeOnly(kind: TroubleKind): boolean {
  return kind === 'consent';
}

/** What a person can do about it; in plain words. */
export function remedyOf(kind: TroubleKind): string {
  switch (kind) {
    case 'journal':
      return 'Nothing is lost: the facts wait in their order, and those whom the ladder names are told all the same. Mend what the reason says (often a release with a fault), then retry.';
    case 'moment':
    case 'workflow':
      return "Look at the workflow in Temporal's UI: its newest workflow task says what fails. It goes on by itself once that is mended.";
    case 'schedule':
      return "Look at it in Temporal's UI; starting a worker again makes a schedule that is missing.";
    case 'command':
      return 'Look whether its workflow runs. The fact is stored and is judged as soon as it does; do not state it again.';
    case 'handOver':
      return 'Look whether Temporal can be reached and has the search attributes of this installation. It is handed over as soon as it has.';
    case 'notice':
      return 'Look whether the person has an address that works, and whether the mail is set up. Tell them yourself meanwhile.';
    case 'effect':
      return 'Look in the outside system whether it is there. If it is not, do it by hand.';
    case 'nextPlaybook':
      return 'Nothing is lost: the engagement waits, and goes on by itself once the playbook is published and can be read.';
    case 'webhook':
      return 'Nothing is lost. Ask whoever runs it to mend it, then POST /v1/webhook-subscriptions/{id}/replay; or delete the subscription.';
    case 'credential':
      return 'Nothing is lost: what waits for it goes on by itself once somebody has consented again, within a day.';
    case 'consent':
      return 'Nothing stands still yet. Consent again by npm run connect -- VENDOR --consent, or see to it that the worker reaches the vendor.';
    case 'deadline':
      return 'Correct the calendar of the rules: it has no hours in which the term could be counted.';
  }
}
