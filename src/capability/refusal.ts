/** What crosses the boundary of an activity with a refusal. */
export interface ActionRefusal {
  /** What happened and what to do, for whoever has to do it by hand; without personal data. */
  readonly advice: string;
}

/** An action that cannot be done as it stands. Its message says what to do, and holds no personal data. */
export class ActionRefusedError extends Error {
  override readonly name = 'ActionRefusedError';
}
