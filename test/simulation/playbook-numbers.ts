import { parse } from 'yaml';

const SECONDS: Record<string, number> = { min: 60, h: 3_600, d: 86_400, w: 604_800 };

interface RawStep {
  id: string;
  within: string;
  escalates?: boolean;
}

interface RawPlaybook {
  raci: { informed: string[] };
  ladder: { warnAt: number[]; levels: { level: number; role: string; respondWithin: string }[] };
  stages: Record<string, { steps?: RawStep[]; tracks?: { steps: RawStep[] }[]; cycle?: { id: string }[] }>;
}

/** The playbook's own numbers, read from its text without the product's reader. All its clocks run day and night. */
export interface PlaybookNumbers {
  withinMs: Map<string, number>;
  /** The steps that the playbook names. */
  steps: Set<string>;
  /** The meetings of its strategy cycle. */
  meetings: Set<string>;
  silent: Set<string>;
  warnShare: number;
  rungs: { level: number; role: string; respondMs: number }[];
  informed: string[];
}

const termMs = (term: string): number => {
  const [, count, unit] = /^(\d+) (min|h|d|w)$/.exec(term) ?? [];
  return Number(count) * (SECONDS[unit ?? ''] ?? Number.NaN) * 1_000;
};

/** The numbers of a playbook whose promises are all counted in plain hours and days. */
export function numbersOf(source: string): PlaybookNumbers {
  const raw = parse(source) as RawPlaybook;
  const stages = Object.values(raw.stages);
  const steps = stages.flatMap((stage) => [
    ...(stage.steps ?? []),
    ...(stage.tracks ?? []).flatMap((track) => track.steps),
  ]);
  const cycle = stages.flatMap((stage) => stage.cycle ?? []);
  // What the product adds of its own, a day each: invitations of the cycle, and what somebody has to decide or undo.
  const own = ['undo-by-hand', 'outside-change', 'invoice-voided', 'invoice-amended', 'money-after-the-end'];
  const ofItsOwn = [...cycle.map(({ id }) => id), ...own].map((id) => [id, termMs('24 h')] as const);
  return {
    withinMs: new Map([...steps.map(({ id, within }) => [id, termMs(within)] as const), ...ofItsOwn]),
    steps: new Set(steps.map(({ id }) => id)),
    meetings: new Set(cycle.map(({ id }) => id)),
    silent: new Set(steps.filter(({ escalates }) => escalates === false).map(({ id }) => id)),
    warnShare: (raw.ladder.warnAt[0] ?? Number.NaN) / 100,
    rungs: raw.ladder.levels.map(({ level, role, respondWithin }) => ({
      level,
      role,
      respondMs: termMs(respondWithin),
    })),
    informed: raw.raci.informed,
  };
}
