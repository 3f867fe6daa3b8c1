import { readProblems } from '../../../src/problem/store/problem-figures';
import type { Database } from '../../../src/database/database';
import { databaseUrl } from '../../support/environment';
import { SHIPPED } from '../../support/service-desk';
import { openHouse, SYSTEM, tellTicket, Told } from '../support';

const at = (month: number, day: number) => new Date(Date.UTC(2026, month - 1, day));
const monthOf = (month: number, clientId: string | null = null) => ({
  clientId,
  ...{ from: at(month, 1), to: at(month + 1, 1) },
});

let db: Database;

beforeAll(async () => {
  db = await openHouse(await databaseUrl(), at(1, 1));
  for (const client of ['cli_1', 'cli_2']) {
    const { id } = await Told.start(db, `CD-${client}`, client, at(1, 1));
    await tellTicket(db, id, `T-${client}`, at(1, 2), []);
  }
  const effect = {
    ...{ metric: 'nps', client: 'cli_1', before: 10, after: 30, computed: true },
    beforePeriod: { from: at(1, 1).toISOString(), to: at(2, 1).toISOString() },
    afterPeriod: { from: at(3, 1).toISOString(), to: at(4, 1).toISOString() },
  };
  const put = async (id: string, tickets: string[], more: object) =>
    await db.problem.create({
      data: {
        ...{ id, reference: id, workflowId: `problem/${id}`, title: 't', description: 'd', tickets },
        ...{ source: 'clientFeedback', status: 'identified', openedBy: SYSTEM, deskVersion: SHIPPED },
        ...{ openedAt: at(2, 1), updatedAt: at(2, 1), ...more },
      },
    });
  await put('PRB-1', ['T-cli_1', 'T-cli_2'], {
    ...{ status: 'closed', effect, analysedAt: at(2, 10), implementedAt: at(3, 1) },
    ...{ measuredAt: at(4, 2), endedAt: at(4, 5) },
  });
  await put('PRB-2', ['T-cli_2'], { openedAt: at(4, 1) });
});

afterAll(async () => {
  await db.$disconnect();
});

test.each([
  [1, []],
  [2, [['PRB-1', 'analysed', false]]],
  [3, [['PRB-1', 'implemented', false]]],
  [
    4,
    [
      ['PRB-1', 'closed', true],
      ['PRB-2', 'identified', false],
    ],
  ],
  [5, [['PRB-2', 'identified', false]]],
])('[OOES-34] the review of month %d shows each problem as it stood at its end', async (month, expected) => {
  const problems = await readProblems(db, monthOf(month));
  expect(problems.map(({ reference, status, effect }) => [reference, status, effect !== null])).toEqual(
    expected,
  );
});

test('[OOES-34] a client has the problems of its tickets, without what was measured at another client', async () => {
  expect(await readProblems(db, monthOf(4, 'cli_1'))).toEqual([
    {
      ...{ problemId: 'PRB-1', reference: 'PRB-1', status: 'closed', tickets: 2 },
      effect: { metric: 'nps', before: 10, after: 30 },
    },
  ]);
  expect((await readProblems(db, monthOf(4, 'cli_2'))).map(({ effect }) => effect)).toEqual([null, null]);
});
