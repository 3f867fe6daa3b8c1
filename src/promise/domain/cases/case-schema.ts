import { z } from 'zod';
import { type ClockCase, clockEventTypes } from '../clock/types';

const seconds = z.number().min(0, 'must be 0 or more');
const text = z.string().min(1, 'must not be empty');
const windows = z.array(z.tuple([text, text])).readonly();

const hours = z.union(
  [
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
  ],
  'must be "24x7" or windows ["09:00","17:00"] under mon, tue, wed, thu, fri, sat, sun',
);

const holiday = z.union(
  [
    text,
    z.looseObject({ date: text, from: text.optional(), to: text.optional() }),
    z.looseObject({
      yearlyFrom: text,
      yearlyTo: text,
      sinceYear: z.int().optional(),
      untilYear: z.int().optional(),
    }),
    z.looseObject({ icalendar: text }),
  ],
  'must be a date, {date, from, to}, {yearlyFrom, yearlyTo} or {icalendar}',
);

/** A calendar in the form of the clock cases; what its texts mean is judged when it is read. */
export const calendarSchema = z.looseObject({
  tz: text,
  hours,
  holidays: z.array(holiday).optional(),
});

const eventType = z.enum(clockEventTypes, `must be one of ${clockEventTypes.join(', ')}`);
const startsOn = eventType.optional();
const timed = z.looseObject({
  kind: z.enum(['duration', 'resolution', 'firstResponse', 'nextResponse', 'periodicUpdate']),
  seconds,
  startsOn,
});
const relative = z.discriminatedUnion('rule', [
  z.looseObject({ kind: z.literal('relative'), rule: z.literal('nextBusinessDayBy'), time: text, startsOn }),
  z.looseObject({ kind: z.literal('relative'), rule: z.literal('endOfNextBusinessDay'), startsOn }),
  z.looseObject({ kind: z.literal('relative'), rule: z.literal('dueDate'), dueDate: text, startsOn }),
]);

/** What is owed; see `Target`. */
export const targetSchema = z.discriminatedUnion('kind', [
  timed,
  z.looseObject({
    kind: z.literal('workingDays'),
    days: z.int('must be a whole number').min(0, 'must be 0 or more').max(36_500, 'must be at most 36500'),
    endOfDay: z.boolean().optional(),
    startsOn,
  }),
  relative,
  z.looseObject({
    kind: z.literal('chain'),
    levels: z
      .array(z.looseObject({ name: z.string().optional(), seconds }))
      .min(1, 'needs at least one level'),
    startsOn,
  }),
]);

const at = { at: text, id: z.union([z.string(), z.number()]).optional() };
const eventSchema = z.discriminatedUnion(
  'type',
  [
    z.looseObject({ ...at, type: z.enum(['pause', 'resume']), reason: z.string().optional() }),
    z.looseObject({ ...at, type: z.literal('priority'), targetSeconds: seconds }),
    z.looseObject({
      ...at,
      type: z.enum(['resolve', 'reopen', 'customerMessage', 'agentReply', 'autoReply', 'internalNote']),
    }),
    z.looseObject({ ...at, type: z.literal('calendarChange'), calendar: calendarSchema }),
    z.looseObject({
      ...at,
      type: z.literal('assign'),
      group: text,
      olaSeconds: seconds.optional(),
      calendar: calendarSchema.optional(),
    }),
    z.looseObject({ ...at, type: z.literal('outage'), until: text.optional() }),
  ],
  `type must be one of ${clockEventTypes.join(', ')}`,
);

const policySchema = z.looseObject({
  pausable: z.boolean().optional(),
  retroactivePause: z.boolean().optional(),
  priorityChange: z.enum(['retroactive', 'restart']).optional(),
  reopen: z.enum(['exclude-resolved', 'include-resolved', 'new-cycle']).optional(),
  calendarChange: z.enum(['reproject', 'pinned', 'repair']).optional(),
});

/** A clock case. Keys that a clock does not know (title, tags, source, expected ...) are let through. */
export const caseSchema = z.looseObject({
  id: z.union([z.string(), z.number()]).nullish(),
  calendar: calendarSchema,
  start: text,
  target: targetSchema,
  events: z.array(eventSchema).nullish(),
  policy: policySchema.nullish(),
  ask: z
    .looseObject({ warnings: z.array(seconds).optional(), offsets: z.array(z.number()).optional() })
    .nullish(),
});

/** The case of a parsed description, with its defaults. */
export function caseOf(parsed: z.infer<typeof caseSchema>): ClockCase {
  const { id, calendar, start, target, events, policy, ask } = parsed;
  return {
    id: id ?? null,
    calendar,
    start,
    target,
    events: events ?? [],
    policy: policy ?? {},
    ask: ask ?? {},
  };
}
