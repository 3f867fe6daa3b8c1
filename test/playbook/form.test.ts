import { completeForm } from '../../src/playbook/domain/form';
import type { FormField } from '../../src/playbook/domain/form-field';

const field = (name: string, type: FormField['type'], extra: Partial<FormField> = {}): FormField => ({
  name,
  title: name,
  type,
  ...extra,
});
const faultsOf = (fields: FormField[], given: Parameters<typeof completeForm>[1]) => {
  const completed = completeForm(fields, given, {});
  return completed.ok ? [] : completed.faults.map((fault) => fault.field);
};

describe('Completing a form', () => {
  it('takes the suggestion for a missing and for a null answer, and the answer where there is one', () => {
    const fields = [
      field('a', 'text', { suggest: 'x' }),
      field('b', 'number', { suggest: 5 }),
      field('c', 'boolean', { suggest: false, decides: true }),
    ];
    expect(completeForm(fields, { a: null, b: 7 }, {})).toEqual({
      ok: true,
      form: { a: 'x', b: 7, c: false },
      answers: { c: false },
    });
  });

  it('demands what has neither an answer nor a suggestion, unless it is optional', () => {
    expect(faultsOf([field('a', 'text'), field('b', 'text', { optional: true })], {})).toEqual(['a']);
    expect(faultsOf([field('a', 'text')], { a: '  ' })).toEqual(['a']);
  });

  it('tells every fault at once, unknown answers too', () => {
    expect(faultsOf([field('a', 'text'), field('n', 'number', { min: 1 })], { n: 0, x: 1 })).toEqual([
      'x',
      'a',
      'n',
    ]);
  });

  it.each([
    ['text', 5, 'x'],
    ['number', '5', 5],
    ['boolean', 'true', true],
    ['date', '2026-02-30', '2026-02-28'],
    ['date', '1.2.2026', '2028-02-29'],
    ['team', 'all', { consultant: 'per_1' }],
  ] as const)('a %s is not %j but %j', (type, wrong, right) => {
    expect(faultsOf([field('f', type)], { f: wrong })).toEqual(['f']);
    expect(faultsOf([field('f', type)], { f: right })).toEqual([]);
  });

  it('takes a choice from its options only', () => {
    const choice = [field('f', 'choice', { options: ['a', 'b'], decides: true })];
    expect(completeForm(choice, { f: 'b' }, {})).toMatchObject({ ok: true, answers: { f: 'b' } });
    expect(faultsOf(choice, { f: 'c' })).toEqual(['f']);
    expect(faultsOf(choice, { f: 'toString' })).toEqual(['f']);
  });

  it('fills open roles of a team with the suggested persons, and lets a person choose others', () => {
    const suggested = { consultant: 'per_1', 'project-manager': 'per_2' };
    expect(completeForm([field('t', 'team')], { t: { consultant: 'per_9' } }, suggested)).toMatchObject({
      ok: true,
      team: { consultant: 'per_9', 'project-manager': 'per_2' },
    });
  });
});
