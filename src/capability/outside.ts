import { GOODS_CHANGES } from './goods-changes';
import type { ChangeWords } from './change-words';

/**
 * What of an engagement stands in outside systems, and what people or the systems themselves can do to it there. Closed
 * words: they stand in histories.
 */

export const OUTSIDE_CHANGES = {
  deal: {
    merged: { told: 'The deal was merged with others in the CRM; it goes by its new id there' },
    joined: {
      told: 'The deal was merged with the deal of another engagement in the CRM',
      decide: 'Two engagements stand for one deal now: decide which of them goes on',
    },
    deleted: {
      told: 'The deal was deleted in the CRM',
      decide: 'The deal was deleted in the CRM: have it restored, or call the engagement off',
    },
    restored: { told: 'The deal was restored in the CRM' },
    lost: {
      told: 'The deal is lost in the CRM',
      decide: 'The deal is lost in the CRM: decide whether the engagement goes on',
    },
  },
  contact: {
    merged: { told: 'A contact was merged with others in the CRM' },
    deleted: {
      told: 'A contact was deleted in the CRM',
      decide: 'A contact was deleted in the CRM: decide who speaks for the client',
    },
    restored: { told: 'A contact was restored in the CRM' },
  },
  channel: {
    archived: {
      told: 'The channel was archived in the chat',
      decide: 'The channel was archived in the chat: open it again, or say where the team talks',
    },
    deleted: {
      told: 'The channel was deleted in the chat',
      decide: 'The channel was deleted in the chat: say where the team talks',
    },
    unarchived: { told: 'The channel was opened again in the chat' },
    renamed: { told: 'The channel was renamed in the chat' },
  },
  folder: {
    trashed: {
      told: 'The folder was moved to the bin',
      decide: 'The folder was moved to the bin: have it restored, or say where the documents are',
    },
    deleted: {
      told: 'The folder was deleted',
      decide: 'The folder was deleted: say where the documents are',
    },
    restored: { told: 'The folder is back from the bin' },
  },
  file: {
    trashed: {
      told: 'A document was moved to the bin',
      decide: 'A document was moved to the bin: have it restored, or make it anew',
    },
    deleted: {
      told: 'A document was deleted',
      decide: 'A document was deleted: decide whether it is made anew',
    },
    restored: { told: 'A document is back from the bin' },
  },
  envelope: {
    declined: {
      told: 'Somebody declined to sign the document',
      decide:
        'Somebody declined to sign the document: settle it with them, and have it signed anew or call the engagement off',
    },
    voided: {
      told: 'The document that was out to be signed was voided',
      decide:
        'The document that was out to be signed was voided: have it signed anew, or call the engagement off',
    },
    deleted: {
      told: 'The document that was out to be signed was deleted',
      decide:
        'The document that was out to be signed was deleted: have it signed anew, or call the engagement off',
    },
    unreachable: {
      told: 'The request to sign did not reach a signer',
      decide:
        'The request to sign did not reach a signer: correct the address where the document was sent from',
    },
  },
  task: {
    completed: { told: 'A task was completed in the plan' },
    reopened: { told: 'A task was opened again in the plan' },
    dueDateMoved: { told: 'The date of a task was moved in the plan' },
    deleted: {
      told: 'A task was deleted from the plan',
      decide: 'A task was deleted from the plan: decide whether it is still to be done',
    },
    restored: { told: 'A task is in the plan again' },
  },
  /** Where a project stands as closed by us. */
  project: {
    closed: { told: 'The project is closed there' },
    reopened: {
      told: 'The project was opened again there after it was closed',
      decide:
        'The project was opened again after it was closed: close it there once more, or say what is to be done',
    },
    leftOpen: { told: 'The project is still open there, and closed elsewhere' },
  },
  meeting: {
    moved: { told: 'A meeting was moved in the calendar' },
    declined: {
      told: 'Somebody declined a meeting',
      decide: 'Somebody declined a meeting: decide whether it takes place without them',
    },
    deleted: {
      told: 'A meeting was deleted from the calendar',
      decide: 'A meeting was deleted from the calendar: decide whether it takes place',
    },
    restored: { told: 'A meeting is in the calendar again' },
  },
  ticket: {
    merged: { told: 'The ticket was merged with others in the help desk; it goes by its new id there' },
    joined: {
      told: 'The ticket was merged with another ticket of ours in the help desk',
      decide: 'Two tickets are one in the help desk now: merge them here too, or part them there',
    },
    deleted: {
      told: 'The ticket was deleted in the help desk; it is not kept in step there any more',
      decide: 'The ticket was deleted in the help desk: have it restored, or withdraw it here',
    },
    restored: { told: 'The ticket was restored in the help desk' },
    refused: {
      told: 'The help desk did not take how the ticket stands',
      decide: 'The help desk did not take how the ticket stands: bring it up to date there by hand',
    },
  },
  survey: {
    answered: { told: 'A survey was answered' },
  },
  enrolment: {
    expired: {
      told: 'A learner’s access to a course has ended',
      decide:
        'A learner’s access to a course has ended before the course was complete: renew it, or tell them',
    },
    deleted: {
      told: 'A learner’s enrolment in a course was deleted',
      decide: 'A learner’s enrolment in a course was deleted: decide whether they go on with it',
    },
  },
  ...GOODS_CHANGES,
  mail: {
    returned: {
      told: 'A mail came back',
      decide: 'A mail came back: find out the right address, and send it again or tell them yourself',
    },
    delayed: { told: 'A mail is not delivered yet; it is being tried further' },
    autoReplied: { told: 'A mail was answered by a machine' },
    answered: { told: 'A mail was answered' },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ChangeWords>>>>;

type Changes = typeof OUTSIDE_CHANGES;

export type OutsideThing = keyof Changes;

/** What it happened to, and what. */
export type OutsideChange = {
  [W in OutsideThing]: { readonly what: W; readonly how: keyof Changes[W] & string };
}[OutsideThing];

export function wordsOf({ what, how }: OutsideChange): ChangeWords {
  const changes: Readonly<Record<string, ChangeWords>> = OUTSIDE_CHANGES[what];
  const words = changes[how];
  if (words === undefined) throw new RangeError(`Nothing is called ${how} of a ${what}`);
  return words;
}

/** What a vendor may be able to put right by itself, and after which change. */
const RESTORABLE = {
  folder: 'trashed',
  file: 'trashed',
  meeting: 'deleted',
  project: 'reopened',
} as const satisfies {
  readonly [W in OutsideThing]?: keyof Changes[W];
};

export type RestorableThing = keyof typeof RESTORABLE;

/** Something of ours as a vendor knows it. */
export interface OutsideId {
  readonly vendor: string;
  readonly id: string;
}

/** @param things those that the vendor puts right */
export function isRestorable({ what, how }: OutsideChange, things: readonly RestorableThing[]): boolean {
  const restorable: Readonly<Partial<Record<OutsideThing, string>>> = RESTORABLE;
  return restorable[what] === how && things.some((thing) => thing === what);
}

/** What we make outside, and after which changes it stands there otherwise than we have made it. */
const DISCREPANCIES: { readonly [W in OutsideThing]?: readonly (keyof Changes[W])[] } = {
  channel: ['archived', 'deleted', 'renamed'],
  folder: ['trashed', 'deleted'],
  file: ['trashed', 'deleted'],
  envelope: ['voided', 'deleted'],
  enrolment: ['expired', 'deleted'],
  task: ['deleted', 'dueDateMoved'],
  meeting: ['moved', 'deleted'],
  project: ['reopened', 'leftOpen'],
  order: ['cancelled', 'deleted'],
};

/** Whether something of ours stands otherwise than we have made it after this change, until another one mends it. */
export function isDiscrepancy({ what, how }: OutsideChange): boolean {
  const changes: Readonly<Partial<Record<OutsideThing, readonly string[]>>> = DISCREPANCIES;
  return changes[what]?.includes(how) ?? false;
}

/** Puts something right that was moved to the bin, deleted or opened again; repeatable. @throws VendorError when it cannot be done */
export type RestoreOutside = (id: string) => Promise<void>;

/** On the vendor's own task queue. */
export interface RestoreActivities {
  'outside.restore'(request: { readonly id: string }): Promise<void>;
}

/** How something stands outside, where the vendor has to be asked. */
export interface OutsideState {
  readonly place: 'there' | 'inBin' | 'gone';
  /** Of a channel: whether it is closed, with what was said in it. */
  readonly isArchived?: boolean;
  /** What a channel is called: not the name, but the same sign for the same name. */
  readonly named?: string;
  /** Of a task: whether it is done, and when it is due, in milliseconds. */
  readonly isDone?: boolean;
  readonly dueMs?: number;
  /** When a meeting begins, in milliseconds. */
  readonly startMs?: number;
  /** Who declined a meeting: no names, but the same sign for the same person. */
  readonly declinedBy?: readonly string[];
}

export interface OutsideSight extends OutsideState {
  readonly id: string;
  /**
   * Of what its vendor tells by itself: what the vendor would have told of this state. It is taken in like any call, once
   * by its key, so that a call that was lost loses nothing.
   */
  readonly unheard?: { readonly key: string; readonly payload: unknown };
}

/** What has changed since an earlier look, and from where the next one goes on. */
export interface OutsideLook {
  readonly sights: readonly OutsideSight[];
  /** What the vendor would have told of what nothing of ours rests on yet; taken in like a sight's. */
  readonly unheard?: readonly NonNullable<OutsideSight['unheard']>[];
  /** The vendor's own token. */
  readonly cursor: string;
}

/**
 * @param cursor undefined at the first look: what is there then is where it begins
 * @param resting the ids of what engagements rest on still, for a vendor that has to be asked about each
 */
export type LookOutside = (
  cursor: string | undefined,
  resting: () => Promise<readonly string[]>,
) => Promise<OutsideLook>;
