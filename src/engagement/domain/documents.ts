import { factNamed } from '../../fact/domain/declaration';
import type { Told } from '../../journal/domain/entry';
import type { SharedModel } from '../../journal/domain/model';
import { DOCUMENT_FACTS } from './facts/documents/facts';
import { LINK_FACTS } from './facts/documents/links';
import type { EngagementFact } from './journal-facts';

const NAMED = [...DOCUMENT_FACTS, ...LINK_FACTS];

/** What a document or a link is called that something is told of: its workflow does not know it. */
export function documentNamed(_model: SharedModel, { fact, stated: { title } }: Told): string[] {
  const { kind, signal } = fact as Extract<EngagementFact, { kind: 'factStated' }>;
  const isNamed = kind === 'factStated' && factNamed(NAMED, signal) !== undefined;
  return isNamed && typeof title === 'string' ? [title] : [];
}
