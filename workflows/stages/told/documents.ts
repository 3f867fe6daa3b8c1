import { DOCUMENT_FACTS, type DocumentSignal } from '../../../src/engagement/domain/facts/documents/facts';
import {
  LINK_FACTS,
  linkBroken,
  type LinkSignal,
  placeOf,
} from '../../../src/engagement/domain/facts/documents/links';
import type { Hearer } from '../../promise/hearing';
import type { Lifecycle } from '../lifecycle';

type Signal = DocumentSignal | LinkSignal;

/**
 * What happens to documents that are linked, and to links, is told in the journal: it decides nothing here. What may be done
 * before which document is opened is judged where the documents are known.
 */
export function documentHearers(life: Lifecycle): Record<Signal, Hearer> {
  const heard = [...DOCUMENT_FACTS, ...LINK_FACTS].map(({ name: signal }): [Signal, Hearer] => [
    signal,
    (fact) => {
      const isOfLink = LINK_FACTS.some(({ name }) => name === signal);
      const detail = isOfLink ? placeOf(linkBroken.read(fact)) : '';
      life.desk.note({ kind: 'factStated', signal, detail }, fact);
      return 'applied';
    },
  ]);
  return Object.fromEntries(heard) as Record<Signal, Hearer>;
}
