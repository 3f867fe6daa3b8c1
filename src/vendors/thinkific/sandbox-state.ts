import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';

const USUAL_PAGE = 25;
const LARGEST_PAGE = 250;

export interface User {
  id: number;
  email: string;
  first_name: string;
  last_name: string;
  full_name: string;
  created_at: string;
}

export interface Course {
  id: number;
  name: string;
}

export interface Enrollment {
  id: number;
  user_id: number;
  user_email: string;
  user_name: string;
  course_id: number;
  course_name: string;
  percentage_completed: number;
  activated_at: string | null;
  expiry_date: string | null;
  started_at: string | null;
  completed_at: string | null;
  updated_at: string;
  completed: boolean;
}

/** What stands in the academy from the beginning. */
export const COURSES: readonly Course[] = [
  { id: 101, name: 'Foundations' },
  { id: 102, name: 'Practice' },
  { id: 103, name: 'Mastery' },
];
export const BUNDLES: ReadonlyMap<number, readonly number[]> = new Map([[201, [101, 102]]]);

export function refused(status: number, body: object): SandboxAnswer {
  return { status, body };
}

export const notFound = refused(404, { error: 'Record not found.' });

/** Thinkific's form of a list: 25 on a page unless asked otherwise, 250 at most. */
export function listed(items: readonly object[], { query }: SandboxCall<never>): SandboxAnswer {
  const limit = Math.min(LARGEST_PAGE, Math.max(1, Number(query['limit'] ?? USUAL_PAGE)));
  const page = Math.max(1, Number(query['page'] ?? 1));
  const pages = Math.max(1, Math.ceil(items.length / limit));
  const pagination = {
    current_page: page,
    next_page: page < pages ? page + 1 : null,
    prev_page: page > 1 ? page - 1 : null,
    total_pages: pages,
    total_items: items.length,
  };
  return {
    status: 200,
    body: { items: items.slice((page - 1) * limit, page * limit), meta: { pagination } },
  };
}

export async function findUser(world: SandboxWorld, email: string): Promise<User | undefined> {
  const id = await world.get<number>('user#email', email.toLowerCase());
  return id === undefined ? undefined : world.get<User>('user', String(id));
}

/** One learner is in one course once. */
export function pairOf(userId: number, courseId: number): string {
  return `${userId}/${courseId}`;
}

export async function keep(world: SandboxWorld, enrollment: Enrollment): Promise<Enrollment> {
  const kept = { ...enrollment, updated_at: new Date(world.nowMs()).toISOString() };
  await world.put('enrollment', String(kept.id), kept);
  return kept;
}

/** As Thinkific shows it: what has ended by now, and what is a trial, follows from its dates. */
export function shown(enrollment: Enrollment, nowMs: number): object {
  const { expiry_date: expiry, activated_at: activated } = enrollment;
  const expired = expiry !== null && Date.parse(expiry) <= nowMs;
  return { ...enrollment, expired, is_free_trial: activated === null };
}

/** What is told of an enrolment, with its own form of it. */
export async function toldOf(world: SandboxWorld, action: string, enrollment: Enrollment): Promise<object> {
  const { user_id: userId, course_id: courseId, course_name: name } = enrollment;
  const user = await world.get<User>('user', String(userId));
  return {
    id: String(await world.nextNumber('event')).padStart(12, '0'),
    resource: 'enrollment',
    action,
    tenant_id: '59',
    created_at: new Date(world.nowMs()).toISOString(),
    payload: {
      id: enrollment.id,
      activated_at: enrollment.activated_at,
      completed_at: enrollment.completed_at,
      course: { id: courseId, name },
      course_id: courseId,
      expiry_date: enrollment.expiry_date,
      free_trial: enrollment.activated_at === null,
      percentage_completed: String(enrollment.percentage_completed),
      started_at: enrollment.started_at,
      user: { id: userId, email: user?.email, first_name: user?.first_name, last_name: user?.last_name },
    },
  };
}

export function subdomainOf(settings: SandboxWorld['settings']): string {
  return requiredValue('thinkific', settings, 'subdomain');
}
