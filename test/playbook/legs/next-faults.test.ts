import { nextFaults } from '../../../src/playbook/domain/legs/next-faults';
import type { Playbook, StageRules, Step } from '../../../src/playbook/domain/playbook';

const step = (parts: Partial<Step>): Step => ({
  ...{ id: 'step', kind: 'task', title: 'Step', owner: 'operations-manager', within: '1 d' },
  ...parts,
});
const stage = (...steps: Partial<Step>[]): StageRules => ({
  title: 'Stage',
  steps: steps.map((parts, index) => step({ id: `step-${index}`, ...parts })),
});
const asks = stage({
  form: [{ name: 'scale', title: 'Scale', type: 'choice', options: ['a', 'b'], decides: true }],
});
const needs = stage({ when: { answer: 'scale', is: 'a' } });
const invoices = (milestone: string) =>
  stage({ kind: 'action', do: 'accounting.createInvoice', with: { milestone, percent: 50, dueDays: 1 } });

function playbook(name: string, next?: string, parts: Partial<Playbook> = {}): Playbook {
  const clock = { tz: 'Etc/UTC', hours: '24x7' } as const;
  return {
    name,
    title: name,
    calendars: { clock },
    stages: {},
    ...(next ? { next } : {}),
    ...parts,
  } as Playbook;
}

function messages(one: Playbook, ...published: Playbook[]): string[] {
  const faults = nextFaults(one, new Map(published.map((each) => [each.name, each])));
  return faults.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('A playbook that another one follows', () => {
  it.each([
    ['nothing follows', playbook('a'), []],
    ['one follows that is there', playbook('a', 'b'), [playbook('b')]],
    ['several follow', playbook('a', 'b'), [playbook('b', 'c'), playbook('c')]],
    ['it names none any more', playbook('b'), [playbook('a', 'b'), playbook('b', 'c'), playbook('c')]],
    [
      'an answer is given before',
      playbook('a', 'b', { stages: { qualification: asks } }),
      [playbook('b', undefined, { stages: { closure: needs } })],
    ],
    [
      'a playbook asks itself',
      playbook('a', 'b'),
      [playbook('b', undefined, { stages: { qualification: asks, closure: needs } })],
    ],
    [
      'milestones differ',
      playbook('a', 'b', { stages: { closure: invoices('one') } }),
      [playbook('b', undefined, { stages: { closure: invoices('two') } })],
    ],
  ])('[CD-18] is right where %s', (_what, one, published) => {
    expect(messages(one, ...published)).toEqual([]);
  });

  it.each([
    [
      'is not there',
      playbook('a', 'b'),
      [playbook('c')],
      'next: no playbook "b" is published: publish it first; there are: c',
    ],
    [
      'is not there at the end',
      playbook('a', 'b'),
      [playbook('b', 'c')],
      'next: no playbook "c" is published: publish it first; there are: b',
    ],
    ['is itself', playbook('a', 'a'), [], 'next: an engagement would never end: a -> a'],
    [
      'leads back',
      playbook('a', 'b'),
      [playbook('b', 'c'), playbook('c', 'a')],
      'next: an engagement would never end: a -> b -> c -> a',
    ],
    [
      'goes in a circle of its own',
      playbook('a', 'b'),
      [playbook('b', 'c'), playbook('c', 'b')],
      'next: an engagement would never end: a -> b -> c -> b',
    ],
    [
      'lacks a calendar',
      playbook('a', 'b', {
        calendars: { clock: { tz: 'Etc/UTC', hours: '24x7' }, office: { tz: 'Etc/UTC', hours: '24x7' } },
      }),
      [playbook('b')],
      'next: "b" lacks the calendar "office", by which an engagement may be counted',
    ],
    [
      'invoices the same milestone',
      playbook('a', 'b', { stages: { closure: invoices('one') } }),
      [playbook('b', undefined, { stages: { closure: invoices('one') } })],
      'next: "b" invoices "one" a second time',
    ],
    [
      'asks for an answer that nobody gives',
      playbook('a', 'b'),
      [playbook('b', undefined, { stages: { closure: needs } })],
      'next: "b" asks for the answer "scale", which no form before has as one that decides',
    ],
    [
      'shares what nobody saves',
      playbook('a', 'b'),
      [
        playbook('b', undefined, {
          stages: {
            closure: stage({
              kind: 'action',
              do: 'storage.share',
              with: { document: 'report', with: ['team'] },
            }),
          },
        }),
      ],
      'next: "b" shares the document "report", which nothing before saves',
    ],
  ])('[CD-18] is refused where that %s', (_what, one, published, message) => {
    expect(messages(one, ...published)).toEqual([message]);
  });

  it('[CD-18] is looked at again when the one that follows is published anew', () => {
    const before = playbook('a', 'b', { stages: { qualification: asks } });
    const first = playbook('b');
    expect(messages(playbook('b', undefined, { stages: { closure: needs } }), before, first)).toEqual([]);
    expect(messages(playbook('b', undefined, { calendars: {} }), before, first)).toEqual([
      'name: "a" goes on by this playbook: "b" lacks the calendar "clock", by which an engagement may be counted',
    ]);
    expect(messages(playbook('b', 'a'), before, first)).toEqual([
      'next: an engagement would never end: b -> a -> b',
    ]);
  });
});
