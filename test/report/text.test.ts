import { agenda } from '../../src/report/domain/agenda';
import type { Activity, MetricFigure, ReportFigures } from '../../src/report/domain/figures';
import { reportMail } from '../../src/report/domain/mail-text';
import { metricText } from '../../src/report/domain/metric-text';
import { reportText } from '../../src/report/domain/report-text';
import { periodAround } from '../../src/report/domain/report-period';
import { REPORT_KINDS, type ReportKind } from '../../src/report/domain/report';

const NOTHING: Activity = {
  engagementsStarted: 0,
  engagementsCompleted: 0,
  engagementsCancelled: 0,
  promisesKept: 0,
  promisesKeptLate: 0,
  promisesBroken: 0,
  escalationsRaised: 0,
  crises: 0,
  ticketsOpened: 0,
  ticketsResolved: 0,
  actionsDone: 0,
  actionsFailed: 0,
  revisions: 0,
};

const metric = (name: string, value: number | null, previous: number | null): MetricFigure => ({
  ...{ name, title: `The ${name}`, unit: 'percent', formula: 'a / b', counts: 1, outOf: 2, value, previous },
});

const FIGURES: ReportFigures = {
  unsettled: 0,
  standing: {
    engagementsRunning: 12,
    promisesOpen: 40,
    promisesOverdue: 3,
    promisesDueSoon: 5,
    ticketsOpen: 7,
    escalationsOpen: [
      { level: 4, count: 1 },
      { level: 1, count: 2 },
    ],
    overdue: [
      {
        ...{ promiseId: 'prm_1', reference: 'CD-0001', step: 'review-proposal', role: 'accountable-manager' },
        ...{ brokenAt: '2026-06-01T08:00:00.000Z', level: 4 },
      },
    ],
  },
  activity: { ...NOTHING, promisesKept: 9, crises: 1, revisions: 2 },
  activityBefore: { ...NOTHING, promisesKept: 8 },
  metrics: [
    metric('nps', 40, 60),
    metric('errorRate', 5, 2),
    metric('csat', 90, 80),
    metric('roi', null, 12),
  ],
  weakSteps: [{ step: 'kick-off', broken: 4 }],
  problems: [
    {
      ...{ problemId: 'prb_1', reference: 'PRB-0001', status: 'closed', tickets: 3 },
      effect: { metric: 'errorRate', before: 12.34, after: 4 },
    },
    { problemId: 'prb_2', reference: 'PRB-0002', status: 'identified', tickets: 1, effect: null },
    {
      ...{ problemId: 'prb_3', reference: 'PRB-0003', status: 'measured', tickets: 2 },
      effect: { metric: 'minutesToLogIn', before: 5, after: 1 },
    },
  ],
  consultants: [
    {
      ...{
        consultantId: 'cora',
        tickets: 5,
        opened: 3,
        resolved: 4,
        open: 1,
        responsesInTime: 2,
        responses: 3,
      },
      support: [
        { personId: 'sam', tickets: 4 },
        { personId: null, tickets: 1 },
      ],
    },
    {
      ...{
        consultantId: null,
        tickets: 1,
        opened: 1,
        resolved: 0,
        open: 1,
        responsesInTime: 0,
        responses: 0,
      },
      support: [{ personId: 'somebody-else', tickets: 1 }],
    },
  ],
};

const NAMES = new Map([
  ['cora', 'Cora Consultant'],
  ['sam', 'Sam Support'],
]);

const at = Date.parse('2026-06-01T12:00:00Z');
const content = (kind: ReportKind, more: { late?: boolean; clientName?: string } = {}) => ({
  ...{ kind, clientName: more.clientName ?? null, timeZone: 'Europe/Berlin', figures: FIGURES, names: NAMES },
  ...{
    period: periodAround(kind, at, 'Europe/Berlin'),
    compiledMs: at + 172_800_000,
    late: more.late ?? false,
  },
});

test('a daily status says how things stood at the end of the day, and what is overdue by name of its step', () => {
  const text = reportText(content('daily'));
  expect(text).toMatch(/^Daily system status: all clients\nMon 2026-06-01 \(Europe\/Berlin\)\n/);
  expect(text).toContain('Promises open: 40, of which overdue: 3, due within a day: 5');
  expect(text).toContain('Escalations open: 1 at Crisis, 2 at Level 1');
  expect(text).toContain(
    '- CD-0001 "review-proposal", owed by accountable-manager, overdue since Mon 2026-06-01 10:00\n  - and 2 more',
  );
  expect(text).toContain('Promises kept: 9 (before: 8)');
  expect(text).not.toContain('Metrics');
});

