import type { VendorObject } from '../vendors/vendor-object';
import type { Books } from './books';
import { type Finding, repeated } from './finding';

/** Where an action says in the journal what it left behind at a vendor. */
const REFERENCES = new Set([
  'channelId',
  'folderId',
  'fileId',
  'eventId',
  'invoiceId',
  'dealId',
  'noteId',
  'messageId',
]);

/** Whatever a vendor holds for an engagement, it holds once, and whatever a journal says was made is there. */
export function judgeObjects({ subjects }: Books, objects: readonly VendorObject[]): Finding[] {
  const twice = repeated(objects, ({ kind, alike }) => `${kind} ${alike}`).map(
    ({ first: { kind, shown }, times }): Finding => ({
      fault: 'doubled',
      subjectId: subjectOf(shown, subjects),
      what: `${kind} ${shown} is there ${times} times`,
    }),
  );
  const present = new Set(objects.map(({ id }) => id));
  const gone = subjects.flatMap(({ id, journal }) =>
    journal.flatMap(({ data, summary }): Finding[] => {
      const { refs = {} } = (data['effect'] ?? {}) as { refs?: Record<string, string> };
      return Object.entries(refs)
        .filter(([name, vendorId]) => REFERENCES.has(name) && !present.has(vendorId))
        .map(([name, vendorId]) => ({
          fault: 'lost',
          subjectId: id,
          what: `${name} ${vendorId} is not there, though: ${summary}`,
        }));
    }),
  );
  return [...twice, ...gone];
}

function subjectOf(shown: string, subjects: Books['subjects']): string {
  const words = shown.toLowerCase();
  return (
    subjects.find(
      ({ reference, title }) =>
        new RegExp(`\\b${reference.toLowerCase()}\\b`).test(words) || words.includes(title.toLowerCase()),
    )?.id ?? ''
  );
}
