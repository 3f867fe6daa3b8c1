import { fact } from '../declare';

/** Facts about documents that were linked with an engagement. Titles, addresses and reasons stay in the database. */

export const documentLinked = fact()({
  name: 'documentLinked',
  says: 'Somebody linked a document with the engagement',
  statedBy: 'deciders',
  isOptional: true,
  told: (_detail, actor) => `${actor} linked a document`,
});

/** `document`: its id, that of the command which linked it. */
export const documentOpened = fact<{ document: string }>()({
  name: 'documentOpened',
  says: 'Somebody opened a document that is linked with the engagement',
  statedBy: 'product',
  told: (_detail, actor) => `${actor} opened a document`,
});

/** `document`: its id, that of the command which linked it. */
export const documentWaived = fact<{ document: string }>()({
  name: 'documentWaived',
  says: 'Somebody said why a document that is linked need not be opened',
  statedBy: 'deciders',
  isOptional: true,
  told: (_detail, actor) => `${actor} waived a document`,
});

/** All of them. */
export const DOCUMENT_FACTS = [documentLinked, documentOpened, documentWaived] as const;
export type DocumentSignal = (typeof DOCUMENT_FACTS)[number]['name'];
