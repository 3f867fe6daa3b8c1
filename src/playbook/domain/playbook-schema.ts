import { z } from 'zod';
import { actionsOf, capabilityNames } from '../../capability/actions';
import { CAPABILITIES } from '../../capability/registry';
import { PARTIES } from '../../engagement/domain/facts/declare';
import { ENGAGEMENT_FACTS, type EngagementFactDeclaration } from '../../engagement/domain/facts/registry';
import { TRACK_SHAPES } from '../../track/domain/kinds-schema';
import { parties } from './action-schema';
import { type Decisions, STAGES } from './playbook';
import { calendar, ladder, plainTerm, roles, slug, template, term, text } from './rules/schema';

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
  type: z.enum(['text', 'number', 'choice', 'boolean', 'date', 'team', 'link']),
  options: z.array(z.string()).min(2).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  hosts: z
    .array(z.string().regex(/^([*][.])?[a-z0-9-]+([.][a-z0-9-]+)+$/, 'a host, such as *.notes.example'))
    .min(1)
    .optional(),
  optional: z.boolean().optional(),
  suggest: scalar.optional(),
  fact: fieldName.optional(),
  decides: z.boolean().optional(),
});

const condition = z.strictObject({
  answer: fieldName.optional(),
  fact: fieldName.optional(),
  is: scalar.optional(),
  isNot: scalar.optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
});

/** What a playbook may name beside its own parts. */
export interface Nameable {
  facts: readonly EngagementFactDeclaration[];
  /** The form of what each kind of track has to say. */
  tracks: Readonly<Record<string, z.core.$ZodLooseShape>>;
}
type Facts = Nameable['facts'];

/** All that is declared in this house. */
export const NAMEABLE: Nameable = { facts: ENGAGEMENT_FACTS, tracks: TRACK_SHAPES };

type KeptAs = keyof NonNullable<EngagementFactDeclaration['keeps']>;

const namesKeeping = (facts: Facts, kind: KeptAs) =>
  z.literal(facts.filter(({ keeps }) => keeps?.[kind]).map(({ name }) => name));

const stepOf = (facts: Facts) =>
  z.strictObject({
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
    documents: z
      .literal('opened')
      .optional()
      .describe(
        'Of a task: not done before whoever does it has opened every document that is linked with the engagement, or somebody has waived it',
      ),
    do: actionName.optional(),
    with: parameters.optional(),
    for: z
      .strictObject({ signal: namesKeeping(facts, 'wait'), party: z.enum(PARTIES).optional() })
      .optional(),
    waivedBy: namesKeeping(facts, 'waiver').optional(),
    orElse: namesKeeping(facts, 'alternative').optional(),
    refusedTo: slug.optional(),
    escalates: z.boolean().optional(),
    consents: z.literal('surveys').optional(),
    reminder: z.strictObject({ after: plainTerm, do: actionName, with: parameters }).optional(),
    endsAfter: plainTerm.optional(),
  });

/** Beside the events of a vendor, each by its name. */
const starts = z
  .object({
    property: z.strictObject({ name: z.string().min(1), is: z.string().min(1) }).optional(),
    facts: z.record(fieldName, z.string().min(1)).optional(),
  })
  .catchall(z.string());

const payments = z.strictObject({
  tolerancePercent: z.number().min(0).max(100).optional(),
  reminders: z
    .strictObject({
      every: plainTerm,
      atMost: z.int().min(1).max(100),
      do: actionName,
      with: parameters,
    })
    .optional(),
});

const stageOf = ({ facts, tracks }: Nameable) => {
  const steps = z.array(stepOf(facts));
  const [first, ...others] = Object.entries(tracks).map(([kind, shape]) =>
    z.strictObject({ id: slug, kind: z.literal(kind), title: text, steps: steps.min(1), ...shape }),
  );
  if (!first) {
    throw new RangeError('There is no kind of track');
  }
  return z.strictObject({
    title: text,
    steps,
    cycle: z
      .array(
        z.strictObject({
          id: slug,
          title: text,
          minutes: z.int().min(5).max(480),
          attendees: parties,
          daysAhead: z.number().min(0).max(730),
          raci: raci.optional(),
        }),
      )
      .optional(),
    tracks: z.array(z.discriminatedUnion('kind', [first, ...others])).optional(),
  });
};

/** Who may state each fact that is for those whom the playbook names. */
const decisionsOf = (facts: Facts) => {
  const named = facts.map((fact) => [fact.name, decisionOf(fact)] as const);
  const shape = Object.fromEntries(named.flatMap(([name, schema]) => (schema ? [[name, schema]] : [])));
  return z.strictObject(shape) as unknown as z.ZodType<Decisions>;
};

function decisionOf({ statedBy, isOptional }: EngagementFactDeclaration): z.ZodType | null {
  switch (statedBy) {
    case 'deciders':
      return isOptional ? roles.optional() : roles;
    case 'party':
      return z.strictObject({ client: roles, provider: roles });
    case 'owner':
    case 'paymentDeciders':
    case 'planners':
    case 'ladder':
    case 'product':
      return null;
  }
}

/**
 * The form of a playbook file that may name these. What one field must have to do with another is checked in
 * `playbook-rules.ts`.
 */
export const playbookSchemaOf = (nameable: Nameable) =>
  z.strictObject({
    name: slug,
    title: text,
    reference: z.string().regex(/^[A-Z]{2,5}$/, 'two to five capital letters'),
    starts: z.record(slug, starts).optional(),
    next: slug.optional(),
    vendors: z.partialRecord(z.enum(capabilityNames(CAPABILITIES)), slug).optional(),
    roles: z.record(slug, text),
    team: z.array(slug),
    effort: z.record(slug, z.number().min(0).max(168)).optional(),
    raci,
    calendars: z.record(slug, calendar),
    calendar: slug,
    meetingCalendar: slug.optional(),
    roleCalendars: z.record(slug, slug).optional(),
    ladder,
    decisions: decisionsOf(nameable.facts),
    checklists: z.record(slug, z.strictObject({ title: text, points: z.record(slug, text) })).optional(),
    payments: payments.optional(),
    stages: z.partialRecord(z.enum(STAGES), stageOf(nameable)),
    calledOff: z.array(z.strictObject({ title: text, do: actionName, with: parameters })).optional(),
    templates: z.record(slug, template.extend({ kit: z.literal('welcome').optional() })),
  });

export const playbookSchema = playbookSchemaOf(NAMEABLE);
