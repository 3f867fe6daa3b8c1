// `npm test`: the checks, then every test, then one closing line. With arguments: jest alone, with them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './steps.mjs';

const CHECKS = ['check:format', 'check:lint', 'check:types', 'check:imports'];
const jestArguments = process.argv.slice(2);

function runNpm(script) {
  const { status } = spawnSync('npm', ['run', '--silent', script], { cwd: ROOT, stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${script}`);
  return status === 0;
}

function runJest() {
  const folder = mkdtempSync(join(tmpdir(), 'promisekeeper-counts-'));
  const file = join(folder, 'counts.json');
  const { status } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/jest/bin/jest.js'), ...jestArguments],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, PROMISEKEEPER_TEST_COUNTS: file },
    },
  );
  try {
    const counts = JSON.parse(readFileSync(file, 'utf8'));
    // Jest can fail with every test passed, for example when a test file leaves something running.
    if (status !== 0 && counts.failed === 0) counts.failed = 1;
    return counts;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const checks = jestArguments.length === 0 ? CHECKS.map(runNpm) : [];
const counts = runJest();
const passed = checks.filter(Boolean).length + counts.passed;
const failed = checks.filter((ok) => !ok).length + counts.failed;
if (passed === 0 && failed === 0) console.log('No test was run.');
console.log(`${passed} passed, ${failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
