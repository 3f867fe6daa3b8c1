import { heartbeat } from '@temporalio/activity';
import type { MailPort } from '../src/capability/offered/mail';
import { dateText } from '../src/promise/domain/clock/time-text';
import { zoneOf } from '../src/promise/domain/calendar/zone';
import {
  CLIENT_READER,
  HOUSE,
  HOUSE_READERS,
  isMailedPerClient,
  REPORT_TITLES,
  type ReportKind,
} from '../src/report/domain/report';
import type { ReportPromiseInput } from '../src/report/domain/report-promise';
import {
  isLate,
  periodAround,
  periodBefore,
  periodsBetween,
  promisedByMs,
  type ReportPeriod,
} from '../src/report/domain/report-period';
import { wallDuration } from '../src/promise/domain/time';
import { reportMail } from '../src/report/domain/mail-text';
import { peopleIn } from '../src/report/domain/consultant-text';
import { periodText, reportText } from '../src/report/domain/report-text';
import { addressOf, findPerson, namesOf } from '../src/people/store/people';
import { readReportFigures } from '../src/report/store/report-figures';
import { reportSubject } from '../src/report/domain/subject';
import { putReportPromise } from '../src/report/store/report-promises';
import { claimMailings, markMailed } from '../src/report/store/report-mailings';
import {
  beginningOf,
  clientsActiveIn,
  findKept,
  keepReport,
  readKeptFigures,
  type Report,
  readReports,
  reportedUntil,
  teamsOf,
} from '../src/report/store/reports';
import { loadServiceDesk, newestServiceDesk } from '../src/service-desk/store/versions';
import { peopleFor } from '../src/people/store/team';
import { ActionRefusedError } from '../src/capability/refusal';
import type { ActionDeps, Door } from './capabilities/action-deps';
import { sendOnce } from './capabilities/mail';
import { quietFor } from './quiet';
import { waitingForThePast } from './settled-past';
import { atVendor } from './capabilities/vendor-errors';

/** The reports that one person gets in one mail. */
export interface ReportMailRequest {
  personId: string;
  reportIds: string[];
}

/** What the reports' workflow looks up and puts down in our own house; on the main task queue. */
export interface ReportActivities {
  /** The periods that are over and not reported on yet, oldest first, each by its first instant (ms of product time). */
  'report.due'(request: { kind: ReportKind }): Promise<{ periodStartsMs: number[] }>;
  /** Makes it durable that the reports on these periods, oldest first, are promised; there is at least one. */
  'report.promise'(request: { kind: ReportKind; periodStartsMs: number[] }): Promise<ReportPromiseInput>;
  /**
   * Writes the reports on a period, on each active client and then on the house, each once, as soon as all that happened
   * in it is recorded, or when patience ends. @returns those to be mailed
   */
  'report.compile'(request: { kind: ReportKind; periodStartMs: number }): Promise<{ reportIds: string[] }>;
  /** Who gets which reports, mail by mail: what may go now, and what must wait until its reader's quiet hours are over. */
  'report.addressees'(request: {
    kind: ReportKind;
    reportIds: string[];
  }): Promise<{ mails: ReportMailRequest[]; later: ReportMailRequest[] }>;
}

/** On the main task queue too. */
export interface QuietActivities {
  /** How long a person is not to be told what can wait, in milliseconds of the wall clock; 0: they may be told now. */
  'report.quietFor'(request: { personId: string }): Promise<{ waitMs: number }>;
}

/** On the task queue of the mail connector. */
export interface ReportMailActivities {
  /** Sends the reports in one mail, each report to each person once. */
  'report.send'(mail: ReportMailRequest): Promise<void>;
}

export interface ReportDeps extends Pick<ActionDeps, 'db' | 'clock'> {
  /** The house's own time zone, an IANA name: where its days begin. */
  timeZone: string;
  /** How many times as fast as the wall clock the product's time runs. */
  timeScale: number;
  /** How long a report waits for workflows that catch up, in milliseconds of the wall clock; {@link PATIENCE_MS} when left out. */
  patienceMs?: number;
}

