import { informedRoles, isNews, newsText } from '../../src/post/domain/informed';
import type { PromiseFact } from '../../src/journal/domain/promise-facts';
import type { Playbook } from '../../src/playbook/domain/playbook';

const step = (id: string, informed?: string[]) => ({
  ...{ id, kind: 'task', title: `Title of ${id}`, owner: 'operations-manager', within: '1 d' },
  ...(informed ? { raci: { informed } } : {}),
});
const meeting = (id: string, informed?: string[]) => ({
  ...{ id, title: `Title of ${id}`, minutes: 30, attendees: ['client'], daysAhead: 1 },
  ...(informed ? { raci: { informed } } : {}),
});
const playbook = {
  raci: { informed: ['customer-relationship-manager'] },
  stages: {
    onboarding: {
      title: 'Onboarding',
      steps: [step('plain'), step('own', ['consultant']), step('nobody', [])],
    },
    planning: { title: 'Planning', steps: [], cycle: [meeting('review'), meeting('close', ['client'])] },
  },
} as unknown as Playbook;
const later = { ...playbook, raci: { informed: ['project-manager'] } } as Playbook;

const kept = (more: object): PromiseFact => ({
  kind: 'promiseKept',
  promiseId: 'prm_1',
  title: 'It',
  late: false,
  signal: 'stepCompleted',
  ...more,
});
const waived = (more: object): PromiseFact => ({
  kind: 'promiseWaived',
  promiseId: 'prm_1',
  title: 'It',
  signal: 'paymentWaived',
  ...more,
});
const cancelled = (more: object): PromiseFact => ({
  kind: 'promiseCancelled',
  promiseId: 'prm_1',
  title: 'It',
  why: 'it was called off',
  ...more,
});
const changed = (how: string, of = 'review'): PromiseFact =>
  ({ kind: 'meetingChanged', promiseId: 'prm_1', step: of, title: 'Review', how }) as PromiseFact;

const PAUSED: PromiseFact = { kind: 'promisePaused', promiseId: 'prm_1' };
const EXTENDED: PromiseFact = { kind: 'deadlineExtended', promiseId: 'prm_1', title: 'x', dueAtMs: 1 };

function rolesFor(fact: PromiseFact, playbooks = [playbook]): readonly string[] {
  return isNews(fact) ? informedRoles(playbooks, fact) : [];
}

describe('Who is informed', () => {
  it.each([
    ['a step is done', kept({ step: 'plain' }), ['customer-relationship-manager']],
    ['a step with informed parties of its own is done', kept({ step: 'own' }), ['consultant']],
    ['a step that informs nobody is done', kept({ step: 'nobody' }), []],
    ['a step is waived', waived({ step: 'own' }), ['consultant']],
    ['a step is withdrawn', cancelled({ step: 'plain' }), ['customer-relationship-manager']],
    ['a meeting of the cycle gets its date', kept({ step: 'review' }), ['customer-relationship-manager']],
    ['one with informed parties of its own gets its date', kept({ step: 'close' }), ['client']],
    ['one gets none any more', cancelled({ step: 'close' }), ['client']],
    ['the meeting of a step gets its date', kept({ meeting: 'own' }), ['consultant']],
    ['a meeting is moved', changed('moved', 'close'), ['client']],
    ['a meeting of a step is deleted', changed('deleted', 'own'), ['consultant']],
    ['something was undone by hand', kept({}), []],
    ['it is a step of no playbook here', kept({ step: 'elsewhere' }), []],
    ['a promise is opened', PAUSED, []],
    ['a deadline is moved', EXTENDED, []],
  ])('[CD-00] when %s', (_what, fact, roles) => {
    expect(rolesFor(fact)).toEqual(roles);
  });

  it('[CD-00] is said by the playbook in force, and by one before it where that alone knows the step', () => {
    expect(rolesFor(kept({ step: 'plain' }), [later, playbook])).toEqual(['project-manager']);
    const without = { ...later, stages: {} } as Playbook;
    expect(rolesFor(kept({ step: 'plain' }), [without, playbook])).toEqual(['customer-relationship-manager']);
    expect(rolesFor(kept({ step: 'plain' }), [])).toEqual([]);
  });
});

describe('What the informed read', () => {
  const refs = { startAt: '2026-12-04T10:00:00Z' };
  it.each([
    [kept({ step: 'plain' }), {}, 'Done: "It"'],
    [kept({ step: 'plain', late: true }), {}, 'Done late: "It"'],
    [
      kept({ step: 'plain', signal: 'approvalRefused' }),
      { reason: 'nobody is free' },
      'Refused: "It", by Ann Lee: nobody is free',
    ],
    [
      kept({ step: 'plain', signal: 'revisionRequested' }),
      { items: 'the logo' },
      'Sent back: "It", by Ann Lee: the logo',
    ],
    [kept({ step: 'plain', signal: 'qualityFailed' }), {}, 'Not passed: "It", by Ann Lee'],
    [
      kept({ meeting: 'own', effect: { refs, note: '' } }),
      {},
      'In the calendar: "Title of own", 2026-12-04T10:00:00Z',
    ],
    [
      kept({ step: 'review', effect: { refs, note: '' } }),
      {},
      'In the calendar: "Title of review", 2026-12-04T10:00:00Z',
    ],
    [kept({ step: 'review' }), {}, 'In the calendar: "Title of review"'],
    [waived({ step: 'own' }), { reason: 'a known client' }, 'Waived: "It", by Ann Lee: a known client'],
    [waived({ step: 'own' }), {}, 'Waived: "It", by Ann Lee'],
    [waived({ step: 'own', signal: 'no answer' }), {}, 'Waived: "It", by Ann Lee: no answer'],
    [cancelled({ step: 'own' }), {}, 'Withdrawn: "It", because it was called off'],
    [changed('moved'), {}, 'Moved in the calendar: "Review"'],
    [changed('deleted'), {}, 'Deleted from the calendar: "Review"'],
    [changed('restored'), {}, 'In the calendar again: "Review"'],
    [changed('cancelled'), {}, 'Called off: "Review"'],
  ])('[CD-00] of %j, said with %j: %s', (fact, stated, text) => {
    if (!isNews(fact)) throw new Error('it is news');
    expect(newsText([playbook], fact, { stated, statedBy: 'Ann Lee' })).toBe(text);
  });
});
