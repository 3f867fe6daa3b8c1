import { z } from 'zod';
import type { Enrolling, Enrolment, NewLearner } from '../../capability/offered/learning';
import { mailKey } from '../../text/domain/mail-address';
import { VendorError } from '../kit/errors';
import { VendorHttp, type VendorTrouble } from '../kit/http';
import { unlessMissing } from '../kit/missing';
import { requiredValue, type VendorSettings } from '../kit/vendor-settings';
import { namesOf } from './names';

const ROOT = '/api/public/v1';
/** As many as Thinkific gives on one page. */
const PAGE_SIZE = 250;
/** Thinkific makes the enrolments of a bundle by and by. */
const STILL_ENROLLING_MS = 5_000;

const Page = z.object({
  items: z.array(z.unknown()),
  meta: z.object({ pagination: z.object({ next_page: z.number().nullish() }).optional() }).optional(),
});
const User = z.object({ id: z.number(), email: z.string() });
const Course = z.object({ id: z.number() });
const Enrollment = z.object({
  id: z.number(),
  course_id: z.number(),
  /** A share of 1, as a number or as text. */
  percentage_completed: z.coerce.number().catch(0),
  activated_at: z.string().nullish(),
  is_free_trial: z.boolean().nullish(),
  completed: z.boolean().nullish(),
  expired: z.boolean().nullish(),
});

/** An enrolment as Thinkific has it. */
export interface ThinkificEnrolment extends Enrolment {
  /** With access to what is free alone. */
  readonly isTrial: boolean;
}

/**
 * Thinkific's Admin API 1 by API key. Settings values: `apiKey`, `subdomain`. Limits: 120 calls a minute, 10 at once; 429
 * says in RateLimit-Reset when it may go on. Thinkific has no guard but that addresses are unique: whoever makes something
 * looks first. An enrolment without `activated_at` is a trial.
 */
export class ThinkificClient {
  private readonly http: VendorHttp;

  constructor(settings: VendorSettings) {
    this.http = new VendorHttp({
      system: 'thinkific',
      baseUrl: settings.baseUrl,
      headers: {
        'x-auth-api-key': requiredValue('thinkific', settings, 'apiKey'),
        'x-auth-subdomain': requiredValue('thinkific', settings, 'subdomain'),
      },
      trouble: thinkificTrouble,
      comeBackAfterMs: untilReset,
    });
  }

  /** @returns the id of the user with that address; undefined when there is none */
  async findUser(email: string): Promise<string | undefined> {
    const users = await this.all('users.list', '/users', User, { 'query[email]': email });
    const found = users.find((user) => mailKey(user.email) === mailKey(email));
    return found && String(found.id);
  }

  /** Makes a user, without a password and without a mail to them. @throws VendorError rejected (422) when the address is taken */
  async createUser({ email, name }: NewLearner): Promise<string> {
    const { body } = await this.http.request({
      op: 'users.create',
      method: 'POST',
      path: `${ROOT}/users`,
      json: { email, ...namesOf(name), send_welcome_email: false },
      carries: name,
    });
    return String(User.pick({ id: true }).parse(body).id);
  }

  async listCourses(): Promise<string[]> {
    return this.idsOf('courses.list', '/courses');
  }

  /** @returns undefined when there is no such bundle */
  coursesOfBundle(bundle: string): Promise<string[] | undefined> {
    return unlessMissing(() =>
      this.idsOf('bundles.courses', `/bundles/${encodeURIComponent(bundle)}/courses`),
    );
  }

  /** @returns undefined when the user is not enrolled in the course */
  async findEnrolment(user: string, course: string): Promise<ThinkificEnrolment | undefined> {
    const query = { 'query[user_id]': user, 'query[course_id]': course };
    const found = await this.all('enrollments.list', '/enrollments', Enrollment, query);
    return found.map(asEnrolment).find((enrolment) => enrolment.course === course);
  }

  /** @returns undefined when there is no such enrolment */
  readEnrolment(id: string): Promise<ThinkificEnrolment | undefined> {
    return unlessMissing(async () => {
      const { body } = await this.http.request({
        op: 'enrollments.get',
        method: 'GET',
        path: enrolmentPath(id),
      });
      return asEnrolment(Enrollment.parse(body));
    });
  }