test('a late report says so, when it was due and that nothing is missing', () => {
  expect(reportText(content('daily', { late: true }))).toContain(
    'This report is late: it was due Tue 2026-06-02 06:00 and was compiled Wed 2026-06-03 14:00. Nothing in it is missing.',
  );
});

test('a report that had to be compiled before everything was recorded says how much is unknown', () => {
  const text = reportText({ ...content('daily', { late: true }), figures: { ...FIGURES, unsettled: 6 } });
  expect(text).toContain('Not all of the period is known yet: 6 moments of it');
  expect(text).not.toContain('Nothing in it is missing');
});

test('a report on a client carries its name, and weekly, monthly and quarterly ones the metrics', () => {
  for (const kind of REPORT_KINDS.slice(1)) {
    const text = reportText(content(kind, { clientName: 'Müller & Söhne' }));
    expect(text.split('\n')[0]).toMatch(/: Müller & Söhne$/);
    expect(text).toContain('The nps: 40 % (before: 60 %)');
    expect(text).toContain('The roi: no case (before: 12 %)');
  }
});

test('[OOES-34] a monthly review shows each problem with how far it is and what its solution has changed', () => {
  for (const kind of REPORT_KINDS) {
    const text = reportText(content(kind));
    expect(text.includes('Problems and improvements')).toBe(kind === 'monthly' || kind === 'quarterly');
  }
  expect(reportText(content('monthly'))).toContain(`Problems and improvements
  Open: 2, ended in the period: 1
  - PRB-0001, 3 tickets: solved, and the solution is the standard; The errorRate 12.3 % before, 4 % after
  - PRB-0002, one ticket: its root cause is being looked for
  - PRB-0003, 2 tickets: the effect is measured, the new standard is owed; minutesToLogIn 5 before, 1 after
`);
});

test('[CRM-27] every report but the daily one has a line per consultant, with who in support has the tickets', () => {
  for (const kind of REPORT_KINDS) {
    const text = reportText(content(kind));
    expect(text.includes('Tickets per consultant')).toBe(kind !== 'daily');
  }
  expect(reportText(content('weekly'))).toContain(`Tickets per consultant
  Cora Consultant: 3 opened, 4 resolved, 1 open; first responses: 2 of 3 in time; with Sam Support 4, nobody yet 1
  Without a consultant: 1 opened, 0 resolved, 1 open; first responses: none due; with somebody-else 1`);
});

test('[OOES-22] the agenda of a strategy session follows from the figures', () => {
  expect(agenda(FIGURES)).toEqual([
    'The nps got worse: 40 % (before: 60 %). What is the cause, who changes what?',
    'The errorRate got worse: 5 % (before: 2 %). What is the cause, who changes what?',
    '"kick-off" was late 4 times. Is its time right, does its owner have the time?',
    'The ladder reached crisis once. What would have ended it earlier?',
    'Work went back to delivery 2 times. What was not seen earlier?',
    '3 promises are overdue. Who settles each, until when?',
    'New requirements and requests',
    'Goals until the next session',
  ]);
  expect(reportText(content('quarterly'))).toContain('Agenda\n  1. The nps got worse');
});

test.each([
  ['percent', 92.449, '92.4 %'],
  ['points', -12, '-12 points'],
  ['of 5', 4, '4 of 5'],
] as const)('a value in %s is shown with its unit', (unit, value, text) => {
  expect(metricText({ ...metric('x', value, null), unit })).toBe(`${text} (before: no case)`);
});

test('several reports come in one mail, the oldest first, whatever the order in which they are handed in', () => {
  const day = (number: number) => {
    const { startMs, endMs } = periodAround('daily', Date.UTC(2026, 5, number, 12), 'Etc/UTC');
    const kind: ReportKind = 'daily';
    return { kind, clientName: null, startMs, endMs, text: `day ${number}\n`, late: number === 1 };
  };
  const { subject, text } = reportMail([day(3), day(1), day(2)], 'Etc/UTC');
  expect(subject).toBe('Daily system status, 3 reports: Mon 2026-06-01 to Wed 2026-06-03 (late)');
  expect(text.match(/day \d/g)).toEqual(['day 1', 'day 2', 'day 3']);
  expect(reportMail([day(2)], 'Etc/UTC')).toEqual({
    subject: 'Daily system status: Tue 2026-06-02',
    text: 'day 2\n',
  });
});
