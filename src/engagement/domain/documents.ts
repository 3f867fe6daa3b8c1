import { factNamed } from '../../fact/domain/declaration';
import type { Told } from '../../journal/domain/entry';
import type { SharedModel } from '../../journal/domain/model';
import { DOCUMENT_FACTS } from './facts/documents/facts';
import type { EngagementFact } from './journal-facts';

/** What a document is called that was linked, opened or waived: its workflow does not know it. */
export function documentNamed(_model: SharedModel, { fact, stated: { title } }: Told): string[] {
  const { kind, signal } = fact as Extract<EngagementFact, { kind: 'factStated' }>;
  const isNamed = kind === 'factStated' && factNamed(DOCUMENT_FACTS, signal) !== undefined;
  return isNamed && typeof title === 'string' ? [title] : [];
}
