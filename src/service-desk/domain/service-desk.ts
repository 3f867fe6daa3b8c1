import type { LadderRules, OwnTerm, Role } from '../../promise/domain/ladder/rules';
import type { QuietHours } from '../../post/domain/quiet-hours';
import type { Calendar } from '../../promise/domain/clock/types';
import type { Template } from '../../playbook/domain/playbook';
import type { FollowRules } from './follow-rules';
import type { ProblemStep, ProblemStepRules } from '../../problem/domain/problem';

export const PRIORITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** How a request reaches the desk. */
export const CHANNELS = ['email', 'portal', 'phone', 'whatsapp'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The three clocks of a ticket; each runs for itself and none overrules another. */
export const CLOCK_KINDS = ['firstResponse', 'nextResponse', 'resolution'] as const;
export type ClockKind = (typeof CLOCK_KINDS)[number];

/** `off`: there is no such clock at this priority. */
export type ClockTarget = OwnTerm | 'off';

export interface TeamRules {
  title: string;
  role: Role;
  /** The time that the team has, from the moment it is handed a ticket until it resolves it or hands it on. */
  within: string;
}

export interface ElevationRules extends OwnTerm {
  title: string;
  role: Role;
}

export type ReopenPolicy = 'exclude-resolved' | 'include-resolved' | 'new-cycle';
export type PriorityChangePolicy = 'retroactive' | 'restart';

/** What the requester is told by mail. */
export const LETTERS = ['opened', 'resolved', 'reminder', 'closed'] as const;
export type Letter = (typeof LETTERS)[number];

/** How problems are turned into improvements. */
export interface ProblemRules {
  openedBy: Role[];
  /** Who may state any fact of a problem, besides the owner of the step that it concerns. */
  decidedBy: Role[];
  steps: Record<ProblemStep, ProblemStepRules>;
}

/** The business rules of the service desk, as data. */
export interface ServiceDesk {
  title: string;
  roles: Record<Role, string>;
  calendars: Record<string, Calendar>;
  calendar: string;
  ladder: LadderRules;
  targets: Record<Priority, Record<ClockKind, ClockTarget>>;
  policies: {
    /** Whether a clock stops while the desk waits for the client. */
    pausable: Record<ClockKind, boolean>;
    priorityChange: PriorityChangePolicy;
    reopen: ReopenPolicy;
    reopenByClientReply: boolean;
  };
  firstTeam: string;
  teams: Record<string, TeamRules>;
  elevations: Record<string, ElevationRules>;
  categories: Record<string, { skill: string }>;
  /** Plain terms after the resolution. */
  approval: { silence: string; reminders: string[] };
  satisfaction: { askFor: string };
  duplicatesWithin: string;
  follows: { tickets: FollowRules; incidents: FollowRules };
  channels: Record<string, string>;
  routing: Record<Priority, string[]>;
  /** Priorities at which the requester is called, not only written to, and the plain term in which they are. */
  calls: Partial<Record<Priority, string>>;
  staff: Role[];
  /** Of everybody who has none of their own. */
  quietHours: QuietHours;
  incidents: { declaredBy: Role[]; updateEvery: string; closeWithin: string };
  problems: ProblemRules;
  /** `owner`: the role that owes it that the house's reports are out in time. */
  reports: { owner: Role };
  letters: Record<Letter, Template>;
}

/** What a ticket's workflow needs of the rules: everything but texts. */
export type TicketRules = Pick<
  ServiceDesk,
  | 'calendars'
  | 'calendar'
  | 'ladder'
  | 'targets'
  | 'policies'
  | 'teams'
  | 'elevations'
  | 'calls'
  | 'approval'
  | 'satisfaction'
> & {
  follows: FollowRules;
  /** The published version that they are of. */
  version: number;
};

/** The rules as a ticket's workflow gets them. */
export function ticketRules(desk: ServiceDesk, version: number): TicketRules {
  const { calendars, calendar, ladder, targets, policies, teams, elevations, calls } = desk;
  const { approval, satisfaction } = desk;
  return {
    version,
    follows: desk.follows.tickets,
    calendars,
    calendar,
    ladder,
    targets,
    policies,
    teams,
    elevations,
    calls,
    approval,
    satisfaction,
  };
}

/**
 * The rules by which somebody with calendars of their own is served: the first of these that the rules have is theirs.
 * @param calendars names, such as those of the engagement and of the client
 */
export function servedBy(desk: ServiceDesk, calendars: readonly (string | null | undefined)[]): ServiceDesk {
  const calendar = calendars.find((name) => name && Object.hasOwn(desk.calendars, name));
  return calendar ? { ...desk, calendar } : desk;
}

/** The role of a team; of one that the rules do not know, its own name. */
export function roleOfTeam({ teams }: Pick<ServiceDesk, 'teams'>, team: string): Role {
  return teams[team]?.role ?? team;
}

/** The skill that a category asks for. */
export function skillFor({ categories }: Pick<ServiceDesk, 'categories'>, category: string): string {
  return categories[category]?.skill ?? category;
}

const SYNONYMS: Record<string, Priority> = { normal: 'medium', general: 'low' };

/** The priority that a word stands for: companies also say "normal" for medium and "general" for low. */
export function normalPriority(word: string): Priority | undefined {
  return PRIORITIES.find((priority) => priority === (SYNONYMS[word] ?? word));
}
