const { writeFileSync } = require('node:fs');
const path = require('node:path');
const { stripVTControlCharacters } = require('node:util');

const SLOWEST = 10;
/** Of what a failed test says; the whole of it stands where the file was run. */
const MESSAGE_LINES = 25;

/**
 * Leaves the counts, the slowest files and what failed for `npm test`, which closes with them. A file that could not even
 * be loaded has failed.
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
    const failures = results.testResults.flatMap((suite) => failuresOf(suite, this.rootDir));
    writeFileSync(file, JSON.stringify({ passed, failed, skipped, slowest, failures }));
  }
};

function failuresOf({ testFilePath, testResults, testExecError }, rootDir) {
  const where = path.relative(rootDir, testFilePath);
  const unloaded = testExecError ? [{ title: where, message: shorten(String(testExecError.message)) }] : [];
  const failed = testResults.filter(({ status }) => status === 'failed');
  return [
    ...unloaded,
    ...failed.map(({ fullName, failureMessages }) => ({
      title: `${where}: ${fullName}`,
      message: shorten(stripVTControlCharacters(failureMessages.join('\n'))),
    })),
  ];
}

function shorten(message) {
  return message.split('\n').slice(0, MESSAGE_LINES).join('\n');
}
