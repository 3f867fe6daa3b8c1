import { execFileSync } from 'node:child_process';
import { relative, sep } from 'node:path';
import { putDown } from '../../../bin/test-results.mjs';

/**
 * Leaves what each test file showed, as soon as it has run, for `npm run mission`. A run by parts of titles says nothing of
 * the tests that it left out, so it leaves nothing.
 */
export default class ResultReporter {
  constructor({ rootDir, testNamePattern }) {
    this.rootDir = rootDir;
    this.isPartial = Boolean(testNamePattern);
  }

  onRunStart() {
    this.sources = sourcesIn(this.rootDir);
  }

  onTestResult(_test, { testFilePath, testResults, testExecError }) {
    if (this.isPartial) return;
    const result = {
      file: relative(this.rootDir, testFilePath).split(sep).join('/'),
      at: new Date().toISOString(),
      ...this.sources,
      error: testExecError ? String(testExecError.message) : null,
      tests: testResults.map(({ ancestorTitles, title, status }) => ({
        title: [...ancestorTitles, title].join(' > '),
        status,
      })),
    };
    putDown(this.rootDir, result);
  }
}

/** Which sources are tested, as they are when the run begins. */
function sourcesIn(cwd) {
  const git = (...args) =>
    execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return { commit: git('rev-parse', 'HEAD'), isChanged: git('status', '--porcelain') !== '' };
  } catch {
    // Sources that were unpacked and not cloned have no commit.
    return { commit: null, isChanged: false };
  }
}