  /** Enrols a user in a course or in all that a bundle lacks of it. To be looked for before it is repeated. */
  async enrol(user: string, what: Enrolling, activatedAt: string): Promise<void> {
    const json = { user_id: Number(user), activated_at: activatedAt };
    if ('course' in what) {
      await this.http.request({
        op: 'enrollments.create',
        method: 'POST',
        path: `${ROOT}/enrollments`,
        json: { ...json, course_id: Number(what.course) },
      });
    } else {
      const path = `${ROOT}/bundles/${encodeURIComponent(what.bundle)}/enrollments`;
      await this.http.request({ op: 'bundles.enroll', method: 'POST', path, json });
    }
  }

  /** Gives full access from then on. Repeatable. */
  async activate(id: string, activatedAt: string): Promise<void> {
    await this.change('enrollments.activate', id, { activated_at: activatedAt });
  }

  /** Ends the access. Repeatable. */
  async expire(id: string, at: string): Promise<void> {
    await this.change('enrollments.expire', id, { expiry_date: at });
  }

  private async change(op: string, id: string, json: object): Promise<void> {
    await this.http.request({ op, method: 'PUT', path: enrolmentPath(id), json });
  }

  private async idsOf(op: string, path: string): Promise<string[]> {
    return (await this.all(op, path, Course)).map(({ id }) => String(id));
  }

  private async all<T>(
    op: string,
    path: string,
    schema: z.ZodType<T>,
    query: Readonly<Record<string, string>> = {},
  ): Promise<T[]> {
    const items: T[] = [];
    for (let page: number | undefined = 1; page !== undefined; ) {
      const request = { op, method: 'GET', path: `${ROOT}${path}` } as const;
      const { body } = await this.http.request({ ...request, query: { ...query, page, limit: PAGE_SIZE } });
      const read = Page.parse(body);
      items.push(...z.array(schema).parse(read.items));
      page = read.meta?.pagination?.next_page ?? undefined;
    }
    return items;
  }
}

/** A bundle's enrolments that are asked for and not there yet: to be asked for again a little later. */
export function stillEnrolling(): VendorError {
  return new VendorError({
    ...{
      system: 'thinkific',
      op: 'bundles.enroll',
      status: 202,
      vendorCode: 'STILL_ENROLLING',
      vendorText: '',
    },
    ...{ outcome: 'throttled', retryAfterMs: STILL_ENROLLING_MS },
  });
}

function enrolmentPath(id: string): string {
  return `${ROOT}/enrollments/${encodeURIComponent(id)}`;
}

function asEnrolment(read: z.infer<typeof Enrollment>): ThinkificEnrolment {
  return {
    id: String(read.id),
    course: String(read.course_id),
    percent: Math.floor(Math.min(1, Math.max(0, read.percentage_completed)) * 100 + 1e-6),
    isComplete: read.completed === true,
    isExpired: read.expired === true,
    isTrial: read.is_free_trial === true || !read.activated_at,
  };
}

const Trouble = z.object({ error: z.string().optional(), errors: z.unknown().optional() });

/** Thinkific's error forms: one text, a list of texts, or texts by field. */
export function thinkificTrouble(body: unknown, status: number): VendorTrouble {
  const read = Trouble.safeParse(body);
  const code = `HTTP_${status}`;
  if (!read.success) return { code, text: '' };
  const { error, errors } = read.data;
  return { code, text: error ?? textsIn(errors).join('; ') };
}

function textsIn(errors: unknown): string[] {
  if (typeof errors === 'string') return [errors];
  return typeof errors === 'object' && errors !== null ? Object.values(errors).flatMap(textsIn) : [];
}

/** RateLimit-Reset is the epoch's second at which calls are taken again; the wall clock's. */
export function untilReset(headers: Headers): number | undefined {
  const reset = Number(headers.get('ratelimit-reset') ?? Number.NaN);
  return Number.isFinite(reset) ? Math.max(0, Math.ceil(reset * 1000 - Date.now())) : undefined;
}
