/** The place of the last row of a page whose rows stand by their newest change. */
export interface ChangePlace {
  updatedAt: Date;
  id: string;
}

/** What stands behind a place; everything at the first page. */
export function changedBefore(after: ChangePlace | null) {
  if (after === null) return {};
  const { updatedAt, id } = after;
  return { OR: [{ updatedAt: { lt: updatedAt } }, { updatedAt, id: { lt: id } }] };
}

export const NEWEST_CHANGE_FIRST: ({ updatedAt: 'desc' } | { id: 'desc' })[] = [
  { updatedAt: 'desc' },
  { id: 'desc' },
];
