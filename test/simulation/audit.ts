import type { JournalEntry as Row } from '../../src/database/generated/client';
import { isNightFor, whoHears } from './cast';
import { fold, type Folded, type Said } from './fold';
import { auditMeetings } from './meetings/meeting-audit';
import { CODES, decimalOf } from './money/minor';
import { MoneyAudit } from './money/money-audit';
import { auditStarts } from './outside/start-audit';
import { LadderOracle } from './ladder-oracle';
import { numbersOf, type PlaybookNumbers } from './playbook-numbers';
import type { World } from './world';
import { SOURCE, type Year } from './year';

const LEVELS = ['', 'Level 1', 'Level 2', 'Level 3', 'Crisis'];

/** Faults by the promise that they break; every list is empty when all is well. */
export interface Findings {
  journal: string[];
  readModel: string[];
  ladders: string[];
  open: string[];
  notices: string[];
  messages: string[];
  nights: string[];
  effects: string[];
  money: string[];
  meetings: string[];
  starts: string[];
}

/**
 * Looks at what a year has left behind. Knows the journal's facts, the playbook's text and the cast; uses none of the
 * product's own rules.
 */
export class Audit {
  readonly findings: Findings = {
    ...{ journal: [], readModel: [], ladders: [], open: [] },
    ...{ notices: [], messages: [], nights: [], effects: [] },
    ...{ money: [], meetings: [], starts: [] },
  };
  readonly figures: Record<string, string | number> = {};
  private readonly numbers: PlaybookNumbers = numbersOf(SOURCE);
  private rows: Row[] = [];
  private folded: Folded = fold([]);
  private readonly expectedNotices = new Map<string, number>();
  private readonly heldWhenOpened = new Set<string>();

  constructor(
    private readonly year: Year,
    private readonly world: World,
  ) {}

  async run(): Promise<this> {
    this.rows = await this.world.db.journalEntry.findMany({
      orderBy: [{ subjectId: 'asc' }, { seq: 'asc' }],
    });
    this.folded = fold(this.rows, (row, folded) => this.afterEach(row, folded));
    this.findings.journal.push(...numberingFaults(this.rows));
    this.checkLadders();
    await this.checkReadModel();
    await this.checkOpen();
    await this.checkNotices();
    await this.checkMessages();
    this.checkEffects();
    await this.checkMoney();
    await this.checkOutside();
    await this.count();
    return this;
  }

  private checkLadders(): void {
    const circumstances = { ...this.year.ledger, endMs: this.year.endMs };
    for (const rows of byWriter(this.rows).values()) {
      const ofPromise = new Map<string, Row[]>();
      const named = new Map<string, number>();
      let acknowledgedUntilMs = Number.NaN;
      for (const row of rows) {
        const said = row.data as unknown as Said & { promise?: { id: string; kind: string } };
        if (row.kind === 'escalationAcknowledged') {
          acknowledgedUntilMs = Number(said['nextUpdateAtMs']);
        }
        if (said.promise?.kind === 'update') {
          named.set(said.promise.id, acknowledgedUntilMs);
        }
        const id = said.promise?.id ?? said.promiseId;
        if (id) {
          ofPromise.set(id, [...(ofPromise.get(id) ?? []), row]);
        }
      }
      for (const [id, entries] of ofPromise) {
        const held = this.wasHeld(id, entries);
        const oracle = new LadderOracle(entries, this.numbers, circumstances, held, named.get(id) ?? null);
        this.findings.ladders.push(...oracle.check());
      }
    }
  }

  // A promise that is opened on hold says so by nothing but its first resuming.
  private wasHeld(id: string, entries: readonly Row[]): boolean {
    const first = entries.find(({ kind }) => kind === 'promisePaused' || kind === 'promiseResumed');
    return first ? first.kind === 'promiseResumed' : this.heldWhenOpened.has(id);
  }

