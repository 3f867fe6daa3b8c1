import type { SurveyAnswer, SurveyPort, SurveyQuestion } from '../../../capability/offered/survey';
import { ActionRefusedError } from '../../../capability/refusal';
import type { PortDeps } from '../../kit/vendor';
import type { HubspotClient } from '../client';
import type { HubspotSubmission } from './feedback';

/** The setting that names the list of a survey: whoever enters it is sent that survey. */
const LISTS: Readonly<Record<SurveyQuestion, string>> = { nps: 'npsListId', csat: 'csatListId' };

const QUESTIONS: Readonly<Record<string, SurveyQuestion>> = { NPS: 'nps', CSAT: 'csat' };
const RANGES: Readonly<Record<SurveyQuestion, readonly [least: number, most: number]>> = {
  nps: [0, 10],
  csat: [1, 5],
};

export function hubspotSurvey(hubspot: HubspotClient, { settings }: PortDeps): SurveyPort {
  const lists = (['nps', 'csat'] as const).flatMap((question) => {
    const list = settings.values[LISTS[question]] ?? '';
    return list === '' ? [] : [{ question, list }];
  });
  return {
    questions() {
      if (lists.length === 0) {
        throw new ActionRefusedError(
          'No list of a survey is set (HUBSPOT_NPS_LIST_ID, HUBSPOT_CSAT_LIST_ID). Nobody was asked: ask them yourself.',
        );
      }
      return lists.map(({ question }) => question);
    },
    ensureRespondent: ({ name, email }) => hubspot.ensureContact(email, { firstname: name }),
    async ask(respondentIds) {
      for (const { list } of lists) await hubspot.addToList(list, respondentIds);
    },
    async readAnswers(respondentId) {
      return (await hubspot.feedback.submissionsOf([respondentId])).flatMap((one) => answerOf(one) ?? []);
    },
  };
}

/** Undefined for an answer to another kind of survey, or on another scale. */
export function answerOf({ type, value, atMs }: HubspotSubmission): SurveyAnswer | undefined {
  const question = QUESTIONS[type];
  const figure = Number(value);
  if (question === undefined || value.trim() === '' || !Number.isInteger(figure)) return undefined;
  const [least, most] = RANGES[question];
  return figure < least || figure > most ? undefined : { question, value: figure, atMs };
}
