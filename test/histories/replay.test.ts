import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, type ReplayResult, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { workflowBundle } from '../support/environment';
import { type Recorded, readHistories } from './histories';

const ROOT = join(__dirname, '../..');
const histories = readHistories();

async function replayed(bundle: WorkflowBundleOption, recorded: Recorded[]): Promise<ReplayResult[]> {
  const results: ReplayResult[] = [];
  const input = recorded.map(({ workflowId, history }) => ({ workflowId, history }));
  for await (const result of Worker.runReplayHistories({ workflowBundle: bundle }, input)) {
    results.push(result);
  }
  return results;
}

describe('Recorded histories', () => {
  let results: ReplayResult[];

  beforeAll(async () => {
    results = await replayed(await workflowBundle(), histories);
  }, 120_000);

  it('[BY-02] are there for every workflow that runs', () => {
    const types = ['workflows/index.ts', 'workflows/tracks/index.ts'].flatMap((file) => {
      const index = readFileSync(join(ROOT, file), 'utf8');
      return [...index.matchAll(/export \{ (\w+) \}/g)].map((match) => match[1]);
    });
    expect(new Set(histories.map(({ workflowType }) => workflowType))).toEqual(new Set(types));
  });

  it.each(histories.map(({ name, workflowId }) => [name, workflowId]))(
    '[BY-02] replay against the code of today: %s',
    (_name, workflowId) => {
      const mine = results.filter((result) => result.workflowId === workflowId);
      expect(mine.map(({ error }) => error)).toEqual([undefined]);
    },
  );

  it('do not replay against a workflow that was broken on purpose', async () => {
    const folder = mkdtempSync(join(ROOT, '.build-broken-'));
    try {
      for (const part of ['workflows', 'src']) {
        cpSync(join(ROOT, part), join(folder, part), { recursive: true });
      }
      const path = join(folder, 'workflows/engagement.ts');
      const source = readFileSync(path, 'utf8');
      const broken = source.replace(
        'await qualification(life);',
        'await proposal(life);\n  await qualification(life);',
      );
      expect(broken).not.toBe(source);
      writeFileSync(path, broken);
      const engagements = histories.filter(({ workflowType }) => workflowType === 'engagement');
      const bundle = await bundleWorkflowCode({ workflowsPath: join(folder, 'workflows/index.ts') });
      const replays = await replayed(bundle, engagements);
      expect(replays.map(({ error }) => error?.name)).toEqual(
        engagements.map(() => 'DeterminismViolationError'),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);

  it('hold no name, no address and no free text of anybody', () => {
    const names = /Okafor|Ahlberg|Castillo|Carla|@[a-z-]+\.example|relaunch/i;
    const payloads = histories.flatMap(({ name, history }) => {
      const text = JSON.stringify(history, (_key, value) =>
        value instanceof Uint8Array || value?.type === 'Buffer'
          ? Buffer.from(value.data ?? value).toString()
          : value,
      );
      return names.test(text) ? [name] : [];
    });
    expect(payloads).toEqual([]);
  });
});
