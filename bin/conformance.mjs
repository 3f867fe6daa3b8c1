// `npm run conformance`: every connector against every case of test/conformance, as a table on stdout. The exit code is 1
// when a cell failed, or when there is none for a connector and a case.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, run, say } from './steps.mjs';

/** `vendor: [case] what is promised (does not apply: why)`, as test/conformance/conforms.ts writes it. */
const TITLE = /^([a-z-]+): \[([^\]]+)\] (.*?)(?: \(does not apply: (.*)\))?$/;
const JEST = join(ROOT, 'node_modules/jest/bin/jest.js');
/** Of a failure as much as says why. */
const SHOWN_LINES = 6;

/** What jest found in the suite's files, one result for each test. */
async function results() {
  const folder = mkdtempSync(join(tmpdir(), 'promisekeeper-conformance-'));
  const file = join(folder, 'results.json');
  const args = [
    JEST,
    // The suite is no part of npm test.
    '--testPathIgnorePatterns=/node_modules/',
    '--silent',
    '--json',
    `--outputFile=${file}`,
    ...process.argv.slice(2),
    'test/conformance/',
  ];
  // A failed test ends jest with an error, and is told in the table.
  const ended = await run('The conformance suite', process.execPath, args).catch((error) => error);
  try {
    const { testResults } = JSON.parse(readFileSync(file, 'utf8'));
    const broken = testResults.filter(({ assertionResults }) => assertionResults.length === 0);
    return {
      tests: testResults.flatMap(({ assertionResults }) => assertionResults),
      broken: broken.map(({ name, message }) => `${name}\n${message}`),
    };
  } catch {
    throw new Error(`The suite gave no results.\n${ended instanceof Error ? ended.message : ''}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function cellOf({ status, failureMessages }, reason) {
  if (status === 'passed') return reason === undefined ? { mark: 'ok' } : { mark: '-', why: reason };
  const [why = status] = failureMessages;
  return { mark: 'FAILED', why: why.split('\n').slice(0, SHOWN_LINES).join('\n    ') };
}

/** @returns the cases in their order with what each promises, and the cell of each connector and case */
function tableOf(tests) {
  const cases = new Map();
  const cells = new Map();
  for (const test of tests) {
    const [, vendor, name, promise, reason] = TITLE.exec(test.title) ?? [];
    if (vendor === undefined) continue;
    cases.set(name, promise);
    cells.set(`${vendor} ${name}`, cellOf(test, reason));
  }
  return { cases, cells };
}

function show(vendors, { cases, cells }) {
  const MISSING = { mark: 'MISSING', why: 'no test says so: see test/conformance' };
  const cell = (vendor, name) => cells.get(`${vendor} ${name}`) ?? MISSING;
  const width = (texts) => Math.max(...texts.map((text) => text.length));
  const first = width([...cases.keys(), 'case']);
  const columns = vendors.map((vendor) =>
    width([vendor, ...[...cases.keys()].map((name) => cell(vendor, name).mark)]),
  );
  const line = (head, texts) =>
    [head.padEnd(first), ...texts.map((text, at) => text.padEnd(columns[at]))].join('  ').trimEnd();
  console.log(line('case', vendors));
  for (const name of cases.keys()) {
    console.log(
      line(
        name,
        vendors.map((vendor) => cell(vendor, name).mark),
      ),
    );
  }
  console.log();
  for (const [name, promise] of cases) console.log(`${name.padEnd(first)}  ${promise}`);
  const all = vendors.flatMap((vendor) =>
    [...cases.keys()].map((name) => ({ vendor, name, ...cell(vendor, name) })),
  );
  for (const mark of ['-', 'MISSING', 'FAILED']) {
    for (const { vendor, name, why } of all.filter((one) => one.mark === mark)) {
      const words = mark === '-' ? 'does not apply' : mark;
      console.log(`\n${vendor}, ${name}: ${words}: ${why}`);
    }
  }
  return all;
}

const { VENDORS } = createRequire(import.meta.url)(join(ROOT, 'dist/src/vendors/registry.js'));
// What is served in house calls nobody: there is nothing that it could conform to.
const connectors = VENDORS.filter(({ inHouse }) => inHouse !== true).map(({ name }) => name);
say('Asking every connector every case; a few minutes ...');
const begunAtMs = Date.now();
const { tests, broken } = await results();
const table = tableOf(tests);
const cells = show(connectors, table);
for (const message of broken) console.log(`\nFAILED ${message}`);
const passed = cells.filter(({ mark }) => mark === 'ok' || mark === '-').length;
const failed = cells.length - passed + broken.length;
const seconds = Math.round((Date.now() - begunAtMs) / 1000);
console.log(
  `\n${connectors.length} connectors, ${table.cases.size} cases: ${passed} passed, ${failed} failed, in ${seconds} s`,
);
process.exitCode = failed === 0 && cells.length > 0 ? 0 : 1;
