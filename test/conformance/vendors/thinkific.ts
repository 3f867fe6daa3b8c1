import type { LearningPort } from '../../../src/capability/offered/learning';
import { signThinkific } from '../../../src/vendors/thinkific/webhook';
import type { AskVendor, Connector } from '../connector';
import { personal, secret } from '../marks';

const ROOT = '/api/public/v1';
const ENROLMENTS = `${ROOT}/enrollments`;
const COURSE = '103';
const BUNDLE = '201';
const IN_BUNDLE = '101';
const AT = '2026-12-01T10:00:00.000Z';

interface Listed {
  items: { id: number }[];
}

const learnerOf = (learning: LearningPort, key: string) => {
  const { name, email } = personal(key);
  return learning.ensureLearner({ name, email });
};

async function enrolmentIn(learning: LearningPort, key: string, learner: string): Promise<string> {
  const [made] = await learning.ensureEnrolments(key, learner, { course: COURSE }, AT);
  return made?.id ?? '';
}

async function usersOf(ask: AskVendor, key: string): Promise<number> {
  const { items }: Listed = await ask('GET', `${ROOT}/users`, {
    query: { 'query[email]': personal(key).email },
  });
  return items.length;
}

function enrolledIn(course: string) {
  return async (ask: AskVendor, key: string): Promise<number> => {
    const query = { 'query[email]': personal(key).email, 'query[course_id]': course };
    const { items }: Listed = await ask('GET', ENROLMENTS, { query });
    return items.length;
  };
}

export const thinkific: Connector = {
  values: {
    apiKey: secret('thinkific-api-key'),
    subdomain: 'academy',
    webhookSecret: secret('thinkific-webhooks'),
  },
  token: 'static',
  operations: {
    learning: {
      ensureLearner: {
        run: learnerOf,
        makes: [{ call: { method: 'POST', path: `${ROOT}/users` }, count: usersOf }],
      },
      coursesOf: { run: (learning) => learning.coursesOf({ bundle: BUNDLE }) },
      ensureEnrolments: {
        run: async (learning, key) => {
          const learner = await learnerOf(learning, key);
          return [
            await learning.ensureEnrolments(key, learner, { course: COURSE }, AT),
            await learning.ensureEnrolments(key, learner, { bundle: BUNDLE }, AT),
          ];
        },
        makes: [
          { call: { method: 'POST', path: ENROLMENTS }, count: enrolledIn(COURSE) },
          {
            call: { method: 'POST', path: `${ROOT}/bundles/${BUNDLE}/enrollments` },
            count: enrolledIn(IN_BUNDLE),
          },
        ],
      },
      findEnrolment: {
        run: async (learning, key) => {
          const learner = await learnerOf(learning, key);
          await enrolmentIn(learning, key, learner);
          return learning.findEnrolment(key, learner, COURSE);
        },
      },
      readEnrolment: {
        run: async (learning, key) =>
          learning.readEnrolment(await enrolmentIn(learning, key, await learnerOf(learning, key))),
      },
      expireEnrolment: {
        run: async (learning, key) => {
          const learner = await learnerOf(learning, key);
          const known = await learning.findEnrolment(key, learner, COURSE);
          const id = known?.id ?? (await enrolmentIn(learning, key, learner));
          return learning.expireEnrolment(id, AT);
        },
      },
    },
  },
  webhook: {
    sign: ({ body, secret: by }) => ({
      'content-type': 'application/json',
      'x-thinkific-hmac-sha256': signThinkific(by, body),
    }),
    signsNoTime: 'Thinkific signs the body alone',
    act: (actions, request) =>
      actions['learning.enrolInCourse']({ ...request, params: { learners: ['client'], course: COURSE } }),
    made: { method: 'POST', path: ENROLMENTS },
    async change(emit, ask) {
      const { items }: Listed = await ask('GET', ENROLMENTS, { query: { limit: '250' } });
      const id = Math.max(...items.map((enrolment) => enrolment.id));
      await emit('enrollment.progress', { id, percentage_completed: 0.5 });
      await emit('enrollment.completed', { id });
    },
    isLast: ({ percent }) => percent === 100,
  },
};
