import { answerCase } from '../../../src/promise/domain/cases/answer';
import type { Calendar, CaseAnswer, Target } from '../../../src/promise/domain/clock/types';

export const week = (open: string, close: string): Calendar['hours'] => ({
  mon: [[open, close]],
  tue: [[open, close]],
  wed: [[open, close]],
  thu: [[open, close]],
  fri: [[open, close]],
});
export const office: Calendar = { tz: 'Europe/Berlin', hours: week('09:00', '17:00'), holidays: [] };
export const always: Calendar = { tz: 'Europe/Berlin', hours: '24x7', holidays: [] };
export const withHolidays = (...holidays: NonNullable<Calendar['holidays']>): Calendar => ({
  ...office,
  holidays,
});

/** June 2026 in Berlin: the 1st is a Monday. */
export const june = (day: number, time: string) => `2026-06-${String(day).padStart(2, '0')}T${time}:00+02:00`;
export const hours = (count: number): Target => ({ kind: 'resolution', seconds: count * 3600 });

interface Asked {
  calendar?: unknown;
  start?: string;
  target?: unknown;
  events?: unknown;
  policy?: unknown;
  ask?: unknown;
}

export function answer(asked: Asked): CaseAnswer {
  return answerCase({
    id: 'X',
    calendar: office,
    start: june(1, '09:00'),
    target: hours(8),
    events: [],
    policy: {},
    ...asked,
  });
}

export function deadline(asked: Asked): string | null {
  const given = answer(asked);
  expect(given.error).toBeUndefined();
  return given.deadline;
}
