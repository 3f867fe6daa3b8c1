/** One thing wrong with a fact as it was stated: where it stands in its body, and what to write instead. */
export interface Fault {
  readonly pointer: string;
  readonly message: string;
}
