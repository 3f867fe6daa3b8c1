import { answerCase } from '../../../src/promise/domain/cases/answer';
import type { Calendar, CaseAnswer, ClockCase } from '../../../src/promise/domain/clock/types';
import { randomCalendar, randomCase, tickMs } from './generated-cases';
import { NaiveCalendar, type NaiveAnswer, naiveAnswer } from './naive-clock';
import { Random } from './random';

const generated = process.env['QUALITY'] === '1' ? 100_000 : Number(process.env['CLOCK_CASES'] || 10_000);
const seed = Number(process.env['CLOCK_SEED'] ?? 20_261_122);
const casesPerCalendar = 40;

describe('The clock against a second one that ticks', () => {
  it(`gives the same answers to ${generated} generated cases (seed ${seed})`, () => {
    const random = new Random(seed);
    const different: unknown[] = [];
    let compared = 0;
    while (compared < generated && different.length < 3) {
      const calendars = [randomCalendar(random), randomCalendar(random), randomCalendar(random)];
      const naive = new Map<Calendar, NaiveCalendar>(
        calendars.map((each) => [each, new NaiveCalendar(each)]),
      );
      for (let index = 0; index < casesPerCalendar && compared < generated; index += 1, compared += 1) {
        const asked = randomCase(random, calendars[0]!, calendars);
        const expected = expectedFields(
          asked,
          naiveAnswer(asked, (calendar) => naive.get(calendar)!),
        );
        const found = comparable(answerCase(asked));
        if (JSON.stringify(found) !== JSON.stringify(expected)) different.push({ asked, expected, found });
      }
    }
    expect(different).toEqual([]);
    expect(compared).toBe(generated);
  }, 600_000);
});

function comparable(answer: CaseAnswer) {
  return {
    error: answer.error,
    deadline: ms(answer.deadline),
    met: answer.met,
    elapsed: answer.elapsedSecondsAtStop,
    wall: answer.wallSecondsAtStop,
    remaining: answer.remainingSeconds,
    breaches: answer.breachHistory?.map(ms),
    onAttach: answer.breachedOnAttach,
    cycles: answer.cycles,
    warnings: answer.warnings && Object.values(answer.warnings).map(ms),
    offsets: answer.offsets && [-7200, -900, 900, 36_000].map((key) => ms(answer.offsets![key]!)),
    chain: answer.chain?.map(ms),
    groups: answer.perGroupSeconds && sorted(answer.perGroupSeconds),
    ola: answer.ola && sorted(answer.ola).map(([group, at]) => [group, ms(at)]),
  };
}

function expectedFields(asked: ClockCase, naive: NaiveAnswer): ReturnType<typeof comparable> {
  const seconds = (ticks: number | null) => (ticks === null ? undefined : (ticks * tickMs) / 1000);
  const none = naive.deadlineMs === null && naive.stopMs === null && naive.remainingTicks === null;
  const startMs = naive.stopMs === null ? null : (naive.runStartMs ?? null);
  return {
    error: undefined,
    deadline: naive.deadlineMs,
    met: naive.met ?? undefined,
    elapsed: seconds(naive.elapsedTicks),
    wall: startMs === null ? undefined : (naive.stopMs! - startMs) / 1000,
    remaining: seconds(naive.remainingTicks),
    breaches: naive.breachesMs.length > 0 ? naive.breachesMs : undefined,
    onAttach: naive.breachedOnAttach ?? undefined,
    cycles: asked.policy.reopen === 'new-cycle' ? naive.cycles : undefined,
    warnings: none ? undefined : naive.warningsMs,
    offsets: none ? undefined : naive.offsetsMs,
    chain: naive.chainMs ?? undefined,
    groups:
      naive.groupTicks === null
        ? undefined
        : sorted(naive.groupTicks).map(([group, ticks]) => [group, (ticks * tickMs) / 1000]),
    ola: naive.olaMs === null ? undefined : sorted(naive.olaMs),
  };
}

function sorted<T>(record: Record<string, T>): [string, T][] {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function ms(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}
