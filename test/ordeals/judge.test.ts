import type { Books, Subject } from '../../ordeals/judge/books';
import { judgeAccepted, judgeToldOnce } from '../../ordeals/judge/journals';
import { judgeLadders } from '../../ordeals/judge/ladders';
import { judgeMessages, judgeNotices } from '../../ordeals/judge/notices';
import { judgeObjects } from '../../ordeals/judge/objects';
import type { JournalLine } from '../../ordeals/support/installation-api';
import { Ledger } from '../../ordeals/work/ledger';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 5, 1, 9);

type Told = [hours: number, kind: string, data?: Record<string, unknown>];

const OPENED: Told = [0, 'promiseOpened', { promise: { id: 'prm_1' } }];
const BROKEN: Told = [24, 'promiseBroken', { promiseId: 'prm_1' }];
const level = (hours: number, reached: number, told: string[] = []): Told => [
  hours,
  reached === 1 ? 'escalationRaised' : 'escalationClimbed',
  { escalationId: 'esc_1', promiseId: 'prm_1', level: reached, told },
];
const KEPT: Told = [80, 'promiseKept', { promiseId: 'prm_1', commandId: 'cmd_1' }];

function booksOf(told: readonly Told[], notices: object[] = []): Books {
  const journal = told.map(([hours, kind, data = {}], index): JournalLine => {
    const at = new Date(START_MS + hours * HOUR_MS).toISOString();
    return { seq: index + 1, at, kind, summary: `${kind} at ${hours} h`, data };
  });
  const same = { of: 'engagements', id: 'eng_1', reference: 'CD-0001', title: 'Work', status: 'completed' };
  const subject = { ...same, promises: [], journal, counting: journal } as Subject;
  const people = [{ id: 'per_1', email: 'amy@example.com', timeZone: 'Etc/UTC' }];
  return { subjects: [subject], people, notices: notices as Books['notices'], readAtMs: START_MS };
}

const faults = (findings: readonly { fault: string; what: string }[]) =>
  findings.map(({ fault, what }) => `${fault}: ${what}`);

const accepted = () => {
  const ledger = new Ledger();
  const decision = { subjectId: 'eng_1', commandId: 'cmd_1', what: 'stepCompleted' };
  ledger.note({ subject: 'engagements', ...decision });
  return ledger;
};

describe('What is held against an installation', () => {
  it('is nothing where everything was told once, at its own instant', () => {
    const books = booksOf([OPENED, BROKEN, level(24, 1), level(48, 2), level(60, 3), level(64, 4), KEPT]);
    expect(judgeAccepted(books, accepted())).toEqual([]);
    expect(judgeToldOnce(books)).toEqual([]);
    expect(judgeLadders(books)).toEqual([]);
  });

  it('is a decision without an outcome, a start that is not there, and a gap', () => {
    const books = booksOf([OPENED, BROKEN]);
    books.subjects[0]?.journal.shift();
    const ledger = accepted();
    ledger.starts.push({ title: 'Gone', by: 'api', isAccepted: true, engagementId: 'eng_2' });
    expect(faults(judgeAccepted(books, ledger))).toEqual([
      'lost: "Gone" was accepted by api, and no such engagement is there',
      'lost: cmd_1, stepCompleted, was accepted and has no outcome',
      'lost: entry 2 of the journal stands where 1 was due',
    ]);
  });

  it('is a fact that is told twice, in the same words or in others', () => {
    const otherwise: Told = [81, 'promiseKept', { promiseId: 'prm_1', commandId: 'cmd_2' }];
    expect(faults(judgeToldOnce(booksOf([OPENED, OPENED, KEPT, otherwise])))).toEqual([
      'doubled: promiseOpened was told 2 times: promiseOpened at 0 h',
      'doubled: promiseKept was told 2 times: promiseKept at 80 h',
    ]);
  });

  it('is a level that comes twice, too late, or is left out', () => {
    const climbs = [level(24, 1), level(48, 2), level(50, 2), level(70, 4)];
    expect(faults(judgeLadders(booksOf([OPENED, BROKEN, ...climbs])))).toEqual([
      'doubled: esc_1: level 2 was told again',
      'lost: esc_1: level 4 follows 2',
    ]);
    expect(faults(judgeLadders(booksOf([OPENED, BROKEN, level(30, 1)])))).toEqual([
      'lost: esc_1: level 1 stands at 2026-06-02T15:00:00.000Z, and was due at 2026-06-02T09:00:00.000Z',
    ]);
  });

  it("is a vendor's object that is there twice, or is not there", () => {
    const effect = { refs: { eventId: 'gone' }, note: '' };
    const books = booksOf([[1, 'promiseKept', { promiseId: 'prm_2', effect }]]);
    const object = { kind: 'calendar event', alike: 'CD-0001 Work Kick-off', shown: 'Kick-off: Work' };
    expect(
      faults(
        judgeObjects(books, [
          { ...object, id: '1' },
          { ...object, id: '2' },
        ]),
      ),
    ).toEqual([
      'doubled: calendar event Kick-off: Work is there 2 times',
      'lost: eventId gone is not there, though: promiseKept at 1 h',
    ]);
  });

  it('is somebody who is told twice, not at all, or of what no journal knows', () => {
    const notice = {
      personId: 'per_1',
      subjectId: 'eng_1',
      reason: 'Level 1',
      level: 1,
      urgent: true,
      state: 'sent',
      createdAt: new Date(START_MS),
    };
    const text = 'Level 1: "Do it" is late (CD-0001, Work).';
    const books = booksOf(
      [level(24, 1, ['per_1']), level(48, 2, ['per_1'])],
      [
        { ...notice, id: 'esc_1/1/per_1', text },
        { ...notice, id: 'esc_9/1/per_1', text: 'Level 1: "Another" is late (CD-0001, Work).' },
      ],
    );
    expect(faults(judgeNotices(books))).toEqual([
      'lost: nobody tells esc_1/2/per_1',
      'doubled: esc_9/1/per_1 is told, and no journal knows of it',
    ]);
    const mail = { id: '1', messageId: '<1>', to: 'amy@example.com', subject: '', text: `- ${text}\n` };
    expect(faults(judgeMessages(books, [mail, { ...mail, id: '2' }], []))).toEqual([
      'doubled: amy@example.com: Level 1 "Do it" is late (CD-0001, Work) stands in mails 1 times too often',
      'lost: amy@example.com: Level 1 "Another" is late (CD-0001, Work) stands in mails 1 times too seldom',
    ]);
  });
});
