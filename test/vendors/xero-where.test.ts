import * as fc from 'fast-check';
import { listed } from '../../src/vendors/xero/sandbox-lists';
import { whereEquals } from '../../src/vendors/xero/client';

const found = (name: string, names: string[]) => {
  const where = whereEquals('Name', name);
  const { status, body } = listed(
    'Contacts',
    names.map((Name) => ({ Name })),
    { where },
  );
  expect(status).toBe(200);
  return (body as { Contacts: { Name: string }[] }).Contacts.map(({ Name }) => Name);
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
    '',
    'Name',
    'Name="a"',
    'Name=="a',
    'Name=="a" AND',
    'Name=="a\\"',
    'Name=="a"b"',
    'Name=="a\nb"',
  ])('refuses %j', (where) => {
    expect(listed('Contacts', [{ Name: 'a' }], { where }).status).toBe(400);
  });
});
