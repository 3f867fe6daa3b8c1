import { z } from 'zod';
import { actionsOf, capabilityNames } from '../../capability/actions';
import { CAPABILITIES } from '../../capability/registry';
import { parties } from './action-schema';
import { STAGES } from './playbook';
import { calendar, ladder, plainTerm, roles, slug, template, term, text } from './rules-schema';

const fieldName = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'camel case');
const scalar = z.union([z.string(), z.number(), z.boolean()]);

const raci = z.strictObject({
  responsible: z.array(slug).optional(),
  accountable: slug.optional(),
  consulted: z.array(slug).optional(),
  informed: z.array(slug).optional(),
});

const actionName = z.enum([...actionsOf(CAPABILITIES).keys()]);
const parameters = z.record(z.string(), z.unknown());

const field = z.strictObject({
  name: fieldName,
  title: text,
  type: z.enum(['text', 'number', 'choice', 'boolean', 'date', 'team']),
  options: z.array(z.string()).min(2).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  optional: z.boolean().optional(),
  suggest: scalar.optional(),
  decides: z.boolean().optional(),
});

const condition = z.strictObject({
  answer: fieldName.optional(),
  fact: fieldName.optional(),
  is: scalar.optional(),
  isNot: scalar.optional(),
  atLeast: z.number().optional(),
});

const step = z.strictObject({
  id: slug,
  kind: z.enum(['action', 'task', 'approval', 'meeting', 'message', 'wait']),
  title: text,
  owner: slug,
  within: term,
  calendar: slug.optional(),
  after: z.array(slug).optional(),
  when: condition.optional(),
  raci: raci.optional(),
  form: z.array(field).optional(),
  checklist: z.array(text).optional(),
  checks: z.array(slug).min(1).optional(),
  links: z.array(z.strictObject({ title: text, url: z.url() })).optional(),
  do: actionName.optional(),
  with: parameters.optional(),
  for: z
    .strictObject({
      signal: z.enum([
        'proposalSigned',
        'paymentReceived',
        'qualityChecked',
        'deliveryAccepted',
        'surveyAnswered',
      ]),
      party: z.enum(['client', 'provider']).optional(),
    })
    .optional(),
  waivedBy: z.literal('paymentWaived').optional(),
  orElse: z.literal('revisionRequested').optional(),
  refusedTo: slug.optional(),
  escalates: z.boolean().optional(),
  consents: z.literal('surveys').optional(),
  reminder: z.strictObject({ after: plainTerm, do: actionName, with: parameters }).optional(),
  endsAfter: plainTerm.optional(),
});

const stage = z.strictObject({
  title: text,
  steps: z.array(step),
  cycle: z
    .array(
      z.strictObject({
        id: slug,
        title: text,
        minutes: z.int().min(5).max(480),
        attendees: parties,
        daysAhead: z.number().min(0).max(730),
      }),
    )
    .optional(),
  tracks: z
    .array(z.strictObject({ id: slug, kind: z.literal('project'), title: text, steps: z.array(step).min(1) }))
    .optional(),
});

/** The form of a playbook file. What one field must have to do with another is checked in `playbook-rules.ts`. */
export const playbookSchema = z.strictObject({
  name: slug,
  title: text,
  reference: z.string().regex(/^[A-Z]{2,5}$/, 'two to five capital letters'),
  starts: z.record(slug, z.record(fieldName, z.string())).optional(),
  vendors: z.partialRecord(z.enum(capabilityNames(CAPABILITIES)), slug).optional(),
  roles: z.record(slug, text),
  team: z.array(slug),
  raci,
  calendars: z.record(slug, calendar),
  calendar: slug,
  roleCalendars: z.record(slug, slug).optional(),
  ladder,
  decisions: z.strictObject({
    held: roles,
    resumed: roles,
    cancelled: roles,
    reassigned: roles,
    deadlineExtended: roles,
    proposalSigned: z.strictObject({ client: roles, provider: roles }),
    paymentReceived: roles,
    paymentWaived: roles,
    deliveryAccepted: roles,
    revisionRequested: roles,
    surveyAnswered: roles,
  }),
  checklists: z.record(slug, z.strictObject({ title: text, points: z.record(slug, text) })).optional(),
  stages: z.partialRecord(z.enum(STAGES), stage),
  templates: z.record(slug, template),
});
