import { judge } from '../judge/judge';
import type { Finding } from '../judge/finding';
import type { InstallationApi } from '../support/installation-api';
import type { Outcome } from '../support/outcome';
import { People } from '../support/people';
import { Chance } from '../support/random';
import type { RealInstallation } from '../support/real-installation';
import { untilRest } from '../support/rest';
import { Work } from './work';

/** Takes one line of progress at a time. */
export type Say = (line: string) => void;

/** How people work during an ordeal. */
export interface WorkOptions {
  seed: number;
  /** In a wave; a new one begins when most of the last is through. */
  engagements: number;
  /** For coming to rest after the last trouble, in seconds. */
  seconds: number;
  /** How long it takes until somebody looks at an engagement again, in seconds. */
  looksApart?: readonly [number, number];
  /** Whether everybody decides at once, where a ladder would take too long to climb. */
  isPrompt?: boolean;
}

/** What happened while people worked: figures of its own for the row, and what was found on the way. */
export interface Happened {
  row: Record<string, string | number>;
  findings?: Finding[];
}

/** An installation at work, for what is to happen to it. */
export interface AtWork {
  installation: RealInstallation;
  work: Work;
  chance: Chance;
  /** In a wave. */
  engagements: number;
  say: Say;
}

/** Something that happens to an installation while people work on it. */
export type Happening = (at: AtWork) => Promise<Happened>;

/** One thing after the other. */
export function inTurn(...happenings: readonly Happening[]): Happening {
  return async (at) => {
    const all: Required<Happened> = { row: {}, findings: [] };
    for (const happen of happenings) {
      const { row, findings = [] } = await happen(at);
      Object.assign(all.row, row);
      all.findings.push(...findings);
    }
    return all;
  };
}

/**
 * Has people work while something happens to the installation; when everything rests, looks at all of it.
 * @param api how people reach it
 */
export async function underWork(
  installation: RealInstallation,
  { seed, engagements, seconds, looksApart, isPrompt }: WorkOptions,
  happen: Happening,
  say: Say,
  api: InstallationApi = installation,
): Promise<Outcome> {
  const startedAt = performance.now();
  const chance = new Chance(seed);
  await People.hire(installation);
  const work = new Work(api, chance, looksApart, isPrompt);
  let happened: Happened;
  try {
    work.begin(engagements);
    happened = await happen({ installation, work, chance, engagements, say });
    say('No more trouble; waiting until everything rests ...');
    await work.finish(seconds * 1_000);
    if (work.busy > 0) say(`${work.busy} engagements are still under way`);
    await untilRest(installation, seconds * 1_000);
  } finally {
    work.end();
  }
  say('Looking at everything ...');
  const verdict = await judge(installation, work.ledger);
  return {
    verdict: { ...verdict, findings: [...(happened.findings ?? []), ...verdict.findings] },
    standOf: (id) => work.standOf(id),
    row: {
      ...happened.row,
      engagements: work.ledger.starts.length,
      'commands accepted': work.ledger.accepted.size,
      seconds: Math.round((performance.now() - startedAt) / 1_000),
    },
  };
}

/** Seconds with one place, of milliseconds. */
export function inSeconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
