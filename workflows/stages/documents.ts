import { DOCUMENT_FACTS, type DocumentSignal } from '../../src/engagement/domain/facts/documents/facts';
import type { Hearer } from '../promise/hearing';
import type { Lifecycle } from './lifecycle';

/** What happens to documents that are linked is told in the journal; who may keep what before is judged where they are known. */
export function documentHearers(life: Lifecycle): Record<DocumentSignal, Hearer> {
  const told = DOCUMENT_FACTS.map(({ name: signal }): [DocumentSignal, Hearer] => [
    signal,
    (fact) => {
      life.desk.note({ kind: 'factStated', signal, detail: '' }, fact);
      return 'applied';
    },
  ]);
  return Object.fromEntries(told) as Record<DocumentSignal, Hearer>;
}
