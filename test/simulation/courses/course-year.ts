import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PromiseRecord } from '../../../src/database/generated/client';
import { type Business, DAY_MS, DeliveryYear, type Sold, type Story } from '../deliveries/delivery-year';
import { type Doing, doingsOf, STORY_COUNT } from './students';

/** So many learn together. */
const GROUP = STORY_COUNT;
/** A few courses need no more time than one of them. */
const FEW = 4;
const BUNDLE = '201';

const COURSES: Business = {
  playbook: 'course',
  source: readFileSync(join(__dirname, '../../../playbooks/course.yaml'), 'utf8'),
  posts: [
    ['account-manager', 'Europe/London'],
    ['operations-manager', 'Asia/Kolkata'],
    ['managing-director', 'America/Los_Angeles'],
    ['finance-manager', 'Europe/Athens'],
    ['fulfilment-lead', 'Europe/Berlin'],
    ['instructor', 'America/New_York'],
    ['instructor', 'Asia/Tokyo'],
    ['content-lead', 'Africa/Nairobi'],
    ['sales-agent', 'America/Sao_Paulo'],
  ],
  team: ['account-manager', 'operations-manager', 'fulfilment-lead', 'content-lead', 'instructor'],
  days: 365,
  daysOfOne: 95,
};

const STORIES: Record<string, Story & { isContentRefused?: true }> = {
  'its content is refused first': { lateShare: 0.1, isContentRefused: true, csat: 2 },
  'in time': { lateShare: 0, csat: 5 },
  'another instructor, and no answer': {
    ...{ lateShare: 0.1, changesHands: { after: 5, role: 'instructor' }, csat: null },
  },
  'on hold': { lateShare: 0.2, held: { after: 12, days: 9 }, csat: 4 },
};

interface Course extends Sold {
  readonly isContentRefused: boolean;
}

/** A student as the simulation knows them: what they really did. */
export interface Student {
  readonly email: string;
  readonly doings: readonly Doing[];
}

/** An enrolment as Thinkific's stand-in has it. */
export interface Enrolment {
  id: number;
  user_email: string;
  course_id: number;
  expiry_date: string | null;
}

/** A year of courses: students finish, are told of twice and backward, stall, never start, leave. */
export class CourseYear extends DeliveryYear<Course> {
  readonly students: Student[];

  constructor(seed: number, studentCount: number) {
    const students = Array.from({ length: studentCount }, (_, index) => ({
      email: `student-${index + 1}@client.example`,
      doings: doingsOf(index + 1),
    }));
    const count = Math.ceil(studentCount / GROUP);
    const all = Object.entries(STORIES);
    const sold = Array.from({ length: count }, (_, index) => {
      const [name = '', story = { lateShare: 0, csat: null }] = all[index % all.length] ?? [];
      const group = students.slice(index * GROUP, (index + 1) * GROUP);
      return {
        ...{ number: index + 1, title: `Course ${index + 1}`, reference: '', id: '' },
        story: { name, ...story },
        isContentRefused: story.isContentRefused === true,
        people: group.map(({ email }) => email),
      };
    });
    super(seed, count < FEW ? { ...COURSES, days: COURSES.daysOfOne } : COURSES, sold);
    this.students = students;
  }

  protected override async plan(one: Course, promise: PromiseRecord, nowMs: number): Promise<void> {
    const atMs = this.momentFor(one, promise, nowMs);
    switch (promise.step) {
      // The vendor tells of it.
      case 'enrolled':
        return;
      case 'completed':
        for (const email of one.people) this.learn(one, email, nowMs);
        return;
      default:
        this.deeds.add(atMs, (at) => this.answer(one, promise, at));
    }
  }

  private learn(one: Course, email: string, fromMs: number): void {
    const { doings } = this.students.find((student) => student.email === email) ?? { doings: [] };
    for (const doing of doings) {
      this.deeds.add(fromMs + doing.day * DAY_MS, (at) => this.happen(one, email, doing, at));
    }
  }

  private async happen(one: Course, email: string, doing: Doing, nowMs: number): Promise<void> {
    this.did(doing.do);
    const { id: learner } = await this.world.db.contact.findFirstOrThrow({ where: { email } });
    switch (doing.do) {
      case 'progress':
        return await this.tellOfAll(email, 'progress', { percentage_completed: doing.share });
      case 'complete':
        return await this.tellOfAll(email, 'completed', {});
      case 'leave':
        return await this.say(one, 'learnerLeft', { learner }, nowMs, undefined, { learner });
      case 'feedback': {
        const said = { learner, rating: doing.rating };
        return await this.say(one, 'studentFeedback', said, nowMs, undefined, said);
      }
    }
  }

  /** The academy tells of each of somebody's courses. */
  private async tellOfAll(email: string, what: string, more: object): Promise<void> {
    const all = await this.world.objects<Enrolment>('thinkific', 'enrollment');
    for (const { id } of all.filter(({ user_email }) => user_email === email)) {
      await this.world.tell('thinkific', `enrollment.${what}`, { id, ...more });
    }
  }

  private async answer(one: Course, promise: PromiseRecord, nowMs: number): Promise<void> {
    const { id, step, key } = promise;
    switch (step) {
      case 'content':
        if (one.isContentRefused && key.endsWith('#1')) {
          const body = { version: '1', failed: ['media'] };
          return await this.say(promise, 'contentRefused', {}, nowMs, id, body);
        }
        return await this.say(promise, 'contentApproved', {}, nowMs, id, { version: '2' });
      case 'survey-answer':
        return await this.answerSurvey(one, promise, nowMs);
      default: {
        const form: Record<string, string> =
          step === 'handover' ? { course: BUNDLE, courseKind: 'self-paced' } : {};
        return await this.say(promise, 'stepCompleted', { answers: form }, nowMs, id, { form });
      }
    }
  }
}
