import type { Party } from '../../engagement/domain/facts/declare';
import type {
  AlternativeSignal,
  AwaitedSignal,
  DecidedSignal,
  OptionalSignal,
  PartySignal,
  WaivingSignal,
} from '../../engagement/domain/facts/registry';
import type { LadderRules, Role } from '../../promise/domain/ladder/rules';
import type { StepKind } from '../../promise/domain/kind';
import type { ActionName, ActionParams, Capability } from '../../capability/actions';
import type { Calendar } from '../../promise/domain/clock/types';
import type { RulesByKind, TrackKind } from '../../track/domain/kinds';
import type { FormField } from './form-field';
import type { Starts } from './starts';

/** The parts of the lifecycle, in the order in which an engagement passes them. */
export const STAGES = [
  'qualification',
  'proposal',
  'capacity-review',
  'agreement',
  'payment-gate',
  'onboarding',
  'planning',
  'delivery',
  'quality-check',
  'acceptance',
  'closure',
  'survey',
  'service',
] as const;
export type StageName = (typeof STAGES)[number];

/** A rule on an earlier answer or on a fact of the engagement; missing ones count as empty. */
export interface Condition {
  answer?: string;
  fact?: string;
  is?: string | number | boolean;
  isNot?: string | number | boolean;
  atLeast?: number;
  atMost?: number;
}

export interface Raci {
  responsible?: Role[];
  accountable?: Role;
  consulted?: Role[];
  informed?: Role[];
}

/** The outside fact that a wait is for. */
export interface Awaited {
  signal: AwaitedSignal;
  /** Of a fact that each party states for itself: whose. */
  party?: Party;
}

export interface Reminder<N extends ActionName = ActionName> {
  /** A plain term after the opening of the promise. */
  after: string;
  do: N;
  with: ActionParams[N];
}

/** One piece of work in a stage. */
export interface Step {
  id: string;
  kind: StepKind;
  title: string;
  owner: Role;
  /** The term of the promise, counted in the step's calendar. */
  within: string;
  calendar?: string;
  /** Steps of the same stage that must be done first; left out: the step before. */
  after?: string[];
  when?: Condition;
  raci?: Raci;
  form?: FormField[];
  checklist?: string[];
  /** The checklists of the playbook whose points are checked here, each by name. */
  checks?: string[];
  links?: { title: string; url: string }[];
  /** `opened`: not done before every document that is linked with the engagement was opened or waived. */
  documents?: 'opened';
  do?: ActionName;
  with?: ActionParams[ActionName];
  for?: Awaited;
  /** The signal that settles a wait without keeping it, such as `paymentWaived`. */
  waivedBy?: WaivingSignal;
  /** The signal that answers a wait the other way, such as `revisionRequested`. */
  orElse?: AlternativeSignal;
  /** The step to repeat when an approval is refused. */
  refusedTo?: string;
  /** false: nobody is told when the term passes. */
  escalates?: boolean;
  /** Keeping it records the client's consent to be asked how satisfied they are: dated, sourced and revocable. */
  consents?: 'surveys';
  reminder?: Reminder;
  /** A plain term after which a wait ends without an answer. */
  endsAfter?: string;
}

/** A meeting of the client strategy cycle; `daysAhead` counts from the planning, and order is kept. */
export interface CycleMeeting {
  id: string;
  title: string;
  minutes: number;
  attendees: string[];
  daysAhead: number;
  raci?: Raci;
}

/** One delivery: what every track has, and what its kind has to say. */
export type TrackRules = {
  [K in TrackKind]: { id: string; kind: K; title: string; steps: Step[] } & RulesByKind[K];
}[TrackKind];

export interface StageRules {
  title: string;
  steps: Step[];
  cycle?: CycleMeeting[];
  tracks?: TrackRules[];
}

/** Which roles may state which fact. */
export type Decisions = { [S in DecidedSignal]: Role[] } & { [S in OptionalSignal]?: Role[] } & {
  [S in PartySignal]: Record<Party, Role[]>;
};

/** Points that work is checked against, by id; ids are unique in the playbook. */
export interface Checklist {
  title: string;
  points: Record<string, string>;
}

export interface Template {
  subject: string;
  text: string;
  /** The kit of documents that it is a part of: what clients are welcomed with. */
  kit?: 'welcome';
}