/** Reports are not urgent, but a workflow that is stuck must not keep them; where time runs faster, days pass meanwhile. */
const PATIENCE_MS = { realTime: 600_000, scaled: 15_000 };

/** So many periods are told in one mail at the utmost; what is left follows in the next. */
const MOST_PERIODS = 31;

export function createReportActivities(deps: ReportDeps): ReportActivities & QuietActivities {
  const { db, clock, timeZone, timeScale } = deps;
  const patienceMs = deps.patienceMs ?? (timeScale === 1 ? PATIENCE_MS.realTime : PATIENCE_MS.scaled);
  const pastIsKnown = waitingForThePast(db, patienceMs);
  return {
    'report.due': async ({ kind }) => {
      const until = (await reportedUntil(db, kind)) ?? (await beginningOf(db));
      if (until === null) {
        return { periodStartsMs: [] };
      }
      const periods = periodsBetween(kind, until.getTime(), clock.productNow(), timeZone, MOST_PERIODS);
      return { periodStartsMs: periods.map(({ startMs }) => startMs) };
    },
    'report.promise': (request) => promiseReports(deps, request),
    'report.compile': async ({ kind, periodStartMs }) => {
      const period = periodAround(kind, periodStartMs, timeZone);
      const [from, to] = [new Date(period.startMs), new Date(period.endMs)];
      const reportIds: string[] = [];
      await pastIsKnown(to);
      for (const client of await clientsActiveIn(db, from, to)) {
        heartbeat();
        const id = await compileOne(deps, kind, period, client);
        if (isMailedPerClient(kind)) reportIds.push(id);
      }
      // The house comes last: its report says that the period is reported on.
      reportIds.push(await compileOne(deps, kind, period, null));
      return { reportIds };
    },
    'report.addressees': async ({ kind, reportIds }) => {
      const { desk } = await newestServiceDesk(db);
      const byPerson = new Map<string, string[][]>();
      for (const report of await readReports(db, reportIds)) {
        for (const personId of await readersOf(deps, kind, report)) {
          const mails = byPerson.get(personId) ?? [];
          const [first] = mails;
          // Days that were missed come together; a longer period is a document of its own.
          if (kind === 'daily' && first) first.push(report.id);
          else mails.push([report.id]);
          byPerson.set(personId, mails);
        }
      }
      const mails: ReportMailRequest[] = [];
      const later: ReportMailRequest[] = [];
      for (const [personId, sets] of byPerson) {
        const isQuiet = quietFor(await findPerson(db, personId), desk, clock.productNow()) > 0;
        (isQuiet ? later : mails).push(...sets.map((ids) => ({ personId, reportIds: ids })));
      }
      return { mails, later };
    },
    'report.quietFor': async ({ personId }) => {
      const [person, { desk }] = await Promise.all([findPerson(db, personId), newestServiceDesk(db)]);
      const quietMs = quietFor(person, desk, clock.productNow());
      return { waitMs: wallDuration(quietMs, { scale: timeScale }) };
    },
  };
}

export function createReportMailActivities(
  { db, clock, timeZone }: Pick<ReportDeps, 'db' | 'clock' | 'timeZone'>,
  door: Door<MailPort>,
): ReportMailActivities {
  return {
    'report.send': ({ personId, reportIds }) =>
      atVendor(async () => {
        const key = `report/${reportIds.join('+')}/${personId}`;
        const now = new Date(clock.productNow());
        const mine = await claimMailings(db, personId, reportIds, key, now);
        if (mine.length === 0) {
          return;
        }
        const person = await findPerson(db, personId);
        if (!person?.active || person.email === '') {
          throw new ActionRefusedError('The person has left or has no address, so no report was sent.');
        }
        await sendOnce(door, key, async () => {
          const reports = await readReports(db, mine);
          return {
            to: [{ name: person.name, address: addressOf(person) }],
            ...reportMail(
              reports.map((report) => ({
                ...report,
                kind: report.kind as ReportKind,
                startMs: report.periodStart.getTime(),
                endMs: report.periodEnd.getTime(),
              })),
              timeZone,
            ),
          };
        });
        await markMailed(db, personId, mine, new Date(clock.productNow()));
      }),
  };
}

