import type { Effects } from '../effects';

/** Who was to be enrolled by an action, and in what: by our ids of people and the vendor's of courses. */
export interface AskedEnrolments {
  readonly engagementId: string;
  readonly people: readonly string[];
  readonly courses: readonly string[];
}

/** Puts down what an action asks for; a repeat may find other people or courses. */
export async function putAsked(
  effects: Effects,
  key: string,
  { engagementId, people, courses }: AskedEnrolments,
): Promise<void> {
  const count = String(people.length * courses.length);
  const data = { engagementId, people: people.join(','), courses: courses.join(',') };
  await effects.replace('enrolments-asked', key, count, data);
}

/** Each person with each course that an action asked for; undefined when it was never begun. */
export async function asked(
  effects: Effects,
  key: string,
): Promise<{ pairs: { personId: string; course: string }[] } | undefined> {
  const found = await effects.find('enrolments-asked', key);
  if (found === undefined) return undefined;
  const { people = '', courses = '' } = found.data;
  const pairs = people
    .split(',')
    .flatMap((personId) => courses.split(',').map((course) => ({ personId, course })));
  return { pairs };
}

export function learnerKey(key: string, personId: string): string {
  return `${key}/${personId}`;
}

export function enrolmentKey(key: string, personId: string, course: string): string {
  return `${learnerKey(key, personId)}/${course}`;
}
