import { z } from 'zod';
import { answerCases } from '../domain/cases/answer';
import type { ApiDeps } from '../../edge/http/deps';
import { type Route, route } from '../../edge/http/route';

const clockCase = z
  .looseObject({})
  .describe(
    'A case: calendar, start, target, events, policy, ask. What cannot be is answered with an `error`',
  )
  .meta({ id: 'ClockCase' });
const clockAnswer = z
  .looseObject({
    id: z.union([z.string(), z.number()]).nullable(),
    deadline: z.string().nullable(),
    error: z.string().optional(),
    explanation: z.array(z.string()).describe('The sum that leads to the deadline'),
  })
  .meta({ id: 'ClockAnswer' });

const MOST_CASES = 500;

/** Why is it due then? Every deadline with the sum that leads to it. */
export function deadlineRoutes(_deps: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/deadlines',
      summary: 'Compute the deadline of a clock case, or of a list of them',
      tag: 'deadlines',
      access: 'signed-in',
      // Whatever stands in a list gets an answer of its own, so that it does not take the others along.
      body: {
        kind: 'json',
        schema: z.union([z.array(clockCase.or(z.unknown())).max(MOST_CASES), clockCase]),
      },
      answers: {
        200: {
          description: 'The answer, or a list of them in the order of the cases',
          content: { 'application/json': z.union([z.array(clockAnswer), clockAnswer]) },
        },
      },
      handle: async ({ body }) => {
        const answers = answerCases(body);
        const isList = Array.isArray(body) || Array.isArray((body as { cases?: unknown }).cases);
        return { status: 200, body: isList ? answers : answers[0] };
      },
    }),
  ];
}