  private async checkReadModel(): Promise<void> {
    const { db } = this.world;
    const { promises, escalations, subjects } = this.folded;
    const compare = (what: string, shown: unknown, told: unknown) => {
      if (JSON.stringify(shown) !== JSON.stringify(told)) {
        this.findings.readModel.push(
          `${what}: shows ${JSON.stringify(shown)}, the journal ${JSON.stringify(told)}`,
        );
      }
    };
    const rows = await db.promiseRecord.findMany();
    compare('number of promises', rows.length, promises.size);
    for (const row of rows) {
      const told = promises.get(row.id);
      compare(
        `promise ${row.workflowId} ${row.key}`,
        [row.state, row.kind, row.late, row.level, row.assigneeId, row.openedAt.getTime()].concat([
          row.settledAt?.getTime() ?? null,
          row.brokenAt?.getTime() ?? null,
        ]),
        told &&
          [told.state, told.kind, told.late, told.level, told.assignee, told.openedAtMs].concat([
            told.settledAtMs,
            told.brokenAtMs,
          ]),
      );
    }
    const climbing = await db.escalation.findMany();
    compare('number of escalations', climbing.length, escalations.size);
    for (const row of climbing) {
      const told = escalations.get(row.id);
      const climbs = (row.climbs as { level: number; at: string; told: string[] }[]).map(
        ({ level, at, told: heard }) => ({ level, at, told: heard }),
      );
      compare(
        `escalation ${row.id}`,
        [row.state, row.level, climbs],
        told && [told.state, told.level, told.climbs],
      );
    }
    for (const row of await db.engagement.findMany()) {
      const told = subjects.get(row.id);
      compare(
        `engagement ${row.id}`,
        [row.stage, row.status, row.lastSeq],
        told && [told.stage, told.status, told.lastSeq],
      );
      compare(`team of ${row.id}`, sorted(row.team as Record<string, string>), told && sorted(told.team));
    }
    const tracks = await db.track.findMany();
    for (const { id, engagementId, state } of tracks) {
      compare(`track ${id}`, state, subjects.get(engagementId)?.tracks.get(id));
    }
  }

  private async checkOpen(): Promise<void> {
    const { client } = this.world.env;
    const running = new Map<string, string>();
    for (const { writer } of this.rows) {
      if (!running.has(writer)) {
        running.set(writer, (await client.workflow.getHandle(writer).describe()).status.name);
      }
    }
    for (const promise of this.folded.promises.values()) {
      const status = this.folded.subjects.get(promise.subjectId)?.status;
      const ended = status === 'completed' || status === 'cancelled';
      if (promise.state !== 'open') continue;
      if (running.get(promise.writer) !== 'RUNNING') {
        this.findings.open.push(
          `${promise.writer} ${promise.key}: open in a workflow that is ${running.get(promise.writer)}`,
        );
      }
      // What could not be undone, and money that came late, is somebody's task after the end.
      if (ended && !['undo-by-hand', 'money-after-the-end'].includes(promise.step)) {
        this.findings.open.push(`${promise.writer} ${promise.key}: open in an engagement that is ${status}`);
      }
    }
    for (const [writer, status] of running) {
      const one = this.year.cases.find(({ reference }) => reference === writer.split('/')[1]);
      const subject = this.folded.subjects.get(one?.id ?? '');
      const isOver = subject?.status === 'completed' || (subject?.tracks.get(writer) ?? 'open') !== 'open';
      if (status !== 'RUNNING' && status !== 'COMPLETED') this.findings.open.push(`${writer} is ${status}`);
      if (isOver && status === 'RUNNING' && !writer.endsWith('/afterwards'))
        this.findings.open.push(`${writer} runs on after its end`);
    }
  }

  // Works out whom each entry must be told to, with the team as it was when the entry was taken in.
  private afterEach(row: Row, folded: Folded): void {
    const said = row.data as unknown as Said & { promise?: { id: string } };
    const team = folded.subjects.get(row.subjectId)?.team ?? {};
    const atMs = row.at.getTime();
    const expect = (promiseId: string, reason: string, roles: string[], as = team) => {
      for (const person of whoHears(this.year.cast, roles, as, atMs)) {
        const key = [promiseId, reason, row.at.toISOString(), person].join(' | ');
        this.expectedNotices.set(key, (this.expectedNotices.get(key) ?? 0) + 1);
      }
    };
    switch (row.kind) {
      case 'promiseOpened':
        if (said.promise && folded.subjects.get(row.subjectId)?.status === 'held') {
          this.heldWhenOpened.add(said.promise.id);
        }
        return;
      case 'escalationRaised':
      case 'escalationClimbed': {
        const level = Number(said['level']);
        const roles = this.numbers.rungs.filter((rung) => level === 4 || rung.level === level);
        expect(
          said.promiseId,
          LEVELS[level] ?? '',
          roles.map(({ role }) => role),
        );
        return;
      }
      case 'promiseWarned': {
        const promise = folded.promises.get(said.promiseId);
        if (promise && promise.owedBy !== 'client') {
          const owner = promise.assignee ? { ...team, [promise.owedBy]: promise.assignee } : team;
          expect(said.promiseId, 'Due soon', [promise.owedBy], owner);
        }
        return;
      }
      // However a step ends, and whatever becomes of a meeting.
      case 'promiseKept':
      case 'promiseWaived':
      case 'promiseCancelled':
      case 'meetingChanged': {
        const what = String(said['step'] ?? said['meeting']);
        if (this.numbers.steps.has(what) || this.numbers.meetings.has(what)) {
          expect(said.promiseId, 'For your information', this.numbers.informed);
        }
        return;
      }
      default:
    }
  }

