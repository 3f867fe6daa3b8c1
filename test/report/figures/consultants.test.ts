import type { JournalFact } from '../../../src/subject/domain/subjects';
import type { ConsultantFigure } from '../../../src/report/domain/figures';
import { readConsultants } from '../../../src/ticket/store/consultants';
import type { Database } from '../../../src/database/database';
import { listTickets } from '../../../src/ticket/store/tickets';
import { databaseUrl } from '../../support/environment';
import { openHouse, tellTicket, Told } from '../support';

const at = (day: number, hour = 0) => new Date(Date.UTC(2026, 4, day, hour));
const MAY = { clientId: null, from: at(1), to: at(32) };
const WEEK = { clientId: null, from: at(11), to: at(18) };

let db: Database;

/** A ticket and what is expected of it, so that the sums can be made without SQL. */
interface Case {
  id: string;
  consultant: string | null;
  assignee: string | null;
  openedDay: number;
  resolvedDay: number | null;
  response: 'in time' | 'late' | null;
}

const CASES: Case[] = [
  { id: 'T-1', consultant: 'cora', assignee: 'sam', openedDay: 2, resolvedDay: 2, response: 'in time' },
  { id: 'T-2', consultant: 'cora', assignee: 'sam', openedDay: 12, resolvedDay: 12, response: 'late' },
  { id: 'T-3', consultant: 'cora', assignee: 'sue', openedDay: 13, resolvedDay: null, response: 'in time' },
  { id: 'T-4', consultant: 'partner', assignee: 'sam', openedDay: 14, resolvedDay: 14, response: 'in time' },
  { id: 'T-5', consultant: null, assignee: null, openedDay: 3, resolvedDay: null, response: null },
];

beforeAll(async () => {
  db = await openHouse(await databaseUrl(), at(1));
  const served = await Told.start(db, 'CD-1', 'cli_1', at(1), { team: { consultant: 'cora' } });
  for (const one of CASES) {
    // The partner's own ticket belongs to Cora's engagement: the partner comes first all the same.
    const engagementId = one.consultant === null ? null : served.id;
    const facts: JournalFact[] = [
      ...response(one),
      ...(one.resolvedDay === null ? [] : [{ kind: 'ticketResolved', firstTime: true } as const]),
    ];
    await tellTicket(db, engagementId, one.id, at(one.openedDay), facts, {
      ...(one.consultant === 'partner' ? { partnerId: 'partner' } : {}),
      ...(one.assignee === null ? {} : { assigneeId: one.assignee }),
    });
  }
});

afterAll(async () => {
  await db.$disconnect();
});

/** The first response as a ticket's workflow would have told it, an hour apart. */
function response({ id, openedDay, response: how }: Case): JournalFact[] {
  const promiseId = `prm_${id}`;
  const openedAtMs = at(openedDay).getTime();
  const promise = {
    ...{
      id: promiseId,
      key: 'firstResponse#1',
      step: 'firstResponse',
      kind: 'task' as const,
      title: 'Answer',
    },
    ...{ stage: null, track: null, owedBy: 'support-agent', assignee: null, openedAtMs },
  };
  const late = how === 'late';
  const broken: JournalFact = { kind: 'promiseBroken', promiseId, title: 'Answer', noticedAtMs: openedAtMs };
  const kept: JournalFact = { kind: 'promiseKept', promiseId, title: 'Answer', late, signal: 'responded' };
  const opened: JournalFact = { kind: 'promiseOpened', promise };
  return how === null ? [] : [opened, ...(late ? [broken] : []), kept];
}

/** The figures once more, from the cases alone. */
function expected(cases: Case[], { from, to }: { from: Date; to: Date }): ConsultantFigure[] {
  const within = (day: number | null) => day !== null && at(day) >= from && at(day) < to;
  const isOpen = ({ openedDay, resolvedDay }: Case) =>
    at(openedDay) < to && (resolvedDay === null || at(resolvedDay) >= to);
  const touched = cases.filter((one) => within(one.openedDay) || within(one.resolvedDay) || isOpen(one));
  const by = [...new Set(touched.map(({ consultant }) => consultant))];
  const figures = by.map((consultantId) => {
    const mine = touched.filter(({ consultant }) => consultant === consultantId);
    const count = (counts: (one: Case) => boolean) => mine.filter(counts).length;
    const people = [...new Set(mine.map(({ assignee }) => assignee))];
    return {
      consultantId,
      tickets: mine.length,
      opened: count(({ openedDay }) => within(openedDay)),
      resolved: count(({ resolvedDay }) => within(resolvedDay)),
      open: count(isOpen),
      responsesInTime: count((one) => one.response === 'in time' && within(one.openedDay)),
      responses: count((one) => one.response !== null && within(one.openedDay)),
      support: people
        .map((personId) => ({ personId, tickets: count(({ assignee }) => assignee === personId) }))
        .sort((a, b) => b.tickets - a.tickets),
    };
  });
  return figures.sort(
    (a, b) => b.tickets - a.tickets || (a.consultantId ?? '~').localeCompare(b.consultantId ?? '~'),
  );
}

test.each([
  ['a month', MAY],
  ['a week', WEEK],
])('[CRM-27] tickets per consultant in %s are what the tickets themselves say', async (_, scope) => {
  const figures = await readConsultants(db, scope);
  expect(figures).toEqual(expected(CASES, scope));
  expect(figures.length).toBeGreaterThan(2);
});

test('[CRM-27] every ticket is counted for one consultant, or for none', async () => {
  const figures = await readConsultants(db, MAY);
  expect(figures.reduce((sum, one) => sum + one.tickets, 0)).toBe(CASES.length);
  for (const { tickets, support } of figures) {
    expect(support.reduce((sum, one) => sum + one.tickets, 0)).toBe(tickets);
  }
  expect(await readConsultants(db, { ...MAY, clientId: 'cli_1' })).toEqual(
    expected(
      CASES.filter(({ consultant }) => consultant !== null),
      MAY,
    ),
  );
});

test('[CRM-27] the view for BI tools says the same of a month', async () => {
  const rows = await db.$queryRaw<Record<string, unknown>[]>`
    SELECT consultant_id AS "consultantId", sum(opened)::int AS opened, sum(resolved)::int AS resolved,
      sum(still_open)::int AS open, sum(responses_in_time)::int AS "responsesInTime", sum(responses)::int AS responses
    FROM reporting.tickets_per_consultant WHERE month = '2026-05-01' GROUP BY 1`;
  const figures = (await readConsultants(db, MAY)).map(({ tickets: _t, support: _s, ...same }) => same);
  expect(rows).toHaveLength(figures.length);
  expect(rows).toEqual(expect.arrayContaining(figures));
});

test('[CRM-27] [CRM-13] the tickets of a consultant are listed, with the same consultant on each', async () => {
  for (const consultant of ['cora', 'partner']) {
    const found = await listTickets(db, { consultant }, 50, null);
    const wanted = CASES.filter((one) => one.consultant === consultant).map(({ id }) => id);
    expect(found.map(({ ticket }) => ticket.id).sort()).toEqual(wanted);
    expect(new Set(found.map((detail) => detail.consultant))).toEqual(new Set([consultant]));
  }
});
