import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { STAGES } from '../domain/playbook';
import { type Chart, type ChartPart, partOf } from '../domain/flowchart';
import { chosenType } from '../../edge/http/accept';
import { Problem } from '../../edge/http/problem';
import type { Answer, AnswerSpec } from '../../edge/http/route';
import { toMermaid } from './flowchart-mermaid';
import { toSvg } from './flowchart-svg';

/** What a route that draws a flowchart takes and answers, for the document. */
export const FLOWCHART = {
  query: z.strictObject({
    stage: z.enum(STAGES).optional().describe('This stage alone, with its tracks'),
    track: z.string().max(80).optional().describe('This track alone, by its id in the playbook'),
  }),
  requestHeaders: {
    Accept: z.string().optional().describe('image/svg+xml, text/vnd.mermaid or text/plain'),
  },
  answers: {
    200: {
      description: 'The flowchart',
      content: { 'text/vnd.mermaid': z.string(), 'text/plain': z.string(), 'image/svg+xml': z.string() },
    },
    406: { description: 'No such representation' },
  } satisfies Record<number, AnswerSpec>,
};

/** A chart, or a part of it, in the form that the caller wants. @throws Problem 404 or 406 */
export function flowchartAnswer(chart: Chart, part: ChartPart, headers: IncomingHttpHeaders): Answer {
  const drawn = part.stage === undefined && part.track === undefined ? chart : partOf(chart, part);
  if (!drawn) {
    const parts = chart.groups.map(({ id }) => id).join(', ');
    throw new Problem(
      'not-found',
      `The flowchart has no such part. Nothing was done. Its stages, and tracks behind a dot, are: ${parts}.`,
    );
  }
  const type = chosenType(headers.accept, ['text/vnd.mermaid', 'text/plain', 'image/svg+xml']);
  const isPicture = type === 'image/svg+xml';
  return {
    status: 200,
    body: isPicture ? toSvg(drawn) : toMermaid(drawn),
    contentType: isPicture ? type : `${type}; charset=utf-8`,
    headers: { vary: 'Accept' },
  };
}
