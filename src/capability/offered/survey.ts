import { action, capability, port } from '../capability';

/** `nps`: how likely they are to recommend us, 0 to 10; `csat`: how satisfied they are, 1 to 5. */
export type SurveyQuestion = 'nps' | 'csat';

export interface SurveyAnswer {
  readonly question: SurveyQuestion;
  readonly value: number;
  readonly atMs: number;
}

/** Where a vendor sends surveys by itself, and keeps what is answered. */
export interface SurveyPort {
  /** What its surveys ask, as the settings say. @throws ActionRefusedError when they name none */
  questions(): readonly SurveyQuestion[];
  /** One respondent per address. @returns its id */
  ensureRespondent(contact: { name: string; email: string }): Promise<string>;
  /** Has the vendor send its surveys. Repeatable: whoever has been asked is not asked once more. */
  ask(respondentIds: readonly string[]): Promise<void>;
  /** All that a respondent has ever answered, in the order of the answers. */
  readAnswers(respondentId: string): Promise<readonly SurveyAnswer[]>;
}

/** Surveys that a vendor sends, whose answers are the engagement's. Without it, people send them and state what is answered. */
export const survey = capability({
  port: port<SurveyPort>(),
  actions: {
    /** Has the engagement's contacts with a recorded consent asked; the others are left out and counted. */
    request: action({}),
  },
});
