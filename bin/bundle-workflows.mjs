// Writes <folder>/workflows.bundle.js: the code that the worker runs for every workflow, bundled once at build time.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { ROOT } from './steps.mjs';

const quiet = { trace() {}, debug() {}, info() {}, log() {}, warn: console.warn, error: console.error };
const { code } = await bundleWorkflowCode({
  workflowsPath: join(ROOT, 'workflows/index.ts'),
  workflowInterceptorModules: ['whole-tasks.ts', 'outcomes-last.ts'].map((name) =>
    join(ROOT, 'workflows/sandbox', name),
  ),
  preloadModules: [join(ROOT, 'workflows/sandbox/no-stack-traces.ts')],
  logger: quiet,
});
writeFileSync(join(process.argv[2], 'workflows.bundle.js'), code);
