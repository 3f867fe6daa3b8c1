import type { LadderRules } from '../../../src/promise/domain/ladder/rules';
import type { PromiseState } from '../../../src/promise/domain/ladder/promise-state';

export const HOUR_MS = 3_600_000;
/** 2026-06-01T09:00:00Z. */
export const NINE = Date.UTC(2026, 5, 1, 9);

export const LADDER: LadderRules = {
  calendar: 'clock',
  warnAt: [75],
  levels: [
    { level: 1, role: 'account-manager', respondWithin: '24 h' },
    { level: 2, role: 'operations-manager', respondWithin: '12 h' },
    { level: 3, role: 'managing-director', respondWithin: '4 h' },
  ],
  crisis: 'everyone-on-the-ladder',
};

/** A promise of 8 hours, opened at nine, with its moments computed. */
export function promise(change: Partial<PromiseState> = {}): PromiseState {
  return {
    id: 'prm_1',
    key: 'step#1',
    step: 'step',
    kind: 'task',
    stage: null,
    track: null,
    owedBy: 'operations-manager',
    assignee: null,
    calendar: 'clock',
    openedAtMs: NINE,
    term: { startMs: NINE, target: { kind: 'resolution', seconds: 8 * 3_600 } },
    moments: { dueMs: NINE + 8 * HOUR_MS, warningsMs: [NINE + 6 * HOUR_MS], marksMs: [] },
    markSeconds: [],
    warned: 0,
    marksPassed: 0,
    pauses: [],
    escalates: true,
    escalation: null,
    suspended: null,
    status: 'open',
    late: false,
    broken: false,
    breachesMs: [],
    settledAtMs: null,
    settledBy: null,
    ...change,
  };
}
