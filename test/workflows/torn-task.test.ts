import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { v4 as uuid } from 'uuid';
import { devServerAddress } from '../support/environment';

const WORKFLOWS = require.resolve('./torn-task/workflows.ts');
const INTERCEPTORS = ['whole-tasks.ts', 'outcomes-last.ts'].map((name) =>
  require.resolve(`../../workflows/sandbox/${name}`),
);
const TASK_MS = 2_000;
/** How long the worker stands still. */
const STOPPED_MS = 4_000;

describe('A worker that stands still, or has to wait, in the middle of a task for longer than the task may take', () => {
  const folder = mkdtempSync(join(tmpdir(), 'promisekeeper-torn-'));
  let connection: Connection;
  let worker: ChildProcess | undefined;

  beforeAll(async () => {
    connection = await Connection.connect({ address: await devServerAddress() });
  });
  afterEach(() => {
    worker?.kill('SIGKILL');
  });
  afterAll(async () => {
    await connection.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function begun(workflow: string, takesMs: string, args: unknown[]) {
    const taskQueue = uuid();
    const bundle = await bundleWorkflowCode({
      workflowsPath: WORKFLOWS,
      workflowInterceptorModules: INTERCEPTORS,
    });
    const codePath = join(folder, `${taskQueue}.js`);
    writeFileSync(codePath, bundle.code);
    const script = join(__dirname, 'torn-task/worker.cjs');
    const child = fork(script, [await devServerAddress(), taskQueue, codePath, takesMs], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    worker = child;
    await once(child, 'message');
    const noting = once(child, 'message');
    const handle = await new Client({ connection }).workflow.start(workflow, {
      ...{ workflowId: taskQueue, taskQueue, args },
      workflowTaskTimeout: TASK_MS,
    });
    return { child, handle, bundle, noting };
  }

  /** Says three words to a listener, two of them while its worker is stopped. @returns its history, at its end */
  async function interrupted(takesMs: number) {
    const { child, handle, bundle, noting } = await begun('listener', String(takesMs), [3]);
    await handle.signal('say', 'A');
    await noting;
    child.kill('SIGSTOP');
    await delay(STOPPED_MS / 4);
    await handle.signal('say', 'B');
    await delay((STOPPED_MS * 3) / 4);
    await handle.signal('say', 'C');
    child.kill('SIGCONT');
    const notes = (await handle.result()) as string[][];
    return { notes, history: await handle.fetchHistory(), bundle };
  }

  it.each([1_000, 1_500])(
    'goes on from the history when it noted for %i ms, and leaves one that can be replayed',
    async (takesMs) => {
      const { notes, history, bundle } = await interrupted(takesMs);
      expect(notes.flat()).toEqual(['A', 'B', 'C']);
      await Worker.runReplayHistory({ workflowBundle: bundle }, history);
    },
  );

  it('leaves a history that can be replayed when a note took longer than a task and a word came meanwhile', async () => {
    const { handle, bundle, noting } = await begun('hasty', `${TASK_MS * 2},300`, []);
    await noting;
    await handle.signal('say');
    await handle.result();
    await Worker.runReplayHistory({ workflowBundle: bundle }, await handle.fetchHistory());
  });
});
