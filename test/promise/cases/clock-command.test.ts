import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { answerCases } from '../../../src/promise/domain/cases/answer';
import file from './sla-cases.json';

const root = join(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'clock-command-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function clock(args: readonly string[], input = '') {
  const child = spawn(process.execPath, [join(root, 'bin/run.mjs'), 'clock', ...args], { cwd: root });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { out, err, code: await ended };
}

describe('npm run clock', () => {
  it('answers a file of cases with nothing but the JSON list', async () => {
    const path = join(folder, 'cases.json');
    writeFileSync(path, JSON.stringify(file));
    const { out, code } = await clock([path]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(answerCases(file))));
  });

  it('reads standard input', async () => {
    const { out, code } = await clock(['-'], JSON.stringify(file.cases[0]));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([{ id: 'A01', deadline: '2015-01-01T20:30:00+00:00' }]);
  });

  it('reads a file that begins with a byte order mark, as some editors write it', async () => {
    const path = join(folder, 'marked.json');
    writeFileSync(path, `\uFEFF${JSON.stringify(file.cases[0])}`);
    const { out, code } = await clock([path]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([{ id: 'A01' }]);
  });

  it.each([
    ['no file', [], /^Usage: npm run/m],
    ['two files', ['a', 'b'], /^Usage: npm run/m],
    [
      'a file that is not there',
      [join(folder, 'none.json')],
      /Cannot read clock cases from .*none\.json: ENOENT/,
    ],
    ['what is no JSON', ['-'], /Cannot read clock cases from standard input/],
  ])('refuses %s on standard error, with exit code 2', async (_, args, reason) => {
    const { out, err, code } = await clock(args, 'not JSON');
    expect(code).toBe(2);
    expect(err).toMatch(reason);
    expect(out).toBe('');
  });
});