/** One promise for all reports of a run: many that were missed together are one matter, and are told once. */
async function promiseReports(
  { db, clock, timeZone, timeScale }: ReportDeps,
  { kind, periodStartsMs }: { kind: ReportKind; periodStartsMs: number[] },
): Promise<ReportPromiseInput> {
  const [firstMs, lastMs] = [periodStartsMs[0], periodStartsMs.at(-1)];
  if (firstMs === undefined || lastMs === undefined) {
    throw new RangeError('A promise of no report is none');
  }
  const first = periodAround(kind, firstMs, timeZone);
  const { endMs } = periodAround(kind, lastMs, timeZone);
  const days = periodText({ startMs: first.startMs, endMs }, timeZone);
  const nowMs = clock.productNow();
  const id = `${reportSubject.idPrefix}_${kind}_${dateText(zoneOf(timeZone).dayOf(first.startMs))}`;
  const { version: newest } = await newestServiceDesk(db);
  const version = await putReportPromise(db, id, newest, new Date(nowMs));
  const { calendars, calendar, ladder, reports } = await loadServiceDesk(db, version);
  return {
    id,
    title: `${REPORT_TITLES[kind]}, ${days}`,
    reportKind: kind,
    dueAtMs: Math.max(promisedByMs(first, timeScale), nowMs),
    owner: reports.owner,
    // Nobody can do anything about a report before it is late, so nobody is warned.
    rules: { calendars, calendar, ladder: { ...ladder, warnAt: [] } },
    // The product's time as this process has it now; the wall clock only says since when.
    time: { scale: timeScale, anchorWallMs: Date.now(), anchorProductMs: nowMs },
  };
}

async function compileOne(
  { db, clock, timeZone, timeScale }: ReportDeps,
  kind: ReportKind,
  period: ReportPeriod,
  client: { id: string; name: string } | null,
): Promise<string> {
  const clientId = client?.id ?? HOUSE;
  const periodStart = new Date(period.startMs);
  const kept = await findKept(db, kind, clientId, periodStart);
  if (kept !== null) {
    return kept;
  }
  const before = periodBefore(kind, period.startMs, timeZone);
  const keptBefore = await readKeptFigures(db, kind, clientId, new Date(before.startMs));
  const figures = await readReportFigures(db, kind, client?.id ?? null, { period, before }, keptBefore);
  const compiledMs = clock.productNow();
  const late = isLate(period, compiledMs, timeScale);
  const clientName = client?.name ?? null;
  const names = await namesOf(db, peopleIn(figures));
  const text = reportText({ kind, clientName, period, timeZone, compiledMs, late, figures, names });
  const periodEnd = new Date(period.endMs);
  const createdAt = new Date(compiledMs);
  return keepReport(db, { kind, clientId, periodStart, periodEnd, figures, text, late, createdAt });
}

async function readersOf(
  { db, clock }: ReportDeps,
  kind: ReportKind,
  { clientId, periodStart, periodEnd }: Report,
): Promise<string[]> {
  const at = new Date(clock.productNow());
  if (clientId === HOUSE) {
    return peopleFor(db, [HOUSE_READERS[kind]], {}, at);
  }
  const teams = await teamsOf(db, clientId, periodStart, periodEnd);
  const readers = new Set<string>();
  for (const team of teams.length > 0 ? teams : [{}]) {
    for (const id of await peopleFor(db, [CLIENT_READER], team, at)) readers.add(id);
  }
  return [...readers].sort();
}
