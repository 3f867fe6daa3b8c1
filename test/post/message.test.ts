import { composeChat, composeMessage, type NoticeLine, type Reader } from '../../src/post/domain/message';

const reader: Reader = {
  name: 'Ann',
  timeZone: 'Europe/Berlin',
  publicUrl: 'https://p.example',
  now: new Date('2026-12-04T12:00:00Z'),
};
let made = 0;
const notice = (more: Partial<NoticeLine>): NoticeLine => {
  made += 1;
  return {
    promiseId: `prm_${made}`,
    reason: 'Level 1',
    level: 1,
    urgent: true,
    late: false,
    text: 'Level 1: "Kick-off" is late (CD-0001, Website).',
    createdAt: new Date('2026-12-04T11:00:00Z'),
    reference: 'CD-0001',
    dueAt: null,
    respondBy: null,
    clientZone: null,
    decideAt: null,
    ...more,
  };
};
const subject = (...notices: NoticeLine[]) => composeMessage(notices, reader).subject;
const linesOf = (...notices: NoticeLine[]) =>
  composeMessage(notices, reader)
    .text.split('\n')
    .filter((line) => /^- |come/.test(line));

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

  test('tells a time by the clock of its reader, and of the client where that shows another', () => {
    const due = { reason: 'Due soon', level: 0, text: 'x', dueAt: new Date('2026-12-07T09:00:00Z') };
    const line = (clientZone: string | null) => linesOf(notice({ ...due, clientZone }))[0];
    expect(line('Australia/Sydney')).toBe(
      '- Due Mon, 7 Dec 2026, 10:00 CET (Mon, 7 Dec 2026, 20:00 GMT+11 for the client): x',
    );
    expect(line('Europe/Paris')).toBe('- Due Mon, 7 Dec 2026, 10:00 CET: x');
    expect(line(null)).toBe('- Due Mon, 7 Dec 2026, 10:00 CET: x');
  });

  test('begins with what comes late, in the order of its coming, then the higher level first, each on its line', () => {
    const { text } = composeMessage(
      [
        notice({ text: 'one', decideAt: 'https://p.example/decide/s' }),
        notice({ text: 'crisis', reason: 'Crisis', level: 4 }),
        notice({ text: 'late three', late: true, reason: 'Level 3', level: 3 }),
        notice({ text: 'late one', late: true, createdAt: new Date('2026-12-01T22:30:00Z') }),
        notice({ text: 'two\r\nBcc: somebody', level: 2 }),
      ],
      reader,
    );
    expect(text.split('\n')).toEqual([
      'Hello Ann,',
      '',
      '2 notices of this message come late, because our systems were away when they were due:',
      '',
      '- late one Reached: Level 1 on Tue, 1 Dec 2026, 23:30 CET.',
      '- late three Reached: Level 3 on Fri, 4 Dec 2026, 12:00 CET.',
      '',
      '- crisis',
      '- two Bcc: somebody',
      '- one',
      '  What you can do: https://p.example/decide/s',
      '',
      'You get this because you answer for these promises, or are to hear of them. The links are yours alone: do not pass them on.',
      'Where to look: https://p.example/docs',
      '',
    ]);
  });

  test('[BY-10] tells all levels of one promise on one line, in their order', () => {
    const levels = [1, 2, 4].map((level) =>
      notice({
        promiseId: 'prm_same',
        level,
        reason: level === 4 ? 'Crisis' : `Level ${level}`,
        text: level === 4 ? 'Crisis: "Kick-off" is late.' : `Level ${level}: "Kick-off" is late.`,
        late: true,
        createdAt: new Date(`2026-12-0${level}T09:00:00Z`),
      }),
    );
    expect(linesOf(...levels.toReversed())).toEqual([
      '1 notice of this message comes late, because our systems were away when it was due:',
      '- Crisis: "Kick-off" is late. Reached: Level 1 on Tue, 1 Dec 2026, 10:00 CET, Level 2 on Wed, 2 Dec 2026, 10:00 CET, Crisis on Fri, 4 Dec 2026, 10:00 CET.',
    ]);
  });

  test('says by when to respond, and of a warning whether it is due or was', () => {
    const warning = { reason: 'Due soon', level: 0, urgent: false, text: '"Kick-off" (CD-0001).' };
    expect(
      linesOf(
        notice({ respondBy: new Date('2026-12-05T12:00:00Z') }),
        notice({ ...warning, dueAt: new Date('2026-12-04T13:00:00Z') }),
        notice({ ...warning, dueAt: new Date('2026-12-04T08:00:00Z') }),
      ),
    ).toEqual([
      '- Level 1: "Kick-off" is late (CD-0001, Website). Respond by Sat, 5 Dec 2026, 13:00 CET.',
      '- Due Fri, 4 Dec 2026, 14:00 CET: "Kick-off" (CD-0001).',
      '- Was due Fri, 4 Dec 2026, 09:00 CET: "Kick-off" (CD-0001).',
    ]);
  });

  test('is one in the chat for all crises that came together', () => {
    const crises = Array.from({ length: 25 }, (_, index) => notice({ level: 4, text: `crisis ${index}` }));
    const lines = composeChat(crises, reader).split('\n');
    expect(lines).toHaveLength(22);
    expect(lines.slice(19)).toEqual([
      '- crisis 19',
      '... and 5 more, which the mail names.',
      'https://p.example/docs',
    ]);
  });
});