  private async checkNotices(): Promise<void> {
    const { db } = this.world;
    const notices = await db.notice.findMany();
    const settled = new Set<string | null>(
      (await db.promiseRecord.findMany({ where: { state: { not: 'open' } } })).map(({ id }) => id),
    );
    const over = new Set<string | null>(
      (await db.escalation.findMany({ where: { state: 'resolved' } })).map(({ id }) => id),
    );
    const actual = new Map<string, number>();
    for (const notice of notices) {
      const at = notice.createdAt.toISOString();
      const key = [notice.promiseId, notice.reason, at, notice.personId].join(' | ');
      actual.set(key, (actual.get(key) ?? 0) + 1);
      const age = this.year.endMs - notice.createdAt.getTime();
      if (notice.state === 'withdrawn') {
        if (!settled.has(notice.promiseId) && !over.has(notice.escalationId)) {
          this.findings.notices.push(`${key}: withdrawn, though it was still to be told`);
        }
      } else if (notice.state !== 'sent' && age > (notice.urgent ? 1 : 4) * 86_400_000) {
        this.findings.notices.push(`${key}: ${notice.state} at the end`);
      }
    }
    for (const key of new Set([...actual.keys(), ...this.expectedNotices.keys()])) {
      const [have, need] = [actual.get(key) ?? 0, this.expectedNotices.get(key) ?? 0];
      if (have !== need) this.findings.notices.push(`${key}: ${have} notices where ${need} were due`);
    }
  }

  private async checkMessages(): Promise<void> {
    const lines = new Map<string, number>();
    const add = (key: string, by: number) => lines.set(key, (lines.get(key) ?? 0) + by);
    const mails = await this.world.mails();
    for (const { to, text } of mails) {
      for (const [, line = ''] of text.matchAll(/^- (.*?)\r?$/gm)) {
        for (const reason of reasonsIn(line)) add(`${to}: ${reason} ${matterIn(line)}`, 1);
      }
    }
    const sent = await this.world.db.notice.findMany({ where: { state: 'sent' } });
    for (const { personId, reason, text } of sent) {
      add(`${personId}@house.example: ${reason} ${matterIn(text)}`, -1);
    }
    for (const [line, surplus] of lines) {
      if (surplus !== 0)
        this.findings.messages.push(
          `${line}: ${surplus > 0 ? 'too often' : 'too seldom'} by ${Math.abs(surplus)}`,
        );
    }
    const waiting = new Set(sent.filter(({ urgent }) => !urgent).map(({ messageKey }) => messageKey));
    const urgent = new Set(sent.filter((notice) => notice.urgent).map(({ messageKey }) => messageKey));
    for (const { personId, key, atMs } of this.world.sendings) {
      const member = this.year.cast.find(({ id }) => id === personId);
      if (member && waiting.has(key) && isNightFor(member, atMs)) {
        const company = urgent.has(key) ? ', with something urgent' : '';
        this.findings.nights.push(
          `${personId} at ${new Date(atMs).toISOString()} (${member.timeZone})${company}`,
        );
      }
    }
    this.figures['messages'] = mails.length;
    this.figures['notices told'] = sent.length;
  }

  private checkEffects(): void {
    for (const [key, times] of this.year.actions.done) {
      if (times !== 1) this.findings.effects.push(`${key}: ${times} times`);
    }
  }

