// What each test file showed when it ran last: one small file for each, so that a partial run, one that is stopped, or two
// at once take nothing away from what other files showed.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FOLDER = '.build/test-results';
const SUFFIX = '.json';

/**
 * Puts down what a test file showed.
 * @param result `{file, at, commit, isChanged, error, tests: [{title, status}]}`: `file` from the root of the sources,
 * `commit` null where git does not tell, `isChanged` whether the sources differed from it, `error` why the file could not
 * be loaded or null, `title` with those of the blocks around it, `status` as jest has it
 */
export function putDown(root, result) {
  const path = join(root, FOLDER, `${result.file}${SUFFIX}`);
  mkdirSync(dirname(path), { recursive: true });
  // Whole or not at all: another command may be reading.
  writeFileSync(`${path}.${process.pid}`, JSON.stringify(result, null, 2));
  renameSync(`${path}.${process.pid}`, path);
}

/** The newest result of every test file that is still there; of one that is gone nothing is kept. */
export function newestResults(root) {
  const folder = join(root, FOLDER);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(SUFFIX));
  return names
    .toSorted((a, b) => a.localeCompare(b))
    .flatMap((name) => {
      const path = join(folder, name);
      const result = JSON.parse(readFileSync(path, 'utf8'));
      if (existsSync(join(root, result.file))) return [result];
      rmSync(path);
      return [];
    });
}
