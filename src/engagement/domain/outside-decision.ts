import { OUTSIDE_CHANGES, type OutsideChange, type OutsideId } from '../../capability/outside';

/** The step that decisions about changes outside go by. */
export const OUTSIDE_DECISION = 'outside-change';

/**
 * The key of a decision about a change outside: what it was, and what a vendor can put right.
 * @param commandId of the fact that told of it
 */
export function decisionKey({ what, how }: OutsideChange, commandId: string, restorable?: OutsideId): string {
  const key = `${OUTSIDE_DECISION}/${what}/${how}/${commandId}`;
  return restorable ? `${key}/restore/${restorable.vendor}/${encodeURIComponent(restorable.id)}` : key;
}

/** Of which change a key is. */
export function changeOf(key: string): OutsideChange | undefined {
  const [step, what = '', how = ''] = key.split('/');
  const changes: Readonly<Record<string, object>> = OUTSIDE_CHANGES;
  const isChange = Object.hasOwn(changes, what) && Object.hasOwn(changes[what] ?? {}, how);
  return step === OUTSIDE_DECISION && isChange ? ({ what, how } as OutsideChange) : undefined;
}

/** What can be put right by the decision of a key. */
export function restorableOf(key: string): OutsideId | undefined {
  const [, vendor, id] = /\/restore\/([^/]+)\/([^/]+)$/.exec(key) ?? [];
  if (changeOf(key) === undefined || vendor === undefined || id === undefined) return undefined;
  return { vendor, id: decodeURIComponent(id) };
}
