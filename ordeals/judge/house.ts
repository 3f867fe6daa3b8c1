import type { Database } from '../../src/database/database';
import { checkReadModel } from '../../src/journal/store/rebuild';
import type { InstallationApi } from '../support/installation-api';
import type { Ledger } from '../work/ledger';
import type { Books } from './books';
import type { Finding } from './finding';

/** Every engagement is over, nothing of it is open, and nothing stands still anywhere in the house. */
export async function judgeRest(
  installation: InstallationApi,
  { subjects }: Books,
  ledger: Ledger,
): Promise<Finding[]> {
  const unseen = ledger.starts.filter(({ engagementId }) => engagementId === null);
  const open = subjects.flatMap(({ id, of, title, status, promises }) => {
    const isOver = status === (of === 'engagements' ? 'completed' : 'closed');
    const left = promises.filter(({ state }) => state === 'open').map((promise) => promise.title);
    if (isOver && left.length === 0) return [];
    return [still(id, `"${title}" is ${status}; open: ${left.join(', ') || 'nothing'}`)];
  });
  return [
    ...unseen.map(({ title }) => still('', `"${title}" was not even started`)),
    ...open,
    ...(await judgeTroubles(installation)),
  ];
}

async function judgeTroubles(installation: InstallationApi): Promise<Finding[]> {
  interface Trouble {
    subjectId: string | null;
    kind: string;
    what: string;
    why: string;
  }
  const troubles = await installation.all<Trouble>('/v1/troubles');
  const { body: metrics } = await installation.call<string>('GET', '/metrics');
  const gauges = [...metrics.matchAll(/^promisekeeper_troubles_open\{kind="(\w+)"\} (\d+)$/gm)];
  return [
    ...troubles.map(({ subjectId, kind, what, why }) => still(subjectId ?? '', `${kind}: ${what} (${why})`)),
    ...(gauges.length === 0 ? [still('', 'no figure tells what stands still')] : []),
    ...gauges
      .filter(([, , count]) => count !== '0')
      .map(([, kind, count]) => still('', `promisekeeper_troubles_open{kind="${kind}"} is ${count}`)),
  ];
}

/** The read model says exactly what the journals say. */
export async function judgeReadModel(db: Database): Promise<{ findings: Finding[]; rows: number }> {
  const findings: Finding[] = [];
  const { rows } = await checkReadModel(db, ({ subjectId, table, key, what, columns }) => {
    findings.push({
      fault: what === 'surplus' ? 'doubled' : 'lost',
      subjectId,
      what: `the read model's ${table} ${key} ${what}: ${JSON.stringify(columns)}`,
    });
  });
  return { findings, rows };
}

function still(subjectId: string, what: string): Finding {
  return { fault: 'standing still', subjectId, what };
}
