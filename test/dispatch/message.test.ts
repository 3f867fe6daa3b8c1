import { composeMessage, type NoticeLine } from '../../src/dispatch/message';

const notice = (more: Partial<NoticeLine>): NoticeLine => ({
  reason: 'Level 1',
  level: 1,
  urgent: true,
  late: false,
  text: 'Level 1: "Kick-off" is late (CD-0001, Website).',
  reference: 'CD-0001',
  ...more,
});
const subject = (...notices: NoticeLine[]) => composeMessage('Ann', notices, 'https://p.example').subject;

describe('A message to a person', () => {
  test('says in its subject what is most urgent and what it is about', () => {
    expect(subject(notice({}))).toBe('Level 1: CD-0001');
    expect(subject(notice({}), notice({ reason: 'Level 3', level: 3, reference: 'CD-0002' }))).toBe(
      'Level 3: CD-0002, CD-0001',
    );
    const many = Array.from({ length: 5 }, (_, index) => notice({ reference: `CD-${index}` }));
    expect(subject(...many)).toBe('Level 1: 5 notices');
    const calm = { reason: 'Due soon', level: 0, urgent: false };
    expect(subject(notice(calm))).toBe('Due soon: CD-0001');
    expect(subject(notice(calm), notice({ ...calm, reference: 'CD-2' }))).toBe('2 notices');
    expect(subject(notice({ reference: null }))).toBe('Level 1: 1 notice');
  });

  test('begins with what comes late and says so, then the higher level first, each on its line', () => {
    const { text } = composeMessage(
      'Ann',
      [
        notice({ text: 'one' }),
        notice({ text: 'crisis', level: 4 }),
        notice({ text: 'late one', late: true }),
        notice({ text: 'late three', late: true, level: 3 }),
        notice({ text: 'two\r\nBcc: somebody', level: 2 }),
      ],
      'https://p.example',
    );
    expect(text.split('\n')).toEqual([
      'Hello Ann,',
      '',
      '2 notices of this message come late, because our systems were away when they were due:',
      '',
      '- late three',
      '- late one',
      '',
      '- crisis',
      '- two Bcc: somebody',
      '- one',
      '',
      'You get this because you answer for these promises, or are to hear of them.',
      'Where to look: https://p.example',
      '',
    ]);
  });
});
