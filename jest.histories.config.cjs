// Records histories for the replay test from a real installation: `npm run histories`.
const { testMatch: _testMatch, reporters: _reporters, ...shared } = require('./jest.config.cjs');

/** @type {import('jest').Config} */
module.exports = { ...shared, testMatch: ['**/*.record.ts'] };
