import { Client } from 'pg';

/** How many rows a house of this size has. */
export interface House {
  openPromises: number;
  /** Kept ones, from earlier: a table is not only what is open. */
  keptPromises: number;
  engagements: number;
  people: string[];
  roles: string[];
}

/**
 * Puts a house into the read model: every engagement has as many open promises, spread over the roles, half of them
 * assigned to somebody; one in ten is late.
 */
export async function seed(databaseUrl: string, house: House): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { engagements, openPromises, keptPromises, people, roles } = house;
    await client.query(CLIENTS, [engagements]);
    await client.query(ENGAGEMENTS, [engagements, JSON.stringify(TEAM)]);
    await client.query(promises('open'), [openPromises, engagements, roles, people, keptBy()]);
    await client.query(promises('kept'), [keptPromises, engagements, roles, people, '[]']);
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}

const TEAM = { 'operations-manager': 'per_somebody' };

const CLIENTS = `INSERT INTO client (id, name, created_at)
  SELECT 'cli_' || n, 'Client ' || n, now() - interval '90 days' FROM generate_series(0, $1::int - 1) n`;

const ENGAGEMENTS = `INSERT INTO engagement (id, reference, workflow_id, title, playbook_name, playbook_version,
    client_id, stage, status, amount, currency, facts, team, external_ids, started_by, started_at, handed_over_at, updated_at)
  SELECT 'eng_' || n, 'CD-' || n, 'engagement/CD-' || n, 'Website relaunch ' || n, 'client-delivery', 1,
    'cli_' || n, 'delivery', 'active', 12000, 'EUR', '{}', $2::jsonb, '{}', '{"kind":"administrator"}',
    now() - interval '60 days', now(), now() - (n * 37 % 5000) * interval '1 minute'
  FROM generate_series(0, $1::int - 1) n`;

/** $1 how many, $2 engagements, $3 roles, $4 people, $5 what keeps each. */
function promises(state: 'open' | 'kept'): string {
  return `INSERT INTO promise (id, subject_id, engagement_id, workflow_id, key, step, kind, title, stage, owed_by,
      assignee_id, opened_at, due_at, state, late, kept_by, explanation)
    SELECT 'prm_${state}_' || n, 'eng_' || n % $2::int, 'eng_' || n % $2::int, 'engagement/CD-' || n % $2::int,
      'step-' || n || '#1', 'step-' || n, 'task', 'Plan the work and assign it ' || n, 'delivery',
      ($3::text[])[1 + n % cardinality($3::text[])],
      CASE WHEN n % 2 = 0 THEN ($4::text[])[1 + n / 2 % cardinality($4::text[])] END,
      now() - interval '30 days',
      now() + (CASE WHEN n % 10 = 0 THEN -1 ELSE 1 END) * (1 + n * 53 % 20000) * interval '1 minute',
      '${state}', n % 10 = 0, $5::jsonb,
      '["Monday 09:00 to 17:30: 8 h 30 min", "Tuesday 09:00 to 16:30: 7 h 30 min", "due on Tuesday 16:30"]'::jsonb
    FROM generate_series(0, $1::int - 1) n`;
}

function keptBy(): string {
  return JSON.stringify([{ signal: 'stepCompleted', body: { promiseId: 'prm_some', form: { hours: 8 } } }]);
}
