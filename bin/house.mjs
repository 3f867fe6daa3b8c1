// `npm run house`: the rooms with their size and what they may import, what breaks the import rule, and how many files
// outside its own folder a new vendor, capability, track kind, fact and subject touches, by the fixtures that the tests
// add for real. The exit code is 1 when a limit of house.config.cjs is exceeded.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { ROOT } from './steps.mjs';

const { LAYERS, LIMITS, layerOf } = createRequire(import.meta.url)('../house.config.cjs');

/** Written by hand, and measured. */
const PLACES = ['src', 'workflows', 'activities', 'bench', 'ordeals', 'bin', 'test'];
const GENERATED = /(^src\/database\/generated|\/recorded)(\/|$)/;
const CODE = /\.(ts|mjs|cjs)$/;

const problems = [];
const exceeded = (text) => problems.push(text);

function* filesIn(folder) {
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (GENERATED.test(path)) continue;
    if (entry.isDirectory()) yield* filesIn(path);
    else if (CODE.test(entry.name)) yield path;
  }
}

const linesOf = (path) => readFileSync(join(ROOT, path), 'utf8').split('\n').length - 1;
const roomOf = (path) =>
  path.startsWith('src/') ? path.split('/').slice(0, 2).join('/') : path.split('/')[0];

/** What dependency-cruiser finds: the imports of each file, and every breach of the rule. */
function cruise() {
  const cruiser = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const places = ['src', 'workflows', 'activities'];
  const args = [
    cruiser,
    '--config',
    join(ROOT, '.dependency-cruiser.cjs'),
    '--output-type',
    'json',
    ...places,
  ];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    maxBuffer: 1 << 28,
    encoding: 'utf8',
  });
  if (!stdout) throw new Error(`dependency-cruiser said nothing:\n${stderr}`);
  return JSON.parse(stdout);
}

function table(head, rows) {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => String(row[column]).length)),
  );
  const line = (cells) =>
    cells
      .map((cell, column) => String(cell).padEnd(widths[column]))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function showRooms(files, modules) {
  const rooms = grouped(files, roomOf);
  const imports = new Map();
  for (const { source, dependencies } of modules) {
    const targets = dependencies
      .map(({ resolved }) => resolved)
      .filter((path) => /^(src|workflows|activities)\//.test(path));
    const known = imports.get(roomOf(source)) ?? new Set();
    for (const target of targets)
      if (roomOf(target) !== roomOf(source)) known.add(roomOf(target).replace('src/', ''));
    imports.set(roomOf(source), known);
  }
  const rows = [...rooms].map(([room, paths]) => [
    room,
    paths.length,
    paths.reduce((sum, path) => sum + linesOf(path), 0),
    [...new Set(paths.map(layerOf).filter(Boolean))].join(' '),
    [...(imports.get(room) ?? [])].toSorted((a, b) => a.localeCompare(b)).join(' '),
  ]);
  console.log(table(['room', 'files', 'lines', 'drawers', 'imports from'], rows));
  console.log();
  console.log(
    table(
      ['drawer', 'may import'],
      LAYERS.map(({ name, mayImport }) => [name, mayImport.join(', ')]),
    ),
  );
}

function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function showSizes(files) {
  const folders = [...grouped(files, dirname)].map(([folder, paths]) => [paths.length, folder]);
  const [[most, largestFolder]] = folders.sort(([a], [b]) => b - a);
  // A test tells many cases of one thing; its length is not that of one idea.
  const own = files.filter((path) => !path.startsWith('test/'));
  const [[lines, largestFile]] = own.map((path) => [linesOf(path), path]).sort(([a], [b]) => b - a);
  console.log(`\nlargest folder: ${largestFolder}, ${most} files (at most ${LIMITS.filesInAFolder})`);
  console.log(`largest file: ${largestFile}, ${lines} lines (at most ${LIMITS.linesInAFile})`);
  for (const [count, folder] of folders) {
    if (count > LIMITS.filesInAFolder) exceeded(`${folder} holds ${count} files`);
  }
  if (lines > LIMITS.linesInAFile) exceeded(`${largestFile} has ${lines} lines`);
  const loose = files.filter((path) => /^src\/[^/]+$/.test(path));
  console.log(
    `loose in src/: ${loose.map((path) => path.slice(4)).join(', ')} (entry points of processes and commands)`,
  );
}

function showBreaches({ summary: { violations } }) {
  const circles = violations.filter(({ rule }) => rule.name === 'no-circles');
  const upward = violations.filter(({ rule }) => rule.name !== 'no-circles');
  console.log(`circles: ${circles.length}`);
  console.log(`arrows upward: ${upward.length}`);
  for (const { rule, from, to } of violations) exceeded(`${rule.name}: ${from} -> ${to}`);
}

/** The files of the house that a fixture edits, besides those that it brings in its own folder. */
function touchedBy(kind) {
  const file = join(ROOT, 'test/fixtures/house', kind, 'edits.json');
  if (!existsSync(file)) return undefined;
  return [...new Set(JSON.parse(readFileSync(file, 'utf8')).map((edit) => edit.file))];
}

function showWidening() {
  const rows = Object.entries(LIMITS.touched).map(([kind, limit]) => {
    const touched = touchedBy(kind);
    if (touched === undefined) exceeded(`there is no fixture of a new ${kind}`);
    else if (touched.length > limit)
      exceeded(`a new ${kind} touches ${touched.length} files: ${touched.join(', ')}`);
    return [kind, touched?.length ?? '?', limit, (touched ?? []).join(' ')];
  });
  console.log();
  console.log(table(['a new', 'touches', 'at most', 'files outside its own folder'], rows));
}

const files = PLACES.flatMap((place) => [...filesIn(place)]);
const cruised = cruise();
showRooms(files, cruised.modules);
showSizes(files);
showBreaches(cruised);
showWidening();
if (problems.length > 0) console.log(`\n${problems.map((problem) => `TOO MUCH  ${problem}`).join('\n')}`);
console.log(
  `\n${relative(process.cwd(), ROOT) || '.'}: ${problems.length === 0 ? 'the house is in order' : `${problems.length} to mend`}`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
