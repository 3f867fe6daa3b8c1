import type { ShownPromise } from '../../ordeals/support/installation-api';
import { People } from '../../ordeals/support/people';
import { type RealInstallation, until } from '../../ordeals/support/real-installation';

interface Learner {
  learner: string;
  hasLeft: boolean;
}
interface Enrollment {
  id: number;
  user_email: string;
}

const ENROLLED = 'The enrolment is confirmed';
const COMPLETED = 'Every student completes the course';

/** A course of which one student leaves and the other one learns, and one that is called off while they learn. */
export async function playCourses(installation: RealInstallation): Promise<void> {
  const people = new People(installation, { putsOff: learnt });
  await playCourse(installation, people);
  const id = await sell(installation, 'gone');
  await workUntilLearnt(installation, people, id);
  await state(installation, id, 'cancelled', { reason: 'the client needs it no more' }, 'operations-manager');
  await until('its end', async () => ((await people.turnTo(id)) === 'cancelled' ? true : null));
}

async function playCourse(installation: RealInstallation, people: People): Promise<void> {
  const id = await sell(installation, 'stays');
  await workUntilLearnt(installation, people, id);
  const path = `/v1/engagements/${id}/learners`;
  const { items } = (await installation.call<{ items: Learner[] }>('GET', path)).body;
  const learner = items[1]?.learner ?? '';
  await state(installation, id, 'studentFeedback', { rating: 2, learner }, 'instructor');
  await state(installation, id, 'learnerLeft', { learner, reason: 'another job' }, 'instructor');
  const all = '/sandbox/thinkific/api/public/v1/enrollments?limit=250';
  const enrollments = (await installation.call<{ items: Enrollment[] }>('GET', all)).body.items;
  for (const { id: enrolment } of enrollments.filter((one) => one.user_email.startsWith('first-stays'))) {
    for (const event of ['enrollment.progress', 'enrollment.completed']) {
      const object = { id: enrolment, percentage_completed: 0.5 };
      await installation.call('POST', '/sandbox/thinkific/_emit', { event, object });
    }
  }
  await people.workOn(id, 240_000);
}

/** What the vendor tells is no person's to state. */
function learnt({ title }: ShownPromise): boolean {
  return title === ENROLLED || title === COMPLETED;
}

async function sell(installation: RealInstallation, name: string): Promise<string> {
  const contacts = ['first', 'second'].map((who) => ({
    ...{ name: `The ${who} student`, email: `${who}-${name}@client.example`, role: 'student' },
  }));
  const { body } = await installation.call<{ id: string }>('POST', '/v1/engagements', {
    playbook: 'course',
    title: `A course that ${name}`,
    client: { name: `A client who ${name}`, contacts },
    value: { amount: '900.00', currency: 'EUR' },
    facts: { course: '201', courseKind: 'mentored', scope: 'Two students', deadline: '2100-01-31' },
  });
  return body.id;
}

async function workUntilLearnt(installation: RealInstallation, people: People, id: string): Promise<void> {
  await until(
    'the students to learn',
    async () => {
      await people.turnTo(id);
      const { promises } = await installation.engagement(id);
      return promises.find(({ title, state: how }) => title === COMPLETED && how === 'open') ?? null;
    },
    { withinMs: 240_000 },
  );
}

async function state(
  installation: RealInstallation,
  id: string,
  signal: string,
  body: object,
  role: string,
): Promise<void> {
  const path = `/v1/engagements/${id}/signals/${signal}`;
  await until(signal, async () => {
    const token = await installation.tokenOf(role);
    const sent = await installation.call('POST', path, { ...body, commandId: `${signal}-${id}` }, token);
    return sent.status === 202 || sent.status === 200 ? true : null;
  });
}
