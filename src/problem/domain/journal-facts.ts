/** A fact of a problem; the linked ones stand in the journals of the tickets that come from it. */
export type ProblemFact =
  | { kind: 'problemOpened'; rules: number }
  | { kind: 'problemRootCauseFound' }
  | { kind: 'problemFixImplemented'; round: number }
  | { kind: 'problemEffectMeasured'; round: number }
  | { kind: 'problemRefinementRequested'; round: number }
  | { kind: 'problemWidened'; tickets: string[] }
  | { kind: 'problemClosed' }
  | { kind: 'problemCancelled' }
  | { kind: 'problemLinked'; problemId: string; reference: string }
  | { kind: 'problemOver'; problemId: string; reference: string };
