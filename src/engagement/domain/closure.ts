import type { EffectState } from '../../journal/domain/rows';

/** How it stands with the closing of the project in one system. */
type End = { readonly state: string };

/** In which states of its effect an end is closed: by the vendor, or by a person's hand and word. */
const CLOSED: readonly EffectState[] = ['done', 'byHand'];

/** The ends that are still open while another one is closed: a project is closed in every system that shows it, or in none. */
export function leftOpen<E extends End>(ends: readonly E[]): E[] {
  const open = ends.filter((end) => !isClosed(end));
  return open.length < ends.length ? open : [];
}

function isClosed({ state }: End): boolean {
  return CLOSED.some((closed) => closed === state);
}
