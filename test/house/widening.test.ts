import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS } from '../../house.config.cjs';

const ROOT = join(__dirname, '../..');
const FIXTURES = 'test/fixtures/house';
const COPIED = ['src', 'workflows', 'activities', 'prisma', FIXTURES, 'tsconfig.json', 'tsconfig.build.json'];

interface Edit {
  file: string;
  find: string;
  replace: string;
}

const kinds = Object.keys(LIMITS.touched) as (keyof typeof LIMITS.touched)[];
const editsOf = (kind: string): Edit[] =>
  JSON.parse(readFileSync(join(ROOT, FIXTURES, kind, 'edits.json'), 'utf8')) as Edit[];

describe('The house is widened', () => {
  it.each(kinds)('by a new %s with the few files that the house promises', (kind) => {
    const touched = new Set(editsOf(kind).map(({ file }) => file));
    expect(touched.size).toBeGreaterThan(0);
    expect([...touched].length).toBeLessThanOrEqual(LIMITS.touched[kind]);
    const outside = [...touched].filter((file) => file.startsWith(FIXTURES));
    expect(outside).toEqual([]);
  });

  it('by all of them at once, and the compiler takes it', () => {
    const folder = mkdtempSync(join(ROOT, '.build-widened-'));
    try {
      for (const part of COPIED) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
      for (const kind of kinds) {
        for (const edit of editsOf(kind)) apply(folder, edit);
      }
      const settings = JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8')) as object;
      const include = ['src', 'workflows', 'activities', FIXTURES];
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...settings, include }));
      expect(compile(folder)).toBe('');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);

  it('by nothing that has no fixture', () => {
    const there = readdirSync(join(ROOT, FIXTURES)).filter((name) =>
      existsSync(join(ROOT, FIXTURES, name, 'edits.json')),
    );
    expect(there.toSorted()).toEqual([...kinds].toSorted());
  });
});

function apply(folder: string, { file, find, replace }: Edit): void {
  const path = join(folder, file);
  const source = readFileSync(path, 'utf8');
  if (source.split(find).length !== 2) throw new Error(`${file} holds ${JSON.stringify(find)} not just once`);
  writeFileSync(
    path,
    source.replace(find, () => replace),
  );
}

/** What the compiler says; nothing when all is well. */
function compile(folder: string): string {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  try {
    return execFileSync(process.execPath, [compiler, '--noEmit', '-p', folder], { encoding: 'utf8' });
  } catch (error) {
    return String((error as { stdout?: string }).stdout ?? error);
  }
}
