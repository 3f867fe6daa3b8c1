import { unread } from '../../../document/domain/linked';
import { listLinkedDocuments } from '../../../document/store/linked-documents';
import type { BodyOf } from '../../../fact/domain/body';
import type { Fault } from '../../../fact/domain/fault';
import { findStep } from '../../../playbook/domain/playbook';
import type { documentBodies } from '../../domain/facts/documents/bodies';
import type { About } from './about';

type Bodies = typeof documentBodies;
type Wrong = { faults: readonly Fault[] };

/**
 * What is left of a step that asks for the documents to be opened: each has to be opened by whoever states that the step is
 * done, or has it, or is away while the other stands in, unless somebody has said why not.
 */
export async function faultsOfDocuments({
  db,
  engagement,
  playbook,
  promise,
  stater,
}: About): Promise<Fault[]> {
  const step = promise && findStep(playbook, promise.step);
  if (step?.documents !== 'opened') return [];
  const readers = [stater.id, ...stater.deputyOf, promise?.assigneeId ?? ''];
  const left = unread(await listLinkedDocuments(db, engagement.id), readers);
  return left.map(({ id, title }) => ({
    pointer: '/promiseId',
    message: `the document ${JSON.stringify(title)} (${id}) is neither opened nor waived: open it first, or state documentWaived with the reason`,
  }));
}

/** One address is linked once. */
export async function documentLinked(
  { db, engagement }: About,
  { url, commandId }: BodyOf<Bodies, 'documentLinked'>,
): Promise<Wrong | null> {
  const same = (await listLinkedDocuments(db, engagement.id)).find(
    (one) => one.url === url && one.id !== commandId,
  );
  const message = `is linked already, as ${JSON.stringify(same?.title)} (${same?.id})`;
  return same ? { faults: [{ pointer: '/url', message }] } : null;
}

/** The journal tells a document by its title. */
export async function documentWaived(
  { db, engagement }: About,
  { document }: BodyOf<Bodies, 'documentWaived'>,
): Promise<{ body: { title: string } } | Wrong> {
  const found = (await listLinkedDocuments(db, engagement.id)).find(({ id }) => id === document);
  const message = 'no document of that id is linked with this engagement';
  return found ? { body: { title: found.title } } : { faults: [{ pointer: '/document', message }] };
}
