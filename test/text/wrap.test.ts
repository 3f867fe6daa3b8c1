import { utf16Units } from '../../src/text/domain/cut';
import { wrapText } from '../../src/text/domain/wrap';

describe('A text in lines', () => {
  it.each([
    ['breaks between words', 'one two three four', 9, ['one two', 'three', 'four']],
    [
      'breaks a word that is wider than a line',
      'a Donaudampfschiff b',
      8,
      ['a', 'Donaudam', 'pfschiff', 'b'],
    ],
    ['has other blanks and new lines as one', ' one\u00a0\t\n two ', 20, ['one two']],
    ['is no line when there is nothing', '  ', 5, []],
    [
      'keeps what people see as one character whole',
      '👩‍👩‍👧e\u0301👩‍👩‍👧',
      8,
      ['👩‍👩‍👧', 'e\u0301', '👩‍👩‍👧'],
    ],
    ['has a character that is wider than a line alone', '👩‍👩‍👧x', 2, ['👩‍👩‍👧', 'x']],
  ])('%s', (_what, text, width, lines) => {
    expect(wrapText(text, width, utf16Units)).toEqual(lines);
  });
});
