import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LearningSignal } from '../../../src/engagement/domain/facts/learning/facts';
import type { Playbook } from '../../../src/playbook/domain/playbook';
import type { Engaged, Harness } from '../harness';

export const COURSE = readFileSync(join(__dirname, '../../../playbooks/course.yaml'), 'utf8');
export const DAY_MS = 86_400_000;

/** A course that was sold, with the students' doings as the vendor tells them. */
export class Course {
  private constructor(
    private readonly harness: Harness,
    readonly engaged: Engaged,
    readonly kind: string,
  ) {}

  /** @param kind how it is taught */
  static async sold(
    harness: Harness,
    kind = 'self-paced',
    change: (playbook: Playbook) => void = () => {},
  ): Promise<Course> {
    return new Course(harness, await harness.engage(change, COURSE), kind);
  }

  /** Everything that people are asked for, until this step is open; null: until the end. */
  async until(step: string | null, more: Record<string, () => Promise<void>> = {}): Promise<void> {
    await this.engaged.driveTo(step, {
      handover: async () => {
        const promise = await this.engaged.promise('handover');
        await this.engaged.state('stepCompleted', { answers: { courseKind: this.kind } }, { promise });
      },
      enrolled: async () => {},
      completed: async () => {},
      ...more,
    });
  }

  /** The same for every student: the first is told of last. */
  async enrolled(...students: string[]): Promise<void> {
    await this.until('enrolled');
    for (const [index, student] of students.entries()) {
      await this.tells('learnerEnrolled', student, { open: students.length - 1 - index });
    }
    await this.kept('enrolled');
  }

  async comesTo(student: string, percent: number): Promise<void> {
    await this.tells('courseProgressed', student, { percent, open: 1 });
  }

  async completes(student: string): Promise<void> {
    await this.tells('courseCompleted', student, { percent: 100, open: 1 });
  }

  async kept(step: string): Promise<void> {
    await this.engaged.until(
      `${step} to be kept`,
      async () => (await this.engaged.promise(step)).state === 'kept',
    );
  }

  /** What was done by this action, oldest first. */
  done(action: string) {
    return this.harness.performed
      .filter((one) => one.action === action && one.request.engagementId === this.engaged.id)
      .map(({ request }) => request);
  }

  /** The mails by this template, each with the student whom it was for. */
  mails(template: string): (string | undefined)[] {
    return this.done('mail.send')
      .filter(({ params }) => (params as { template: string }).template === template)
      .map(({ contact }) => contact);
  }

  async summaries(): Promise<string[]> {
    return (await this.engaged.journal()).map(({ summary }) => summary);
  }

  private async tells(signal: LearningSignal, learner: string, more: object): Promise<void> {
    const of = this.done('learning.enrolInBundle')[0]?.key ?? '';
    const before = (await this.summaries()).length;
    await this.engaged.state(signal, { of, learner, course: '101', enrolment: `at/${learner}`, ...more });
    await this.engaged.until('it to be noted', async () => (await this.summaries()).length > before);
  }
}
