import { z } from 'zod';
import {
  type Emission,
  type SandboxAnswer,
  type SandboxCall,
  type SandboxWorld,
  UnfitObjectError,
} from '../kit/sandbox/vendor-sandbox';
import {
  BUNDLES,
  COURSES,
  type Enrollment,
  findUser,
  keep,
  listed,
  notFound,
  pairOf,
  refused,
  shown,
  toldOf,
  type User,
} from './sandbox-state';

interface Ordered {
  user_id: number;
  activated_at?: string;
  expiry_date?: string;
}

export async function listEnrollments(call: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { query } = call;
  const email = query['query[email]'];
  const user = email === undefined ? query['query[user_id]'] : String((await findUser(world, email))?.id);
  const course = query['query[course_id]'];
  const isAsked = (enrollment: Enrollment) =>
    (user === undefined || String(enrollment.user_id) === user) &&
    (course === undefined || String(enrollment.course_id) === course) &&
    (query['query[completed]'] !== 'true' || enrollment.completed);
  const all = (await world.list<Enrollment>('enrollment')).filter(isAsked);
  return listed(
    all.map((enrollment) => shown(enrollment, world.nowMs())),
    call as never,
  );
}

export async function getEnrollment({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const found = await world.get<Enrollment>('enrollment', params['id'] ?? '');
  return found === undefined ? notFound : { status: 200, body: shown(found, world.nowMs()) };
}

export async function createEnrollment(
  { body }: SandboxCall<Ordered & { course_id: number }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const errors: string[] = [];
  const user = await world.get<User>('user', String(body.user_id));
  if (!COURSES.some(({ id }) => id === body.course_id)) errors.push('Course could not be found.');
  if (user === undefined) errors.push('User could not be found.');
  if (user === undefined || errors.length > 0) return refused(422, { errors });
  const made = await enrolled(world, user, body.course_id, body);
  if (made === undefined) return refused(422, { errors: ['User is already enrolled in the course.'] });
  return { status: 201, body: shown(made, world.nowMs()) };
}

/** A user who is in one of the courses already is left as they are there. */
export async function createBundleEnrollment(
  { params, body }: SandboxCall<Ordered>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const courses = BUNDLES.get(Number(params['id']));
  if (courses === undefined) return notFound;
  const user = await world.get<User>('user', String(body.user_id));
  if (user === undefined) return refused(422, { errors: { user_id: ["can't be blank"] } });
  for (const course of courses) await enrolled(world, user, course, body);
  return { status: 201 };
}

/** @returns undefined when the user is in the course already */
async function enrolled(
  world: SandboxWorld,
  user: User,
  courseId: number,
  { activated_at, expiry_date }: Ordered,
): Promise<Enrollment | undefined> {
  const id = await world.nextNumber('enrollment');
  if (!(await world.insert('enrollment#pair', pairOf(user.id, courseId), id))) return undefined;
  const made = await keep(world, {
    id,
    user_id: user.id,
    user_email: user.email,
    user_name: user.full_name,
    course_id: courseId,
    course_name: COURSES.find((course) => course.id === courseId)?.name ?? '',
    percentage_completed: 0,
    activated_at: activated_at ?? null,
    expiry_date: expiry_date ?? null,
    started_at: null,
    completed_at: null,
    updated_at: '',
    completed: false,
  });
  await world.notify(await toldOf(world, 'created', made));
  return made;
}

export async function updateEnrollment(
  { params, body }: SandboxCall<Partial<Ordered>>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const found = await world.get<Enrollment>('enrollment', params['id'] ?? '');
  if (found === undefined) return notFound;
  const { activated_at, expiry_date } = body;
  await keep(world, {
    ...found,
    ...(activated_at === undefined ? {} : { activated_at }),
    ...(expiry_date === undefined ? {} : { expiry_date }),
  });
  return { status: 204 };
}

const Order = z.looseObject({ id: z.coerce.string() });
const Progress = Order.extend({ percentage_completed: z.number().min(0).max(1) });

/** @throws UnfitObjectError when the order lacks something, or there is no such enrolment */
async function ordered<T extends { id: string }>(schema: z.ZodType<T>, object: unknown, world: SandboxWorld) {
  const read = schema.safeParse(object);
  if (!read.success) throw new UnfitObjectError(z.prettifyError(read.error));
  const found = await world.get<Enrollment>('enrollment', read.data.id);
  if (found === undefined) throw new UnfitObjectError(`There is no enrolment ${read.data.id}.`);
  return { order: read.data, found };
}

/** A learner goes on: `{ id, percentage_completed }`, a share of 1. */
export async function enrollmentProgress(object: unknown, world: SandboxWorld): Promise<Emission> {
  const { order, found } = await ordered(Progress, object, world);
  const started_at = found.started_at ?? new Date(world.nowMs()).toISOString();
  const after = await keep(world, { ...found, started_at, percentage_completed: order.percentage_completed });
  return { object: after, call: await toldOf(world, 'progress', after) };
}

/** A learner completes the course: `{ id }`. Complete already, it is told again. */
export async function enrollmentCompleted(object: unknown, world: SandboxWorld): Promise<Emission> {
  const { found } = await ordered(Order, object, world);
  const now = new Date(world.nowMs()).toISOString();
  const done = { percentage_completed: 1, completed: true, completed_at: found.completed_at ?? now };
  const after = await keep(world, { ...found, started_at: found.started_at ?? now, ...done });
  return { object: after, call: await toldOf(world, 'completed', after) };
}

/** Somebody ends a learner's access by hand: `{ id }`. Thinkific tells nobody. */
export async function enrollmentExpired(object: unknown, world: SandboxWorld): Promise<Emission> {
  const { found } = await ordered(Order, object, world);
  return { object: await keep(world, { ...found, expiry_date: new Date(world.nowMs()).toISOString() }) };
}

/** Somebody deletes an enrolment by hand: `{ id }`. Thinkific tells nobody. */
export async function enrollmentDeleted(object: unknown, world: SandboxWorld): Promise<Emission> {
  const { found } = await ordered(Order, object, world);
  await world.remove('enrollment', String(found.id));
  await world.remove('enrollment#pair', pairOf(found.user_id, found.course_id));
  return { object: found };
}
