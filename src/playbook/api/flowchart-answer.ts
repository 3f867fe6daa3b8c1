import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { STAGES } from '../domain/playbook';
import { type Chart, type ChartPart, partOf } from '../domain/flowchart';
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
  const contentType = wantedType(headers.accept ?? '*/*');
  const body = contentType === 'image/svg+xml' ? toSvg(drawn) : toMermaid(drawn);
  return { status: 200, body, contentType, headers: { vary: 'Accept' } };
}

/** The first of the caller's wishes that we have; Mermaid for whoever takes anything. */
function wantedType(accept: string): string {
  for (const wish of accept.toLowerCase().split(',')) {
    const type = wish.split(';')[0]?.trim() ?? '';
    if (type === 'image/svg+xml' || type === 'image/*') return 'image/svg+xml';
    if (type === 'text/plain') return 'text/plain; charset=utf-8';
    if (type === 'text/vnd.mermaid' || type === 'text/*' || type === '*/*')
      return 'text/vnd.mermaid; charset=utf-8';
  }
  throw new Problem(
    'not-acceptable',
    'A flowchart comes as image/svg+xml, text/vnd.mermaid or text/plain. Nothing was done. Ask for one of these by Accept.',
  );
}
