import { join } from 'node:path';
import { freePort } from '../../src/runtime/process/ports';
import { projectRoot } from '../../src/settings/project-root';
import { percentile } from '../support/percentile';
import { say, type Servers } from '../support/servers';
import { circumstances, table } from '../support/table';
import { Caller, hireStaff } from './caller';
import { seed } from './seed';

const REQUESTS = 500;
const WARM_UP = 50;
/** What a page of the lists may take at the 95th percentile on two cores. */
const AIM_MS = 50;
const ENGAGEMENTS = 1_000;
const STAFF = 50;
const ROLES = [
  'operations-manager',
  'accountable-manager',
  'customer-relationship-manager',
  'sales-manager',
  'finance-manager',
  'project-manager',
  'consultant',
  'head-of-department',
];

/**
 * Asks the real API process for inboxes and for what is late, with so many open promises in the read model, and for
 * `/livez`, which asks nothing of the database, in turn with them.
 */
export async function benchInbox(servers: Servers, openPromises: number): Promise<void> {
  const where = circumstances();
  say('Starting PostgreSQL and the API ...');
  const postgres = await servers.postgres();
  const port = await freePort();
  const token = 'the-token-of-a-benchmark-0123456789';
  await servers.node('server', join(projectRoot(), 'dist/src/server.js'), [], {
    PORT: String(port),
    DATABASE_URL: postgres.address,
    // Reading asks nothing of Temporal, so none is started.
    TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
    PROMISEKEEPER_ADMIN_TOKEN: token,
    PROMISEKEEPER_EMBEDDED: '1',
  });
  const administrator = new Caller(`http://127.0.0.1:${port}`, token);
  const staff = await hireStaff(administrator, STAFF, ROLES);
  const house = {
    openPromises,
    keptPromises: 4 * openPromises,
    engagements: ENGAGEMENTS,
    people: staff.map(({ id }) => id),
    roles: ROLES,
  };
  await seed(postgres.address, house);

  const person = staff[0]?.caller ?? administrator;
  const questions: [string, () => Promise<number>][] = [
    ['GET /livez', () => administrator.get('/livez')],
    ["GET /v1/inbox, a person's", () => person.get('/v1/inbox')],
    ["GET /v1/inbox, everybody's", () => administrator.get('/v1/inbox')],
    ['GET /v1/inbox?limit=200', () => person.get('/v1/inbox?limit=200')],
    ['GET /v1/engagements?late=true', () => person.get('/v1/engagements?late=true')],
    ['GET /v1/engagements?late=true&limit=200', () => person.get('/v1/engagements?late=true&limit=200')],
  ];
  say(`Asking each of ${questions.length} questions ${REQUESTS} times ...`);
  const times = await askInTurn(questions);
  const reference = percentile(times[0] ?? [], 95);
  const rows = questions.map(([title], index) => {
    const asked = times[index] ?? [];
    const p95 = percentile(asked, 95);
    const aim = index === 0 ? '' : `${p95 <= AIM_MS ? 'held' : 'missed'} (${AIM_MS} ms)`;
    return [
      title,
      ...[percentile(asked, 50), p95, percentile(asked, 99)].map((ms) => ms.toFixed(1)),
      (p95 / reference).toFixed(1),
      aim,
    ];
  });
  process.stdout.write(
    `Lists over ${openPromises} open promises and ${house.keptPromises} kept ones (${where})\n\n` +
      `${table([['ms', 'median', '95 %', '99 %', 'ratio at 95 %', 'aim'], ...rows])}\n`,
  );
}

/** One request at a time, the questions in turn: whatever else the machine does befalls all of them alike. */
async function askInTurn(questions: [string, () => Promise<number>][]): Promise<number[][]> {
  const times = questions.map((): number[] => []);
  for (let round = -WARM_UP; round < REQUESTS; round += 1) {
    for (const [index, [, ask]] of questions.entries()) {
      const ms = await ask();
      if (round >= 0) times[index]?.push(ms);
    }
  }
  return times;
}
