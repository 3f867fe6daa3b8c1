import { parseArgs } from 'node:util';
import { circumstances, table } from '../../bench/support/table';
import { explain, markdown, type Outcome, rowOf } from './outcome';
import { RealInstallation } from './real-installation';

/** Progress goes to stderr: the result has stdout for itself. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The words and numbers that an ordeal was called with; each has its default. */
export type Options<D> = { [K in keyof D]: D[K] extends number ? number : string };

/** What an ordeal's installation lives in besides. */
export interface Surroundings {
  env: Record<string, string>;
  /** Called when the installation is down. */
  end?: () => Promise<void>;
}

/**
 * The frame of an ordeal: reads its options, starts an installation of its own on a fast clock, prints what came of it,
 * and sets the exit code: 0 only when nothing was found. After a finding the data folder is kept.
 */
export async function runOrdeal<D extends Record<string, string | number>>(
  defaults: D & { scale: number },
  ordeal: (installation: RealInstallation, options: Options<D>) => Promise<Outcome>,
  surroundings: Surroundings = { env: {} },
): Promise<void> {
  const { report, ...options } = readOptions(defaults);
  say(circumstances());
  const installation = await RealInstallation.start({
    ...surroundings.env,
    PROMISEKEEPER_TIME_SCALE: String((options as unknown as { scale: number }).scale),
  });
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => reject(new Error(`Stopped by ${signal}; nothing is left behind.`)));
    }
  });
  let isKept = false;
  try {
    const outcome = await Promise.race([ordeal(installation, options as Options<D>), interrupted]);
    isKept = outcome.verdict.findings.length > 0;
    await print(outcome, report);
  } catch (error) {
    isKept = true;
    console.error(error);
  } finally {
    await (isKept ? installation.end() : installation.remove());
    await surroundings.end?.();
  }
  if (isKept) say(`What it knows is kept in ${installation.dataDir}`);
  process.exit(isKept ? 1 : 0);
}

function readOptions<D extends Record<string, string | number>>(defaults: D): D & { report: boolean } {
  const { values } = parseArgs({
    options: {
      ...Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: 'string' as const }])),
      report: { type: 'boolean' as const },
    },
  });
  const given = new Map<string, string | boolean | undefined>(Object.entries(values));
  const read = Object.entries(defaults).map(([name, usual]) => {
    const value = given.get(name);
    if (value === undefined || typeof usual === 'string') return [name, value ?? usual];
    if (!Number.isFinite(Number(value))) throw new Error(`--${name} takes a number, not "${String(value)}"`);
    return [name, Number(value)];
  });
  return { ...Object.fromEntries(read), report: given.has('report') } as D & { report: boolean };
}

async function print(outcome: Outcome, report: boolean): Promise<void> {
  const row = rowOf(outcome);
  const cells = (values: Record<string, string | number>) =>
    Object.entries(values).map(([name, value]) => [name, String(value)]);
  if (outcome.verdict.findings.length > 0) say(`\n${await explain(outcome)}\n`);
  process.stdout.write(`Looked at:\n${table(cells(outcome.verdict.figures))}\n\n${table(cells(row))}\n`);
  if (report) process.stdout.write(`\n${markdown(row)}\n`);
}
