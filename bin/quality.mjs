// What never may be wrong, looked at harder than `npm test` has time for: the clock against a second one, its
// properties, ten thousand lives of product orders, requests made from the API's own document, years of a hundred engagements, a hundred projects
// and a thousand students, escalations against the wall clock, and mutation tests of clock and ladder. Prints a few lines of
// figures; the exit code is 1 when one fails.
// `npm run quality -- --without-mutants` leaves the longest part out.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), 'promisekeeper-quality-'));
let failed = false;

/** Runs a program of node_modules; its output is kept and shown only when it fails. */
function run(file, args, env = {}) {
  const started = Date.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'node_modules', file), ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) {
        failed = true;
        console.log(output);
      }
      resolve({ output, seconds: Math.round((Date.now() - started) / 1000) });
    });
  });
}

async function tests(title, pattern) {
  const report = join(scratch, 'jest.json');
  const { seconds } = await run(
    'jest/bin/jest.js',
    ['-c', 'jest.domain.config.cjs', '--testMatch', pattern, '--json', '--outputFile', report],
    { QUALITY: '1', CLOCK_CASES: '' },
  );
  const { numPassedTests, numTotalTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  console.log(`${title}: ${numPassedTests} of ${numTotalTests} tests passed in ${seconds} s`);
  const compared = testResults
    .flatMap((file) => file.assertionResults)
    .find(({ title }) => /generated cases/.test(title));
  if (compared) console.log(`  ${compared.status}: ${compared.title}`);
}

/** Tests on real servers that take minutes; what they print of their figures is shown. */
async function longRuns(title, pattern, env) {
  const { output, seconds } = await run('jest/bin/jest.js', ['--runInBand', pattern], {
    QUALITY: '1',
    ...env,
  });
  const counts = /^Tests: +(.*)$/m.exec(output)?.[1] ?? 'no tests';
  console.log(`${title}: ${counts}, in ${seconds} s`);
  for (const line of output.split('\n')) {
    if (/^(A [a-z-]+ .*|  [a-z0-9 ]+: .*)$/.test(line)) console.log(`  ${line}`);
  }
}

async function mutants() {
  const { seconds } = await run('@stryker-mutator/core/bin/stryker.js', [
    'run',
    'stryker.config.mjs',
    '--concurrency',
    String(availableParallelism()),
  ]);
  const { files } = JSON.parse(readFileSync(join(tmpdir(), 'promisekeeper-mutation.json'), 'utf8'));
  for (const room of ['clock', 'cases', 'calendar', 'ladder']) {
    const states = Object.entries(files)
      .filter(([path]) => path.startsWith(`src/promise/domain/${room}/`))
      .flatMap(([, file]) => file.mutants.map((mutant) => mutant.status));
    const count = (...wanted) => states.filter((state) => wanted.includes(state)).length;
    const killed = count('Killed', 'Timeout');
    const valid = killed + count('Survived', 'NoCoverage');
    const score = valid === 0 ? 'no mutants' : `${((100 * killed) / valid).toFixed(1)} %`;
    if (killed < 0.9 * valid) failed = true;
    console.log(`Mutation score of ${room}: ${score} (${killed} of ${valid} mutants noticed)`);
  }
  console.log(`  in ${seconds} s`);
}

try {
  await tests('Clock against a second clock', '**/clock/naive-comparison.test.ts');
  await tests('Properties of the clock', '**/clock/clock-properties.test.ts');
  await tests('Sums of explanations', '**/clock/explanation.test.ts');
  await longRuns('Lives of product orders', 'test/order/properties', {});
  await longRuns('Journals that are told again', 'test/journal/tellings', {});
  await longRuns('Requests made from the OpenAPI document', 'test/edge/generated', {
    GENERATED_CASES: process.env.GENERATED_CASES ?? '6000',
  });
  await longRuns('Escalation, an hour in a second', 'test/e2e/escalation-timing', {});
  await longRuns('A year of random people', 'test/simulation/year', {
    SIMULATION_ENGAGEMENTS: process.env.SIMULATION_ENGAGEMENTS ?? '100',
  });
  await longRuns('A year of projects', 'test/simulation/projects', {
    SIMULATION_PROJECTS: process.env.SIMULATION_PROJECTS ?? '100',
  });
  await longRuns('A year of courses', 'test/simulation/courses', {
    SIMULATION_STUDENTS: process.env.SIMULATION_STUDENTS ?? '1000',
  });
  if (!process.argv.includes('--without-mutants')) await mutants();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
