// `npm test`: the checks and every test, side by side, then the slowest files, what failed and one closing line.
// With arguments: jest alone, with them.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './steps.mjs';

const CHECKS = ['check:format', 'check:lint', 'check:types', 'check:imports'];
const jestArguments = process.argv.slice(2);

/** @returns the exit code, and what was printed unless it went to this screen */
function run(command, args, options) {
  const child = spawn(command, args, { cwd: ROOT, ...options });
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => printed.push(chunk));
  return new Promise((resolve) => {
    const end = (code) => resolve({ code, printed: Buffer.concat(printed).toString() });
    child.once('error', () => end(1));
    child.once('close', end);
  });
}

/** One after the other: they need a whole core each, and the tests leave no more than one. */
async function runChecks() {
  const checks = [];
  for (const script of jestArguments.length === 0 ? CHECKS : []) {
    checks.push({ script, ...(await run('npm', ['run', '--silent', script], { stdio: 'pipe' })) });
  }
  return checks;
}

async function runJest() {
  const folder = mkdtempSync(join(tmpdir(), 'promisekeeper-counts-'));
  const file = join(folder, 'counts.json');
  const { code } = await run(
    process.execPath,
    [join(ROOT, 'node_modules/jest/bin/jest.js'), ...jestArguments],
    { stdio: 'inherit', env: { ...process.env, PROMISEKEEPER_TEST_COUNTS: file } },
  );
  try {
    const counts = JSON.parse(readFileSync(file, 'utf8'));
    // Jest can fail with every test passed, for example when a test file leaves something running.
    if (code !== 0 && counts.failed === 0) counts.failed = 1;
    return counts;
  } catch {
    return { passed: 0, failed: 1, skipped: 0, slowest: [], failures: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [counts, checks] = await Promise.all([runJest(), runChecks()]);
const failedChecks = checks.filter(({ code }) => code !== 0);
// Held back until here: jest redraws the end of the screen while it runs.
for (const { script, code, printed } of checks) {
  process.stdout.write(printed);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${script}`);
}
if (counts.slowest.length > 0) console.log('The slowest files, in seconds:');
for (const { path, seconds } of counts.slowest) console.log(`${seconds.toFixed(1).padStart(6)} ${path}`);
for (const { title, message } of counts.failures) console.log(`FAILED ${title}\n${message}`);
const passed = checks.length - failedChecks.length + counts.passed;
const failed = failedChecks.length + counts.failed;
if (passed === 0 && failed === 0) console.log('No test was run.');
console.log(`${passed} passed, ${failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
