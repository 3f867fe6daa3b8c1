import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, idParams, instant, instantOf } from '../../edge/http/schemas';
import { isComplete, percentOf } from '../domain/facts/learning/learners';
import { findEngagement } from '../store/engagements';
import { type LearnerDetail, listLearners } from '../store/learners';

const learnerSchema = z
  .strictObject({
    learner: id.describe("The contact's id, by which facts name them"),
    name: z.string().nullable(),
    percent: z.int().describe('Over all of their courses; 100 only when every one is complete'),
    isComplete: z.boolean(),
    hasLeft: z.boolean(),
    courses: z.array(z.strictObject({ course: z.string().describe("The vendor's id"), percent: z.int() })),
    furtherAt: instant.describe('When they were enrolled, or came further last'),
    sessions: z.array(z.string()).describe('Those at which they were present'),
    feedback: z.array(z.strictObject({ rating: z.int(), text: z.string().nullable(), at: instant })),
  })
  .meta({ id: 'Learner' });

/** Who learns in an engagement, and how far they have come. */
export function learnerRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/engagements/{id}/learners',
      summary: 'Who learns, how far they have come with their courses, and what they say of it',
      tag: 'engagements',
      access: 'signed-in',
      params: idParams,
      answers: {
        200: {
          description: 'Everybody who was enrolled, in that order',
          content: { 'application/json': z.strictObject({ items: z.array(learnerSchema) }) },
        },
      },
      handle: async ({ params }) => {
        if (!(await findEngagement(db, params.id))) throw notFound('engagement', params.id);
        const learners = await listLearners(db, params.id);
        return { status: 200, body: { items: learners.map(show) } };
      },
    }),
  ];
}

function show(detail: LearnerDetail): z.output<typeof learnerSchema> {
  const { id: learner, name, hasLeft, courses, sinceMs, sessions, feedback } = detail;
  return {
    ...{ learner, name, percent: percentOf(detail), isComplete: isComplete(detail), hasLeft },
    courses: Object.entries(courses).map(([course, percent]) => ({ course, percent })),
    furtherAt: instantOf(new Date(sinceMs)),
    sessions,
    feedback: feedback.map(({ rating, text, at }) => ({ rating, text, at: instantOf(at) })),
  };
}
