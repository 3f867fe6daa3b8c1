import { SUBJECTS, WORDS } from '../../subject/domain/subjects';

/**
 * What becomes of a subscription: it is served; nothing of it was taken for so long that it is served no more until
 * somebody has it told again; or its subscriber answered 410 and wants no more of it.
 */
export const SUBSCRIPTION_STATES = ['active', 'disabled', 'ended'] as const;

export type SubscriptionState = (typeof SUBSCRIPTION_STATES)[number];

/** Tells that an entry was given up that had been told: see "A writer may tell a second time" in ARCHITECTURE.md. */
export const GIVEN_UP = 'entryGivenUp';

/** How subjects are told apart by their ids: each kind with what its ids begin with. */
export const SUBJECT_PREFIXES: readonly { kind: string; prefix: string }[] = Object.values(SUBJECTS).map(
  ({ kind, idPrefix }) => ({ kind, prefix: idPrefix }),
);

/** What somebody may ask for: a kind of fact (`promiseBroken`), or one of a kind of subject (`ticket.promiseBroken`). */
export function isEvent(text: string): boolean {
  const [kind, ...subject] = text.split('.').toReversed();
  const isSubject =
    subject.length === 0 || (subject.length === 1 && Object.hasOwn(SUBJECTS, subject[0] ?? ''));
  return isSubject && kind !== undefined && (Object.hasOwn(WORDS, kind) || kind === GIVEN_UP);
}
