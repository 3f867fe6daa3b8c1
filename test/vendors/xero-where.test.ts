import * as fc from 'fast-check';
import { parseWhere } from '../../src/vendors/xero/sandbox-where';
import { whereEquals } from '../../src/vendors/xero/where';

const found = (name: string, names: string[]) => {
  const holds = parseWhere(whereEquals('Name', name));
  return names.filter((own) => holds?.({ Name: own }));
};
const NAMES = [
  'Acme',
  'Back\\slash\\',
  '\\',
  '\\\\',
  '"',
  '\\"',
  '""',
  '"Quoted" & Co (AND Name=="x")',
  'x" OR Name!="',
  'line\nbreak',
  'tab\t',
  '\\n',
  'Café ☕ 东京',
  '😀',
  "O'Brien",
  '%_*?',
  ') OR (',
];

describe('a literal of Xero’s where', () => {
  it.each(NAMES)('finds %j and nothing else', (name) => {
    expect(found(name, NAMES)).toEqual([name]);
  });

  it('means every text literally', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('"', '\\', ' ', 'n', '=', 'OR', '\n', ')') }),
    );
    fc.assert(
      fc.property(text, text, (name, other) => {
        const same = name.toLowerCase() === other.toLowerCase();
        expect(found(name, [name, other])).toEqual(same ? [name, other] : [name]);
      }),
    );
  });
});

describe('the where of the stand-in', () => {
  it.each([
    ['Name=="a" OR Name=="b" AND Number=="2"', ['a1', 'a2', 'b2']],
    ['(Name=="a" || Name=="b") && Number=="2"', ['a2', 'b2']],
    ['Name!="a"', ['b1', 'b2']],
    ['Name == "A"', ['a1', 'a2']],
  ])('means what Xero means by %s', (where, expected) => {
    const all = ['a1', 'a2', 'b1', 'b2'];
    const holds = parseWhere(where);
    expect(all.filter(([Name = '', Number = '']) => holds?.({ Name, Number }))).toEqual(expected);
  });

  it.each([
    '',
    'Name',
    'Name="a"',
    'Name=="a',
    'Name=="a" OR',
    'Name=="a\\"',
    'Name=="\\x"',
    '(Name=="a"',
    'Name=="a")',
  ])('refuses %j', (where) => {
    expect(parseWhere(where)).toBeUndefined();
  });
});