  private async checkMoney(): Promise<void> {
    const { ledger, cases, endMs } = this.year;
    const audit = new MoneyAudit(this.world, this.rows, ledger.outages, endMs);
    for (const one of cases) await audit.check(one);
    this.findings.money.push(...audit.findings);
    const { moves, afterTheEnd, gatesOpened, waived } = audit.figures;
    this.figures['money moved'] =
      `${moves} times (${afterTheEnd} after the end); the gate opened ${gatesOpened} times, and was waived ${waived} times`;
    for (const currency of CODES) {
      const total = audit.totals.get(currency);
      if (!total) continue;
      const sums = Object.entries(total).map(([name, minor]) => `${name} ${decimalOf({ minor, currency })}`);
      this.figures[`money in ${currency.toLowerCase()}`] = sums.join(', ');
    }
  }

  private async checkOutside(): Promise<void> {
    const { cases, mergedClients } = this.year;
    const meetings = await auditMeetings(this.world, cases);
    this.findings.meetings.push(...meetings.findings);
    this.findings.starts.push(...(await auditStarts(this.world, cases, mergedClients)));
    this.figures['meetings'] = meetings.figure;
    const acts = [...this.year.money.done].map(([act, times]) => `${act} ${times}`);
    this.figures['money acts'] = acts.join(', ');
    const merged = cases.filter(({ aliases }) => aliases.size > 1).length;
    this.figures['merged'] = `${merged} deals, ${mergedClients.length} clients`;
  }

  private async count(): Promise<void> {
    const { promises, subjects } = this.folded;
    const { ledger, actions, count, startMs, endMs } = this.year;
    const all = [...promises.values()];
    const states = (state: string) => all.filter((promise) => promise.state === state);
    const late = states('kept').filter((promise) => promise.late).length;
    const statuses = (status: string) => [...subjects.values()].filter((one) => one.status === status).length;
    const climbs = this.rows.filter(
      ({ kind }) => kind === 'escalationRaised' || kind === 'escalationClimbed',
    );
    Object.assign(this.figures, {
      engagements: `${count} (${statuses('completed')} completed, ${statuses('cancelled')} cancelled, ${statuses('active') + statuses('held')} under way)`,
      promises: `${all.length} (${states('kept').length - late} kept in time, ${late} kept late, ${states('waived').length} waived, ${states('cancelled').length} cancelled, ${states('open').length} open)`,
      climbs: LEVELS.slice(1)
        .map(
          (name, index) =>
            `${name} ${climbs.filter(({ data }) => (data as { level: number }).level === index + 1).length}`,
        )
        .join(', '),
      facts: `${ledger.factsStated} (${ledger.factsTooLate} after the end)`,
      'journal entries': this.rows.length,
      outages: `database ${ledger.databaseOutages}, workers ${ledger.workerOutages}; ${actions.failures} vendor calls failed`,
      effects: actions.done.size,
      'simulated days': Math.round((endMs - startMs) / 86_400_000),
    });
  }
}

/** Where a journal has a gap, by its subjects and by its writers. */
export function numberingFaults(all: readonly Row[]): string[] {
  const faults: string[] = [];
  const expected = new Map<string, number>();
  for (const { subjectId, seq } of all) {
    const next = (expected.get(subjectId) ?? 0) + 1;
    if (seq !== next) faults.push(`${subjectId}: entry ${seq} where ${next} was due`);
    expected.set(subjectId, seq);
  }
  for (const [writer, rows] of byWriter(all)) {
    rows.forEach(({ writerSeq }, index) => {
      if (writerSeq !== index + 1) faults.push(`${writer}: entry ${writerSeq} after ${index}`);
    });
  }
  return faults;
}

function byWriter(all: readonly Row[]): Map<string, Row[]> {
  const writers = new Map<string, Row[]>();
  for (const row of all) {
    const rows = writers.get(row.writer) ?? [];
    rows.push(row);
    writers.set(row.writer, rows);
  }
  writers.forEach((rows) => rows.sort((a, b) => a.writerSeq - b.writerSeq));
  return writers;
}

const sorted = (record: Record<string, string>) =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

/** What a line is about: the title and the reference. */
function matterIn(line: string): string {
  return /".*?\)/.exec(line)?.[0] ?? line;
}

/** Everything that one line tells: all levels that were reached, or the one thing that it begins with. */
function reasonsIn(line: string): string[] {
  const levels = [...line.matchAll(/(Level \d|Crisis) on /g)].map(([, level]) => level ?? '');
  if (levels.length > 0) return levels;
  // A warning begins with its deadline or its title, any other news with what it is.
  const other = /^(Was due |Due |")/.test(line) ? 'Due soon' : 'For your information';
  return [/^(Level \d|Crisis): /.exec(line)?.[1] ?? other];
}
