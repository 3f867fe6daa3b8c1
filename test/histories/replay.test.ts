import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  bundleWorkflowCode,
  type ReplayResult,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { type Recorded, readHistories } from './histories';

const ROOT = join(__dirname, '../..');
const histories = readHistories();

const bundleOf = (folder: string) =>
  bundleWorkflowCode({ workflowsPath: join(folder, 'workflows/index.ts') });

async function replayed(bundle: WorkflowBundleWithSourceMap, recorded: Recorded[]): Promise<ReplayResult[]> {
  const results: ReplayResult[] = [];
  const input = recorded.map(({ workflowId, history }) => ({ workflowId, history }));
  for await (const result of Worker.runReplayHistories({ workflowBundle: bundle }, input)) {
    results.push(result);
  }
  return results;
}

describe('Recorded histories', () => {
  let bundle: WorkflowBundleWithSourceMap;

  beforeAll(async () => {
    bundle = await bundleOf(ROOT);
  }, 120_000);

  it('[BY-02] are there for every workflow that runs', () => {
    const index = readFileSync(join(ROOT, 'workflows/index.ts'), 'utf8');
    const types = [...index.matchAll(/export \{ (\w+) \}/g)].map((match) => match[1]);
    expect(new Set(histories.map(({ workflowType }) => workflowType))).toEqual(new Set(types));
  });

  it.each(histories.map((recorded) => [recorded.name, recorded] as const))(
    '[BY-02] replay against the code of today: %s',
    async (_name, recorded) => {
      const [result] = await replayed(bundle, [recorded]);
      expect(result?.error).toBeUndefined();
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
      const results = await replayed(await bundleOf(folder), engagements);
      expect(results.map(({ error }) => error?.name)).toEqual(
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
