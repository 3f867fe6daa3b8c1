/** An action that cannot be done as it stands, found out before any vendor was asked. Its message holds no personal data. */
export class ActionRefusedError extends Error {
  override readonly name = 'ActionRefusedError';
}
