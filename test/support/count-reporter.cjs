const { writeFileSync } = require('node:fs');
const path = require('node:path');

const SLOWEST = 10;

/**
 * Leaves the counts and the slowest files for `npm test`, which closes with them. A file that could not even be loaded
 * has failed.
 */
module.exports = class CountReporter {
  constructor({ rootDir }) {
    this.rootDir = rootDir;
  }

  onRunComplete(_contexts, results) {
    const file = process.env.PROMISEKEEPER_TEST_COUNTS;
    if (!file) return;
    const passed = results.numPassedTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const slowest = results.testResults
      .map(({ testFilePath, perfStats }) => ({
        path: path.relative(this.rootDir, testFilePath),
        seconds: perfStats.runtime / 1000,
      }))
      .sort((one, other) => other.seconds - one.seconds)
      .slice(0, SLOWEST);
    writeFileSync(file, JSON.stringify({ passed, failed, skipped, slowest }));
  }
};
