import { workingCalendar } from '../../../promise/domain/calendar/working-calendar';
import type { Calendar } from '../../../promise/domain/clock/types';
import type { Workday } from './workdays';

/** So many days are looked at for one working day more: what stays closed longer than that never opens. */
const LONGEST_CLOSURE_DAYS = 366;

/**
 * The working days of a calendar, from the first one that is not over at an instant.
 * @throws ClockError when the calendar is malformed or never opens
 */
export function workdaysOf(calendar: Calendar, fromMs: number, count: number): Workday[] {
  const working = workingCalendar(calendar);
  working.requireOpenAfter(fromMs);
  const found: Workday[] = [];
  let closedFor = 0;
  for (let day = working.zone.dayOf(fromMs); found.length < count; day += 1) {
    const windows = working.windowsOpeningOn(day);
    const [opens, closes] = [windows[0]?.fromMs, windows.at(-1)?.toMs];
    const isOpen = opens !== undefined && closes !== undefined && closes > fromMs;
    closedFor = isOpen ? 0 : closedFor + 1;
    if (isOpen) found.push([day, opens, closes]);
    if (closedFor > LONGEST_CLOSURE_DAYS) return found;
  }
  return found;
}
