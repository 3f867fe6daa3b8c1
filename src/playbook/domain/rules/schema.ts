import { z } from 'zod';
import { readCalendar } from '../../../promise/domain/calendar/calendar-rules';
import type { Calendar } from '../../../promise/domain/clock/types';
import { TERM_PATTERN } from '../../../promise/domain/duration';

/** What the files of rules, playbooks and the service desk, write in the same way. */

export const slug = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens');
export const text = z.string().trim().min(1).max(500);
export const roles = z.array(slug).min(1);

/** What is owed within: also working time and moments, counted in a calendar. */
export const term = z
  .string()
  .regex(
    TERM_PATTERN,
    'a term such as "30 min", "24 h", "2 d", "3 working days" or "next business day by 16:00"',
  );

/** A span of a calendar's time. */
export const plainTerm = z.string().regex(/^\d+ (min|h|d|w)$/, 'a plain term such as "24 h" or "2 d"');

const timeOfDay = z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/, 'a time such as "09:00"');
const windows = z.array(z.tuple([timeOfDay, timeOfDay]));

const writtenCalendar = z.strictObject({
  tz: z.string(),
  hours: z.union([
    z.literal('24x7'),
    z.strictObject({
      mon: windows.optional(),
      tue: windows.optional(),
      wed: windows.optional(),
      thu: windows.optional(),
      fri: windows.optional(),
      sat: windows.optional(),
      sun: windows.optional(),
    }),
  ]),
  holidays: z.array(
    z.union([
      z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2026-12-25'),
      z.strictObject({ date: z.string(), from: timeOfDay, to: timeOfDay }),
      z.strictObject({
        yearlyFrom: z.string(),
        yearlyTo: z.string(),
        sinceYear: z.int().optional(),
        untilYear: z.int().optional(),
      }),
      z.strictObject({ icalendar: z.string().max(100_000) }),
    ]),
  ),
});

/** When working time passes. One that no clock can be run by is refused here, not when the first promise is made by it. */
export const calendar = writtenCalendar.check(({ value, issues }) => {
  const message = whyUnusable(value);
  if (message !== null) issues.push({ code: 'custom', input: value, message });
});

function whyUnusable(written: Calendar): string | null {
  try {
    const isNeverOpen = readCalendar(written).weekly.every((windows) => windows.length === 0);
    return isNeverOpen ? 'is never open: give it hours on one weekday at least' : null;
  } catch (error) {
    return error instanceof Error ? error.message : 'cannot be read';
  }
}

/** Who is told when a promise is late, and how long each has to respond. */
export const ladder = z.strictObject({
  calendar: slug,
  warnAt: z.array(z.number().gt(0).lt(100)),
  levels: z
    .array(
      z.strictObject({
        level: z.union([z.literal(1), z.literal(2), z.literal(3)]),
        role: slug,
        respondWithin: plainTerm,
      }),
    )
    .min(1)
    .max(3),
  crisis: z.literal('everyone-on-the-ladder'),
});

/** A message to be sent: what it says, with places for what is filled in. */
export const template = z.strictObject({ subject: text, text: z.string().min(1).max(20_000) });
