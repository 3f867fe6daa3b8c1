// `npm run --silent mission`: what was asked for, row by row, and the tests that showed it when they ran last. A row is
// shown by the tests that carry its id in their titles, as `[S4-06]`. The rows stand in a file of Markdown tables: the one
// named, else `shared/mission.md` beside the sources or in a folder above them; without one, the ids found in titles count.
// The exit code is 1 only with `--strict`, when a row is missing or failing. `--sources FOLDER` asks of another checkout.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './steps.mjs';
import { newestResults } from './test-results.mjs';

const ID = /^(?:[A-Z]+\d*|\d+[a-z])-\d{2}$/;
const ASKED_LENGTH = 88;
const MARKS = { shown: 'shown  ', failing: 'FAILING', missing: 'MISSING' };

/** The ids in a title, also several in one pair of brackets. */
function idsIn(title) {
  const brackets = [...title.matchAll(/\[([^[\]]+)\]/g)].map(([, inside]) => inside.trim().split(/[\s,;]+/));
  return [...new Set(brackets.filter((words) => words.every((word) => ID.test(word))).flat())];
}

function rowsFile(named, root) {
  if (named !== undefined) {
    const path = resolve(process.env.INIT_CWD ?? process.cwd(), named);
    if (!existsSync(path)) throw new Error(`There is no ${path}: name the file in which the rows stand.`);
    return path;
  }
  for (let folder = root; folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(dirname(folder), 'shared/mission.md');
    if (existsSync(path)) return path;
  }
  return undefined;
}

/** The rows of the tables in a text, `| id | asks | ... |`, each with the heading above it. */
function rowsIn(text) {
  let heading = '';
  return text.split('\n').flatMap((line) => {
    heading = /^## (.*)$/.exec(line)?.[1] ?? heading;
    const [, id = '', asks = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    return ID.test(id) ? [{ id, asks: short(asks.replaceAll('\\|', '|')), heading }] : [];
  });
}

function short(text) {
  return text.length <= ASKED_LENGTH ? text : `${text.slice(0, text.lastIndexOf(' ', ASKED_LENGTH - 2))} …`;
}

/** Every test that carries an id, by the id. */
function testsById(results) {
  const tests = new Map();
  for (const { tests: own, ...ran } of results) {
    for (const { title, status } of own) {
      for (const id of idsIn(title)) tests.set(id, [...(tests.get(id) ?? []), { ...ran, title, status }]);
    }
  }
  return tests;
}

function stateOf(tests) {
  if (tests.some(({ status }) => status === 'failed')) return 'failing';
  return tests.some(({ status }) => status === 'passed') ? 'shown' : 'missing';
}

function sourcesOf({ commit, isChanged }) {
  if (commit === null) return 'sources without a commit';
  return `${commit.slice(0, 10)}${isChanged ? ' with changes that were not committed' : ''}`;
}

/** Where the results are from, and a warning when they do not belong together. */
function showOrigin(results) {
  const origins = [...grouped(results, sourcesOf)];
  console.log('Tests as they ran last:');
  for (const [origin, files] of origins) {
    const times = files.map(({ at }) => at).toSorted();
    console.log(`  ${count(files.length, 'file')} of ${origin}, from ${times[0]} to ${times.at(-1)}`);
  }
  if (origins.length > 1) {
    console.log(
      'They are from different sources, so a test says from which: npm test runs all of them on one.',
    );
  }
}

function showRow({ id, asks }, tests, isMixed) {
  console.log(`${MARKS[stateOf(tests)]}  ${id.padEnd(7)}  ${asks}`.trimEnd());
  for (const test of tests.filter(({ status }) => status === 'passed' || status === 'failed')) {
    const origin = isMixed ? ` (${sourcesOf(test)})` : '';
    const mark = test.status === 'failed' ? 'FAILED ' : '';
    console.log(`${' '.repeat(18)}${mark}${test.file}: ${test.title.replaceAll(/\s+/g, ' ')}${origin}`);
  }
}

function showStrangers(rows, tests) {
  const known = new Set(rows.map(({ id }) => id));
  for (const [id, carrying] of [...tests].filter(([id]) => !known.has(id))) {
    console.log(`No row has the id ${id}, which stands in a title of ${carrying[0].file}`);
  }
}

function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function count(number, noun) {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { strict: { type: 'boolean' }, sources: { type: 'string' } },
});

/** @returns whether every row is shown */
function show() {
  const root = values.sources === undefined ? ROOT : resolve(values.sources);
  const results = newestResults(root);
  if (results.length === 0) console.log('No test has run here yet: npm test leaves what each shows.');
  else showOrigin(results);
  const tests = testsById(results);
  const file = rowsFile(positionals[0], root);
  const byId = [...tests.keys()]
    .toSorted((a, b) => a.localeCompare(b))
    .map((id) => ({ id, asks: '', heading: '' }));
  const rows = file === undefined ? byId : rowsIn(readFileSync(file, 'utf8'));
  if (file === undefined) {
    console.log(
      'There is no shared/mission.md beside these sources: the ids are those found in titles of tests.',
    );
  }
  const isMixed = new Set(results.map(sourcesOf)).size > 1;
  for (const [heading, own] of grouped(rows, (row) => row.heading)) {
    console.log(heading === '' ? '' : `\n${heading}`);
    for (const row of own) showRow(row, tests.get(row.id) ?? [], isMixed);
  }
  console.log();
  showStrangers(rows, tests);
  for (const { file: path, error } of results.filter((one) => one.error !== null)) {
    console.log(
      `FAILED ${path} could not be loaded, so nothing is known of its tests: ${error.split('\n')[0]}`,
    );
  }
  const states = rows.map(({ id }) => stateOf(tests.get(id) ?? []));
  const of = (wanted) => states.filter((state) => state === wanted).length;
  console.log(
    `${count(rows.length, 'row')}: ${of('shown')} shown, ${of('failing')} failing, ${of('missing')} missing`,
  );
  return of('shown') === rows.length;
}

try {
  if (!show() && values.strict) process.exitCode = 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
