import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');

const ROWS = `# Rows
## A: first part
| id | asks | done means |
|---|---|---|
| AB-01 | a block around its tests | x |
| AB-02 | a \\| case | x |
| AB-03 | another case | x |
| AB-04 | ${'many words '.repeat(20)} | x |
| 2c-05 | several in one pair of brackets | x |
## B: second part
| id | what | used for |
|---|---|---|
| AB-06 | left out by its test | x |
| AB-07 | nothing at all | x |
`;

const CASES = `
describe('[AB-01] the block', () => {
  describe('and the one in it', () => {
    test.each([['AB-02', 1], ['AB-03', 2]])('[%s] has the case %i', (_id, number) => expect(number).toBe(1));
  });
});
`;

const SEVERAL = `
it('[AB-04][2c-05] counts for both', () => {});
it('[AB-04, 2c-05] does so in one pair of brackets', () => {});
it.skip('[AB-06] is left out', () => {});
it('[ZZ-99] has an id that no row has, and [0-9] and [CD-0042] are none', () => {});
`;

/** Where there is none, sources have no commit. */
const hasGit = spawnSync('git', ['--version']).status === 0;

/** Sources of their own with tests that jest runs for real, and what our reporter leaves of them. */
class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'promisekeeper-mission-'));

  constructor() {
    if (hasGit) this.git('init', '--quiet');
    this.write('.gitignore', '.build/\n');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** @returns as the table names it */
  commit(): string {
    if (!hasGit) return 'sources without a commit';
    this.git('add', '--all');
    this.git('-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', 'commit', '--quiet', '-m', 'more');
    return this.git('rev-parse', 'HEAD').slice(0, 10);
  }

  test(...args: string[]): void {
    const config = {
      rootDir: this.folder,
      testMatch: ['**/*.test.js'],
      transform: {},
      reporters: [join(ROOT, 'test/support/jest/result-reporter.mjs')],
    };
    const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
    spawnSync(process.execPath, [jest, '--runInBand', '--config', JSON.stringify(config), ...args]);
  }

  mission(...args: string[]): { code: number | null; lines: string[] } {
    const command = [join(ROOT, 'bin/mission.mjs'), '--sources', this.folder, ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    return { code: status, lines: `${stdout}${stderr}`.trimEnd().split('\n') };
  }

  remove(path = ''): void {
    rmSync(join(this.folder, path), { recursive: true });
  }

  private git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.folder, encoding: 'utf8' });
  }
}

describe('The table of what was asked for', () => {
  const project = new Project();
  let first: string;
  const rows = join(project.folder, 'rows.md');

  beforeAll(() => {
    project.write('rows.md', ROWS);
    project.write('cases.test.js', CASES);
    project.write('deep/several.test.js', SEVERAL);
    first = project.commit();
    project.test();
  });

  afterAll(() => project.remove());

  it('says before the first run that nothing has run', () => {
    const empty = new Project();
    empty.write('rows.md', ROWS);
    const { code, lines } = empty.mission(join(empty.folder, 'rows.md'));
    expect(lines[0]).toBe('No test has run here yet: npm test leaves what each shows.');
    expect(lines.at(-1)).toBe('7 rows: 0 shown, 0 failing, 7 missing');
    expect(code).toBe(0);
    empty.remove();
  });

  it('has every row with what it asks and the tests that show it, by blocks, cases and several ids', () => {
    const { code, lines } = project.mission(rows);
    expect(lines[1]).toMatch(new RegExp(`^  2 files of ${first}, from .*Z to .*Z$`));
    const inner = 'cases.test.js: [AB-01] the block > and the one in it > ';
    const one = 'deep/several.test.js: [AB-04][2c-05] counts for both';
    const other = 'deep/several.test.js: [AB-04, 2c-05] does so in one pair of brackets';
    const tests = (...shown: string[]) => shown.map((line) => `${' '.repeat(18)}${line}`);
    expect(lines.slice(2)).toEqual([
      '',
      'A: first part',
      'FAILING  AB-01    a block around its tests',
      ...tests(`${inner}[AB-02] has the case 1`, `FAILED ${inner}[AB-03] has the case 2`),
      'shown    AB-02    a | case',
      ...tests(`${inner}[AB-02] has the case 1`),
      'FAILING  AB-03    another case',
      ...tests(`FAILED ${inner}[AB-03] has the case 2`),
      `shown    AB-04    ${'many words '.repeat(7)}many …`,
      ...tests(one, other),
      'shown    2c-05    several in one pair of brackets',
      ...tests(one, other),
      '',
      'B: second part',
      'MISSING  AB-06    left out by its test',
      'MISSING  AB-07    nothing at all',
      '',
      'No row has the id ZZ-99, which stands in a title of deep/several.test.js',
      '7 rows: 3 shown, 2 failing, 2 missing',
    ]);
    expect(code).toBe(0);
    expect(project.mission(rows, '--strict').code).toBe(1);
  });

  it('has the ids of the titles where there is no file of rows, and says so', () => {
    const { lines } = project.mission();
    expect(lines).toContain(
      'There is no shared/mission.md beside these sources: the ids are those found in titles of tests.',
    );
    expect(lines.at(-1)).toBe('7 rows: 4 shown, 2 failing, 1 missing');
  });

  it('finds the file of rows beside the sources', () => {
    const above = new Project();
    above.write('shared/mission.md', ROWS);
    above.write('sources/README.md', '');
    const { lines } = above.mission('--sources', join(above.folder, 'sources'));
    expect(lines.at(-1)).toBe('7 rows: 0 shown, 0 failing, 7 missing');
    above.remove();
  });

  it('names the file that is not there', () => {
    const { code, lines } = project.mission('nowhere.md');
    expect(lines.at(-1)).toMatch(/^There is no .*nowhere\.md: name the file in which the rows stand\.$/);
    expect(code).toBe(2);
  });

  (hasGit ? it : it.skip)(
    'keeps of each file what it showed last, and says that results are from different sources',
    () => {
      project.write('deep/several.test.js', SEVERAL.replaceAll('2c-05', 'AB-07'));
      const second = project.commit();
      project.test('deep/several');
      project.write(
        'deep/several.test.js',
        'it("[AB-06] is not shown by a run of a part of the titles", () => {});',
      );
      project.test('--testNamePattern', 'AB-06');
      const { lines } = project.mission(rows);
      expect(lines.slice(1, 4)).toEqual([
        expect.stringContaining(`  1 file of ${first}, from`),
        expect.stringContaining(`  1 file of ${second}, from`),
        'They are from different sources, so a test says from which: npm test runs all of them on one.',
      ]);
      expect(lines).toContain(
        `${' '.repeat(18)}deep/several.test.js: [AB-04][AB-07] counts for both (${second})`,
      );
      const states = lines.map((line) => line.split(/ +/).slice(0, 2).join(' '));
      expect(states).toEqual(
        expect.arrayContaining(['shown AB-02', 'MISSING AB-06', 'shown AB-07', 'MISSING 2c-05']),
      );
    },
  );

  it('tells of a file that could not be loaded, and of sources that were changed, and forgets a file that is gone', () => {
    project.write('deep/several.test.js', 'throw new Error("no such thing");');
    project.test('deep/several');
    project.remove('cases.test.js');
    const { lines } = project.mission(rows);
    if (hasGit) expect(lines[1]).toContain('with changes that were not committed');
    expect(lines).toContainEqual(
      expect.stringMatching(/^FAILED deep\/several\.test\.js could not be loaded.*no such thing/),
    );
    expect(lines.at(-1)).toBe('7 rows: 0 shown, 0 failing, 7 missing');
  });
});
