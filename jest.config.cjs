const swc = [
  '@swc/jest',
  { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // These come as ES modules, which jest takes only when they are compiled.
  transform: { '^.+\\.ts$': swc, '(schema-engine-wasm|json-schema-ref-parser)/.+\\.js$': swc },
  transformIgnorePatterns: [
    '/node_modules/(?!@prisma/schema-engine-wasm/|@apidevtools/json-schema-ref-parser/)',
  ],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  reporters: ['default', '<rootDir>/test/support/count-reporter.cjs'],
  maxWorkers: 2,
  // A process for each file: a gRPC call that still retries when its file closes the channel throws into nobody's test.
  workerIdleMemoryLimit: '1MB',
  testTimeout: 60_000,
};
