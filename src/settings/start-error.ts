/** A reason why the start cannot go on that a person can mend. The message says it all; no stack is shown. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
