// The tests that judge a mutant: no server, no database, in one file.
/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: require.resolve('./test/promise/first-failure-environment.cjs'),
  roots: ['<rootDir>/test/promise'],
  testMatch: ['<rootDir>/test/promise/mutation-suite.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
};
