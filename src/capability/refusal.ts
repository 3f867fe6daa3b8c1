/** What crosses the boundary of an activity with a refusal. */
export interface ActionRefusal {
  /** What happened and what to do, for whoever has to do it by hand; without personal data. */
  readonly advice: string;
}

/** An action that cannot be done as it stands. Its message says what to do, and holds no personal data. */
export class ActionRefusedError extends Error {
  override readonly name = 'ActionRefusedError';
}

/** An action that a person is to do, as whom it concerns wants it so. Its message says how, and holds no personal data. */
export class ForPersonError extends Error {
  override readonly name = 'ForPersonError';
}

/** The kind of failure by which such an action is handed over. */
export const FOR_PERSON = 'ForPerson';
