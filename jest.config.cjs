const { availableParallelism } = require('node:os');

const swc = [
  '@swc/jest',
  { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/support/jest/file-environment.ts',
  // Within jest a look at a global takes many times as long as at an argument, which is what these become.
  sandboxInjectedGlobals: [
    'Array',
    'Date',
    'Intl',
    'JSON',
    'Map',
    'Math',
    'Number',
    'Object',
    'Set',
    'String',
  ],
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // What every connector has to stand waits for vendors that do not answer: `npm run conformance` runs it.
  // Of the simulated years one is lived each time, and nothing is timed: `npm run quality` lives all, and looks at the clock.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/conformance/',
    ...(process.env.QUALITY === '1' ? [] : ['<rootDir>/test/e2e/escalation-timing']),
    ...('SIMULATION_PROJECTS' in process.env ? [] : ['<rootDir>/test/simulation/projects/']),
    ...('SIMULATION_STUDENTS' in process.env ? [] : ['<rootDir>/test/simulation/courses/']),
  ],
  // These come as ES modules, which jest takes only when they are compiled.
  transform: { '^.+\\.ts$': swc, '(schema-engine-wasm|json-schema-ref-parser)/.+\\.js$': swc },
  transformIgnorePatterns: [
    '/node_modules/(?!@prisma/schema-engine-wasm/|@apidevtools/json-schema-ref-parser/)',
  ],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  globalSetup: '<rootDir>/test/support/jest/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/jest/global-teardown.ts',
  reporters: [
    'default',
    '<rootDir>/test/support/jest/count-reporter.cjs',
    '<rootDir>/test/support/jest/result-reporter.mjs',
  ],
  testSequencer: '<rootDir>/test/support/jest/spread-long-files.cjs',
  // Files that work on servers wait half of their time, so one more than there are cores keeps these busy.
  maxWorkers: Math.min(availableParallelism() + 1, 6),
  // What files leave in the memory of the process that they share is given back before it matters.
  workerIdleMemoryLimit: '1GB',
  testTimeout: 60_000,
};
