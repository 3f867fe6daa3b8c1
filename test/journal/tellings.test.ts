import { replay, type WrittenRow } from '../../src/journal/domain/replay';
import { retellingOf, type StoredEntry } from '../../src/journal/domain/retelling';
import { declarationOf, type JournalFact } from '../../src/subject/domain/subjects';
import type { Database } from '../../src/database/database';
import { openTestDatabase } from '../support/database';
import { appendJournal } from '../../src/journal/store/append';
import { checkReadModel } from '../../src/journal/store/rebuild';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import type { Model } from '../../src/journal/domain/model';
import { databaseUrl } from '../support/environment';
import { PLAYBOOK_FILE } from '../support/api';
import { readFileSync } from 'node:fs';
import { randomFrom, randomTellings, type Telling } from './tellings';
import { AT, born, fresh, tell } from './told';

/** `npm run quality` looks at more. */
const CASES = process.env['QUALITY'] === '1' ? 100_000 : 5_000;
const STORED_CASES = process.env['QUALITY'] === '1' ? 1_000 : 60;
const OWN = { status: 'active', stage: 'qualification', team: {}, facts: {} };
const COMPARED = ['promise', 'escalation', 'notice', 'track'] as const;

type Row = WrittenRow & StoredEntry;

/** What a journal holds after all tellings and the rest after the last, and the numbers that it gave. */
function journalOf(tellings: Telling[]): Row[] {
  let rows: Row[] = [];
  for (const [index, telling] of tellings.entries()) {
    let seq = 1;
    for (const batch of telling) {
      const entries = batch.map((fact, place) => ({ seq: seq + place, fact }));
      seq += batch.length;
      rows = after(rows, { writer: 'w', toldAtMs: index, entries });
    }
    if (index === tellings.length - 1) {
      rows = after(rows, { writer: 'w', toldAtMs: index, entries: [], restsAt: seq - 1 });
    }
  }
  return rows;
}

function after(rows: Row[], batch: Parameters<typeof retellingOf>[0] & { entries: Told[] }): Row[] {
  const first = batch.entries[0]?.seq ?? (batch.restsAt ?? 0) + 1;
  const stored = rows.filter(
    ({ writer, writerSeq }) => (writer === 'w' && writerSeq >= first) || writer === 'w~set-aside',
  );
  const { fresh: news, moves } = retellingOf(batch, stored);
  const moved = new Map(moves.map((move) => [move.seq, { ...move, toldAtMs: batch.toldAtMs }]));
  const facts = (news as Told[]).map(({ fact }) => fact);
  const told = tell(fresh('engagement', OWN), facts, { lastSeq: rows.length });
  return [
    ...rows.map((row) => ({ ...row, ...moved.get(row.seq) })),
    ...told.rows.map((row, index) => ({
      ...row,
      writer: 'w',
      writerSeq: news[index]?.seq ?? 0,
      toldAtMs: batch.toldAtMs,
    })),
  ];
}

interface Told {
  seq: number;
  fact: JournalFact;
}

const modelOf = (rows: WrittenRow[]) =>
  replay(born('engagement', OWN), { rows, terms: [] }, declarationOf('engagement'));

const contentsOf = (model: Model) => ({
  subject: model.subject,
  ...Object.fromEntries(
    COMPARED.map((table) => [table, model.all(table).toSorted((a, b) => (a.id < b.id ? -1 : 1))]),
  ),
});

describe('A writer that dies and tells again', () => {
  it(`leaves what the last telling alone would have left, in ${CASES} histories`, () => {
    for (let seed = 1; seed <= CASES; seed += 1) {
      const tellings = randomTellings(randomFrom(seed));
      const rows = journalOf(tellings);
      const numbers = rows.map(({ seq }) => seq);
      if (numbers.some((seq, index) => seq !== index + 1)) throw new Error(`A gap with seed ${seed}`);
      const places = new Set(rows.map(({ writer, writerSeq }) => `${writer} ${writerSeq}`));
      if (places.size !== rows.length) throw new Error(`Two entries at one place with seed ${seed}`);
      const found = contentsOf(modelOf(rows));
      const wanted = contentsOf(modelOf(journalOf([tellings.at(-1)!])));
      if (JSON.stringify(found) !== JSON.stringify(wanted)) {
        expect({ seed, ...found }).toEqual({ seed, ...wanted });
      }
    }
  });
});

describe('A writer that dies and tells a database again', () => {
  let db: Database;

  beforeAll(async () => {
    db = openTestDatabase(await databaseUrl());
    await publishPlaybook(db, readFileSync(PLAYBOOK_FILE, 'utf8'), new Date(AT));
    const now = new Date(AT);
    await db.client.create({ data: { id: 'cli_1', name: 'Acme', createdAt: now } });
    await db.person.create({
      data: {
        ...{
          id: 'amy',
          name: 'Amy',
          email: 'amy@example.com',
          emailKey: 'amy@example.com',
          roles: ['account-manager'],
          skills: [],
        },
        ...{ capacityHoursPerWeek: 40, timeZone: 'Etc/UTC', createdAt: now, updatedAt: now },
      },
    });
  });
  afterAll(async () => {
    await db.$disconnect();
  });

  const engage = async (id: string) => {
    const now = new Date(AT);
    await db.engagement.create({
      data: {
        ...{ id, reference: id, workflowId: id, title: 'Relaunch', clientId: 'cli_1', externalIds: {} },
        ...{ playbookName: 'client-delivery', playbookVersion: 1, startedBy: {}, startedAt: now },
        ...{ ...OWN, updatedAt: now },
      },
    });
  };

  const append = async (id: string, telling: Telling, toldAtMs: number, rests: boolean) => {
    const subject = { kind: 'engagement' as const, id };
    let seq = 1;
    for (const batch of telling) {
      const entries = batch.map((fact, index) => ({
        seq: seq + index,
        atMs: AT,
        actor: { kind: 'system' as const, name: 'promisekeeper' },
        // Promises have ids of their own in every engagement.
        fact: JSON.parse(JSON.stringify(fact).replaceAll(/"(prm|esc)_/g, `"$1_${id}_`)) as typeof fact,
      }));
      seq += batch.length;
      const opened = entries.flatMap(({ fact }) => (fact.kind === 'promiseOpened' ? [fact.promise.id] : []));
      const terms = opened.map((promise) => ({ id: promise, dueMs: AT + 1, explanation: ['a sum'] }));
      await appendJournal(db, { subject, writer: id, toldAtMs, entries, terms: [] }, terms);
    }
    if (rests) {
      const rest = { subject, writer: id, toldAtMs, entries: [], restsAt: seq - 1, terms: [] };
      await appendJournal(db, rest, []);
    }
  };

  it(`leaves no gap, throws nothing, and keeps the read model true, in ${STORED_CASES} histories`, async () => {
    for (let seed = 1; seed <= STORED_CASES; seed += 1) {
      const id = `eng_${seed}`;
      await engage(id);
      const tellings = randomTellings(randomFrom(seed));
      for (const [index, telling] of tellings.entries()) {
        await append(id, telling, AT + index, index === tellings.length - 1);
      }
      const entries = await db.journalEntry.findMany({ where: { subjectId: id }, orderBy: { seq: 'asc' } });
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    }
    const differences: unknown[] = [];
    const checked = await checkReadModel(db, (difference) => differences.push(difference));
    expect(differences).toEqual([]);
    expect(checked.subjects).toBeGreaterThan(STORED_CASES / 2);
  }, 600_000);
});
