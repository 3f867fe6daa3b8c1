import { z } from 'zod';
import { quietHoursSchema } from '../../post/domain/quiet-hours-schema';
import { PROBLEM_STEPS } from '../../problem/domain/problem';
import {
  calendar,
  ladder,
  plainTerm,
  roles,
  slug,
  template,
  term,
  text,
} from '../../playbook/domain/rules/schema';
import { CHANNELS, CLOCK_KINDS, LETTERS, PRIORITIES } from './service-desk';

const deskTerm = z.strictObject({ within: term, calendar: slug.optional() });
const target = z.union([z.literal('off'), deskTerm]);
const team = z.strictObject({ title: text, role: slug, within: term });

const follows = z.strictObject({
  hold: z.enum(['pause', 'goOn']),
  resume: z.enum(['goOn', 'restart']),
  cancel: z.enum(['withdraw', 'goOn']),
});

/** The form of the service desk's rules. What one must have to do with another is checked in `service-desk-rules.ts`. */
export const serviceDeskSchema = z.strictObject({
  title: text,
  roles: z.record(slug, text),
  calendars: z.record(slug, calendar),
  calendar: slug,
  ladder,
  targets: z.record(z.enum(PRIORITIES), z.record(z.enum(CLOCK_KINDS), target)),
  policies: z.strictObject({
    pausable: z.record(z.enum(CLOCK_KINDS), z.boolean()),
    priorityChange: z.enum(['retroactive', 'restart']),
    reopen: z.enum(['exclude-resolved', 'include-resolved', 'new-cycle']),
    reopenByClientReply: z.boolean(),
  }),
  firstTeam: slug,
  teams: z.record(slug, team),
  elevations: z.record(slug, deskTerm.extend({ title: text, role: slug })),
  categories: z.record(z.string(), z.strictObject({ skill: text })),
  approval: z.strictObject({ silence: plainTerm, reminders: z.array(plainTerm).max(10) }),
  satisfaction: z.strictObject({ askFor: plainTerm }),
  duplicatesWithin: plainTerm,
  follows: z.strictObject({ tickets: follows, incidents: follows }),
  channels: z.record(z.enum([...CHANNELS, 'video']), text),
  routing: z.record(z.enum(PRIORITIES), z.array(z.enum([...CHANNELS, 'video'])).min(1)),
  calls: z.partialRecord(z.enum(PRIORITIES), plainTerm),
  staff: roles,
  quietHours: quietHoursSchema,
  incidents: z.strictObject({ declaredBy: roles, updateEvery: plainTerm, closeWithin: plainTerm }),
  problems: z.strictObject({
    openedBy: roles,
    decidedBy: roles,
    steps: z.record(z.enum(PROBLEM_STEPS), deskTerm.extend({ title: text, owner: slug })),
  }),
  reports: z.strictObject({ owner: slug }),
  letters: z.record(z.enum(LETTERS), template),
});
