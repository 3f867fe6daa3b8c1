import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { answerCases } from './promise/domain/cases/answer';

/**
 * `node dist/src/clock-command.js FILE`: answers the clock cases of a JSON file (`-` reads standard input) with a JSON
 * list on standard output. What is wrong with the call or the file goes to standard error, with exit code 2.
 */
async function main(args: readonly string[]): Promise<number> {
  const [file, ...more] = args;
  if (file === undefined || more.length > 0) {
    process.stderr.write(
      'Usage: npm run --silent clock -- FILE   (a JSON file of clock cases, or - for standard input)\n',
    );
    return 2;
  }
  let input: unknown;
  try {
    const given = file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
    input = JSON.parse(given.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `Cannot read clock cases from ${file === '-' ? 'standard input' : file}: ${reason}\n`,
    );
    return 2;
  }
  process.stdout.write(`${JSON.stringify(answerCases(input), null, 2)}\n`);
  return 0;
}

async function run(): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(
      `The clock cases could not be answered, and nothing was written: ${String(error)}\n`,
    );
    process.exitCode = 1;
  }
}

void run();
