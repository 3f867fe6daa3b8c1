import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Database } from '../../src/database/database';
import { appendJournal } from '../../src/journal/store/append';
import { allSteps, type Step } from '../../src/playbook/domain/playbook';
import { loadPlaybook, publishPlaybook } from '../../src/playbook/store/playbooks';
import { projectRoot } from '../../src/settings/project-root';
import type { JournalEntry } from '../../src/subject/domain/recording';
import type { JournalFact } from '../../src/subject/domain/subjects';

const FIRST = 'eng_00000';
const HOUR_MS = 3_600_000;

/** Tells one client delivery from beginning to end: every step is promised and kept, every tenth climbs a level. */
export async function tellOneEngagement(db: Database): Promise<void> {
  const source = readFileSync(join(projectRoot(), 'playbooks/client-delivery.yaml'), 'utf8');
  await publishPlaybook(db, source, new Date());
  const playbook = await loadPlaybook(db, 'client-delivery', 1);
  const now = new Date();
  await db.client.create({ data: { id: 'cli_1', name: 'Acme', createdAt: now } });
  await db.engagement.create({
    data: {
      ...{ id: FIRST, reference: FIRST, workflowId: FIRST, title: 'Relaunch', clientId: 'cli_1' },
      ...{ playbookName: 'client-delivery', playbookVersion: 1, stage: 'qualification', status: 'active' },
      ...{ facts: {}, team: {}, externalIds: {}, startedBy: {}, startedAt: now, updatedAt: now },
    },
  });
  let seq = 0;
  for (const [index, { stage, step }] of [...allSteps(playbook)].entries()) {
    const atMs = now.getTime() + index * HOUR_MS;
    const facts = factsOf(step, stage, index, atMs);
    const entries = facts.map((fact): JournalEntry => {
      seq += 1;
      return { seq, atMs, actor: { kind: 'system', name: 'promisekeeper' }, fact };
    });
    const due = { id: idOf(index), dueMs: atMs + HOUR_MS, explanation: ['Monday 09:00 to 10:00: 1 h'] };
    const subject = { kind: 'engagement' as const, id: FIRST };
    await appendJournal(db, { subject, writer: FIRST, toldAtMs: atMs, entries, terms: [] }, [due]);
  }
}

const idOf = (index: number) => `prm_${FIRST}_${index}`;

function factsOf(step: Step, stage: string, index: number, atMs: number): JournalFact[] {
  const promiseId = idOf(index);
  const { title, kind, owner: owedBy } = step;
  const place = { stage, track: null, assignee: null, openedAtMs: atMs };
  const climb: JournalFact = {
    ...{ kind: 'escalationRaised', escalationId: `esc_${FIRST}_${index}`, promiseId, title },
    ...{ level: 1, roles: ['account-manager'], late: false },
  };
  const late = index % 10 === 0;
  return [
    {
      kind: 'promiseOpened',
      promise: { id: promiseId, key: `${step.id}#1`, step: step.id, kind, title, owedBy, ...place },
    },
    ...(late ? [{ kind: 'promiseBroken' as const, promiseId, title, noticedAtMs: atMs }, climb] : []),
    { kind: 'promiseKept', promiseId, step: step.id, title, late, signal: 'stepCompleted' },
    { kind: 'stepSkipped', step: step.id, title },
  ];
}

/** Copies everything of the first engagement under other ids. */
export async function multiply(databaseUrl: string, engagements: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const tables = ['engagement', 'journal_entry', 'computed_term', 'promise', 'escalation', 'quality_check'];
    for (const table of tables) {
      await client.query(`
        INSERT INTO ${table} SELECT copy.* FROM generate_series(1, ${engagements - 1}) AS n,
          (SELECT * FROM ${table}) AS original,
          jsonb_populate_record(NULL::${table},
            replace(to_jsonb(original)::text, '${FIRST}', 'eng_' || lpad(n::text, 5, '0'))::jsonb) AS copy`);
    }
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}
