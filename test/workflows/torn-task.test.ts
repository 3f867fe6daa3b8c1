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
const WHOLE_TASKS = require.resolve('../../workflows/sandbox/whole-tasks.ts');
const TASK_MS = 2_000;
/** How long the worker stands still. */
const STOPPED_MS = 4_000;

describe('A worker that stands still in the middle of a task, for longer than the task may take', () => {
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

  /** Says three words to a listener, two of them while its worker is stopped. @returns its history, at its end */
  async function interrupted(takesMs: number) {
    const taskQueue = uuid();
    const bundle = await bundleWorkflowCode({
      workflowsPath: WORKFLOWS,
      workflowInterceptorModules: [WHOLE_TASKS],
    });
    const codePath = join(folder, `${taskQueue}.js`);
    writeFileSync(codePath, bundle.code);
    const script = join(__dirname, 'torn-task/worker.cjs');
    const child = fork(script, [await devServerAddress(), taskQueue, codePath, String(takesMs)], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    worker = child;
    await once(child, 'message');
    const client = new Client({ connection });
    const handle = await client.workflow.start('listener', {
      ...{ workflowId: taskQueue, taskQueue, args: [3] },
      workflowTaskTimeout: TASK_MS,
    });
    const noting = once(child, 'message');
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
});
