import { ClockError } from './errors';

export function targetMalformed(reason: string): ClockError {
  return new ClockError('TARGET_MALFORMED', reason);
}

/** A count that a target may have: a finite number, not negative. @throws ClockError `TARGET_MALFORMED` */
export function requireCount(value: number, what: string): number {
  if (!Number.isFinite(value) || value < 0) {
    throw targetMalformed(`${what} must be 0 or more, not ${String(value)}`);
  }
  return value;
}
