// Mutation tests of what must never be wrong: the clock and the ladder. `npm run quality` runs them.
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// A mutant is tried against a sample of the generated cases; the full comparison runs on its own.
process.env.CLOCK_CASES = '30';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'jest',
  jest: { projectType: 'custom', configFile: 'jest.domain.config.cjs' },
  mutate: [
    'src/promise/domain/clock/**/*.ts',
    'src/promise/domain/cases/**/*.ts',
    'src/promise/domain/calendar/**/*.ts',
    'src/promise/domain/ladder/**/*.ts',
  ],
  // Stryker would rewrite the file with the compiler's JavaScript API, which TypeScript 7 has no more; swc reads none.
  tsconfigFile: 'none.json',
  coverageAnalysis: 'perTest',
  // Module-level constants and schemas are made once per process, so that no single test owns them.
  ignoreStatic: true,
  concurrency: 2,
  // Long enough for a busy machine: a mutant that is only slow would count as noticed.
  timeoutMS: 10_000,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: join(tmpdir(), 'promisekeeper-mutation.json') },
  tempDirName: join(tmpdir(), 'promisekeeper-stryker'),
  cleanTempDir: 'always',
  ignorePatterns: [
    'dist',
    '.data',
    'playbooks',
    'prisma',
    'workflows',
    'activities',
    'src/database',
    'src/vendors',
    'test/histories',
  ],
  thresholds: { high: 95, low: 90, break: 90 },
};
