import type { Books } from './money/books';

/** One engagement as the simulation knows it: what was wanted of the product, not what the product made of it. */
export interface Case {
  readonly number: number;
  /** Its deal in HubSpot; null when it came without one. */
  readonly dealId: string | null;
  /** Ids under which HubSpot knows the deal by now. */
  readonly aliases: Set<string>;
  readonly playbook: string;
  readonly title: string;
  readonly client: { readonly name: string; readonly key: string; readonly email: string };
  readonly books: Books;
  readonly story: string;
  /** Once it has started. */
  reference: string | null;
  id: string | null;
}

export const nameOf = ({ number, reference }: Case): string =>
  reference ?? `engagement ${number}, never started`;
