/** How often each thing happens in the lean workflow; `calls` is at least `signals` + 1. */
export interface LeanShape {
  signals: number;
  calls: number;
  timers: number;
}

export const LEAN_QUEUE = 'bench-lean';
/** The activity's name; any of the product's would do. */
export const LEAN_ACTION = 'mail.send';
export const LEAN_SIGNAL = 'answered';

/** The calls are spread evenly over the rounds: one round before each signal, and one after the last. */
export function callsInRound(
  round: number,
  { signals, calls }: Pick<LeanShape, 'signals' | 'calls'>,
): number {
  const rounds = signals + 1;
  return Math.floor(((round + 1) * calls) / rounds) - Math.floor((round * calls) / rounds);
}

/** The effect's key says whose it is and in which round. */
export function callKey(workflowId: string, round: number, call: number): string {
  return `${workflowId}/${round}/${call}`;
}

/** Reads what `callKey` has written. */
export function readCallKey(key: string): { workflowId: string; round: number } {
  const [, workflowId = '', round = ''] = /^(.*)\/(\d+)\/\d+$/.exec(key) ?? [];
  return { workflowId, round: Number(round) };
}