/** How exact payments have to be. */
export interface PaymentRules {
  /** So many percent of what is asked before delivery may be missing; nothing when left out. */
  tolerancePercent?: number;
  /** How the client is reminded of every invoice that is late; left out, of none. */
  reminders?: InvoiceReminders;
}

/**
 * The first reminder goes out when an invoice has become late, each further one so much later, until nothing is open any
 * more; all of them in the client's working hours: those of the role `client`, else of the engagement's own calendar, else
 * of meetings.
 */
export interface InvoiceReminders<N extends ActionName = ActionName> {
  /** A plain term of the clock's time. */
  every: string;
  /** So many for each invoice. */
  atMost: number;
  do: N;
  with: ActionParams[N];
}

/** One message beside the steps. */
export interface Message<N extends ActionName = ActionName> {
  title: string;
  do: N;
  with: ActionParams[N];
}

/** The business rules of one kind of engagement. */
export interface Playbook {
  name: string;
  title: string;
  /** The prefix of references: `CD` gives CD-0001. */
  reference: string;
  starts?: Starts;
  /** The playbook by which the engagement goes on when this one is done, in its newest version then; left out: it is complete. */
  next?: string;
  /** The vendor that serves a capability for these engagements; the installation's own where none is named. */
  vendors?: Partial<Record<Capability, string>>;
  roles: Record<Role, string>;
  team: Role[];
  /** Hours a week that a role takes on one engagement; a role without such a number takes none. */
  effort?: Record<Role, number>;
  raci: Raci;
  calendars: Record<string, Calendar>;
  calendar: string;
  /** The calendar in whose hours meetings lie, where an engagement names none of its own; left out, the one above. */
  meetingCalendar?: string;
  /** Calendars of roles, `client` included, that work at other times than the engagement. */
  roleCalendars?: Record<Role, string>;
  ladder: LadderRules;
  decisions: Decisions;
  /** By name. They are stored with the version of the playbook, so that a check stays what it was. */
  checklists?: Record<string, Checklist>;
  payments?: PaymentRules;
  stages: Partial<Record<StageName, StageRules>>;
  /** What is said when the engagement is called off, once what it had begun is undone. */
  calledOff?: Message[];
  templates: Record<string, Template>;
}

/** What still counts of a playbook that an engagement has gone by: what it invoices, and what payment it waits for. */
export type PastPlaybook = Pick<Playbook, 'name' | 'title' | 'payments' | 'stages'> & { version: number };

/** What a workflow needs of a playbook: everything but the texts, and of plans everything but their tasks. */
export type Plan = Pick<
  Playbook,
  | 'name'
  | 'title'
  | 'starts'
  | 'next'
  | 'raci'
  | 'calendars'
  | 'calendar'
  | 'meetingCalendar'
  | 'roleCalendars'
  | 'ladder'
  | 'payments'
  | 'stages'
  | 'calledOff'
> & {
  version: number;
  /** Those by which the engagement has gone before, oldest first. */
  earlier?: readonly PastPlaybook[];
};

/** Every step of a playbook with the stage and the track that it stands in. */
export function* allSteps(
  playbook: Pick<Playbook, 'stages'>,
): Generator<{ stage: StageName; track: string | null; step: Step }> {
  for (const stage of STAGES) {
    const rules = playbook.stages[stage];
    for (const step of rules?.steps ?? []) {
      yield { stage, track: null, step };
    }
    for (const track of rules?.tracks ?? []) {
      for (const step of track.steps) {
        yield { stage, track: track.id, step };
      }
    }
  }
}

/** The step, or the meeting of the client strategy cycle, with this id. */
export function findStepOrMeeting(
  playbook: Pick<Playbook, 'stages'>,
  id: string,
): { what: 'step'; of: Step } | { what: 'meeting'; of: CycleMeeting } | undefined {
  const step = findStep(playbook, id);
  if (step) {
    return { what: 'step', of: step };
  }
  const meeting = playbook.stages.planning?.cycle?.find((one) => one.id === id);
  return meeting && { what: 'meeting', of: meeting };
}

/** The step with this id, wherever it stands; step ids are unique in a playbook. */
export function findStep(playbook: Pick<Playbook, 'stages'>, id: string): Step | undefined {
  for (const { step } of allSteps(playbook)) {
    if (step.id === id) {
      return step;
    }
  }
  return undefined;
}
