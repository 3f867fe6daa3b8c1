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
} from '../../playbook/domain/rules-schema';
import { CHANNELS, CLOCK_KINDS, LETTERS, PRIORITIES } from './service-desk';

const deskTerm = z.strictObject({ within: term, calendar: slug.optional() });
const target = z.union([z.literal('off'), deskTerm]);
const team = z.strictObject({ title: text, role: slug, within: term });

const form = z.strictObject({
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

/** The form of the service desk's file, and what its parts must have to do with each other. */
export const serviceDeskSchema = form.check((context) => {
  const { value: desk } = context;
  const fault = (path: string[], message: string) =>
    context.issues.push({ code: 'custom', input: desk, path, message });
  const calendars: [string[], string | undefined][] = [
    [['calendar'], desk.calendar],
    [['ladder', 'calendar'], desk.ladder.calendar],
    ...PRIORITIES.flatMap((priority) =>
      CLOCK_KINDS.map((kind): [string[], string | undefined] => {
        const named = desk.targets[priority][kind];
        return [['targets', priority, kind, 'calendar'], named === 'off' ? undefined : named.calendar];
      }),
    ),
    ...Object.entries(desk.elevations).map(([name, rules]): [string[], string | undefined] => [
      ['elevations', name, 'calendar'],
      rules.calendar,
    ]),
    ...PROBLEM_STEPS.map((step): [string[], string | undefined] => [
      ['problems', 'steps', step, 'calendar'],
      desk.problems.steps[step].calendar,
    ]),
  ];
  for (const [path, name] of calendars) {
    if (name !== undefined && !Object.hasOwn(desk.calendars, name)) {
      fault(path, `no calendar "${name}" here; there are: ${Object.keys(desk.calendars).join(', ')}`);
    }
  }
  if (!Object.hasOwn(desk.teams, desk.firstTeam)) {
    fault(
      ['firstTeam'],
      `no team "${desk.firstTeam}" here; there are: ${Object.keys(desk.teams).join(', ')}`,
    );
  }
  for (const priority of PRIORITIES) {
    const mayCall = desk.routing[priority].some((channel) => channel === 'phone' || channel === 'whatsapp');
    if (desk.calls[priority] !== undefined && !mayCall) {
      fault(['calls', priority], 'nobody can be called there: add phone or whatsapp to its routing');
    }
  }
  if (desk.routing.critical.every((channel) => channel === 'email')) {
    fault(['routing', 'critical'], 'critical never goes by e-mail alone: add phone or whatsapp');
  }
});
