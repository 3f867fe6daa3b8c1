import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ProcessSpec,
  type RunningProcess,
  startProcess,
} from '../../src/runtime/process/managed-process';

const SILENT_AFTER_MS = 1_000;
const SAYS_IT_LIVES =
  "process.send({ kind: 'ready' }); setInterval(() => process.send({ kind: 'alive' }), 100);";

let folder: string;
let running: RunningProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'promisekeeper-process-'));
});

afterEach(async () => {
  await running?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function start(script: string): RunningProcess {
  const spec: ProcessSpec = {
    name: 'one',
    command: process.execPath,
    args: ['-e', script],
    ready: 'announced',
    readyTimeoutMs: 10_000,
    silentTimeoutMs: SILENT_AFTER_MS,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 1_000,
  };
  running = startProcess(spec, { log: join(folder, 'log'), pid: join(folder, 'pid') });
  return running;
}

test('a process whose event loop comes to no end is ended, and what ended it is said', async () => {
  const one = start(`${SAYS_IT_LIVES} setTimeout(() => { for (;;); }, 300);`);
  await one.ready;
  expect(await one.ended).toBe('no sign of life for 1 s, so it was ended');
});

test('a process that says that it lives is left alone', async () => {
  const one = start(SAYS_IT_LIVES);
  await one.ready;
  const end = await Promise.race([
    one.ended,
    new Promise((resolve) => setTimeout(resolve, 2.5 * SILENT_AFTER_MS, 'still there')),
  ]);
  expect(end).toBe('still there');
});
