import type { Enrolling, LearningPort } from '../../../src/capability/offered/learning';
import type { ActionActivities, ActionResult, ActionsOf } from '../../../src/capability/actions';
import type { Party } from '../../../src/capability/parameters';
import { ActionRefusedError } from '../../../src/capability/refusal';
import type { ActionDeps, Door } from '../action-deps';
import {
  addressees,
  type EngagementFile,
  readEngagementFile,
  someone,
  unreachableNote,
} from '../engagement-file';
import { fillAnswers } from '../templates';
import { atVendor } from '../vendor-errors';
import { asked, enrolmentKey, learnerKey, putAsked } from './asked';

/** The actions on what people learn: enrolled, and what was begun of it ended. */
export function createLearningActivities(
  deps: ActionDeps,
  door: Door<LearningPort>,
): Pick<ActionActivities, ActionsOf<'learning'>> {
  return {
    'learning.enrolInCourse': ({ engagementId, key, params: { learners, course } }) =>
      atVendor(() => enrol(deps, door, { engagementId, key, learners, what: { course } })),

    'learning.enrolInBundle': ({ engagementId, key, params: { learners, bundle } }) =>
      atVendor(() => enrol(deps, door, { engagementId, key, learners, what: { bundle } })),

    'learning.expire': ({ params: { of, learner } }) => atVendor(() => expire(deps, door, of, learner)),
  };
}

interface Order {
  engagementId: string;
  key: string;
  learners: readonly Party[];
  what: Enrolling;
}

async function enrol(
  { db, clock }: ActionDeps,
  { effects, port }: Door<LearningPort>,
  { engagementId, key, learners, what }: Order,
): Promise<ActionResult> {
  const known = await effects.find('enrolled', key);
  if (known !== undefined) return enrolledResult(known.data);
  const file = await readEngagementFile(db, engagementId);
  const now = new Date(clock.productNow());
  const people = someone(await addressees(db, file, learners, now), learners);
  const courses = await port().coursesOf(named(file, what));
  // Put down before any call: whoever has to undo it finds it, even if no answer ever came.
  await putAsked(effects, key, { engagementId, people: people.map(({ id }) => id), courses });
  for (const { id, name, email } of people) {
    const own = learnerKey(key, id);
    const learner = await port().ensureLearner({ name, email });
    await effects.keep('learner', own, learner);
    for (const made of await port().ensureEnrolments(own, learner, named(file, what), now.toISOString())) {
      await effects.restOn('enrolment', made.id, engagementId);
      const data = { engagementId, of: key, learner: id, course: made.course, isOurs: String(made.isOurs) };
      await effects.keep('enrolment', enrolmentKey(key, id, made.course), made.id, data);
    }
  }
  const unreached = learners.includes('client') ? unreachableNote(file) : '';
  const data = { learners: String(people.length), courses: courses.join(','), unreached };
  return enrolledResult((await effects.keep('enrolled', key, engagementId, data)).data);
}

/** What to enrol in, which an answer may say. */
function named(file: EngagementFile, what: Enrolling): Enrolling {
  const filled = fillAnswers(file, 'course' in what ? what.course : what.bundle).trim();
  if (filled === '') {
    throw new ActionRefusedError(
      'Nobody has said which course it is, so nobody was enrolled. Enrol the learners by hand.',
    );
  }
  return 'course' in what ? { course: filled } : { bundle: filled };
}

function enrolledResult({ unreached = '', ...refs }: Readonly<Record<string, string>>): ActionResult {
  const courses = (refs['courses'] ?? '').split(',').length;
  const note = `${counted(Number(refs['learners']), 'learner')} enrolled in ${counted(courses, 'course')}.${unreached}`;
  return { refs, note };
}

async function expire(
  { clock }: ActionDeps,
  { effects, port }: Door<LearningPort>,
  of: string,
  only: string | undefined,
): Promise<ActionResult> {
  const begun = await asked(effects, of);
  if (begun === undefined) return { refs: {}, note: 'There was no enrolment to end.' };
  const at = new Date(clock.productNow()).toISOString();
  let ended = 0;
  let complete = 0;
  for (const { personId, course } of begun.pairs) {
    if (only !== undefined && only !== personId) continue;
    const id = await ours(personId, course);
    if (id === undefined) continue;
    await effects.changeOurselves('enrolment', id, 'expired');
    const after = await port().expireEnrolment(id, at);
    if (after?.isComplete) complete += 1;
    else ended += 1;
  }
  const stays =
    complete === 0 ? '' : ` ${counted(complete, 'course')} completed already: what is complete stays.`;
  return { refs: { ended: String(ended) }, note: `${counted(ended, 'enrolment')} ended.${stays}` };

  /** What was there before is not ours to end; what was never answered may have been made all the same. */
  async function ours(personId: string, course: string): Promise<string | undefined> {
    const known = await effects.find('enrolment', enrolmentKey(of, personId, course));
    if (known !== undefined) return known.data['isOurs'] === 'true' ? known.vendorId : undefined;
    const own = learnerKey(of, personId);
    const learner = await effects.find('learner', own);
    return learner && (await port().findEnrolment(own, learner.vendorId, course))?.id;
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
