import { zoneOf } from '../../promise/domain/calendar/zone';
import { dateText } from '../../promise/domain/clock/time-text';
import type { Role } from '../../promise/domain/ladder/rules';
import { type PersonWeek, rounded } from './person-week';
import { hasSkill } from './skill';
import { DAYS_A_WEEK, daysOf, mondayOf } from './week';
import {
  absencesWithin,
  isWorkingDay,
  shareHere,
  WORKING_DAYS_A_WEEK,
  type WorkingPerson,
} from './working-person';

/** What somebody is looked for to do. */
export interface Wanted {
  readonly role: Role | null;
  readonly skills: readonly string[];
  readonly hoursPerWeek: number;
}

/** Somebody who might do it. */
export interface Candidate {
  readonly person: WorkingPerson & { readonly roles: readonly Role[]; readonly skills: readonly string[] };
  /** Of the time in which it is to be done. */
  readonly weeks: readonly PersonWeek[];
  readonly openPromises: number;
  /** They have the role on this very engagement. */
  readonly hasItAlready: boolean;
}

/** What a person who was looked at is proposed for, or not, and why. */
export interface Judged {
  readonly personId: string;
  readonly name: string;
  readonly reasons: readonly string[];
}

export interface Proposal {
  readonly wanted: Wanted;
  readonly best: Judged | null;
  /** Who else could do it, the best first. */
  readonly alternatives: readonly Judged[];
  /** Who could not, and what is missing. */
  readonly others: readonly Judged[];
  /** In a sentence, when there is nobody. */
  readonly nobody: string | null;
}

const MOST_ALTERNATIVES = 5;
const MOST_OTHERS = 20;

/**
 * Who would do what is wanted best: of those who hold the role, have the skills and have the hours in every week in which
 * they are here, whoever has it already, then whoever is away least, owes least, and has most hours left.
 */
export function propose(wanted: Wanted, candidates: readonly Candidate[]): Proposal {
  const judged = candidates.map((candidate) => ({ candidate, missing: missingOf(wanted, candidate) }));
  const fit = judged.filter(({ missing }) => missing.length === 0).map(({ candidate }) => candidate);
  const [best, ...rest] = fit.toSorted(better);
  const others = judged
    .filter(({ candidate, missing }) => missing.length > 0 && comesNear(wanted, candidate))
    .toSorted(
      (a, b) => a.missing.length - b.missing.length || a.candidate.openPromises - b.candidate.openPromises,
    );
  return {
    wanted,
    best: best ? judgedBy(best, reasonsFor(wanted, best)) : null,
    alternatives: rest
      .slice(0, MOST_ALTERNATIVES)
      .map((one) => judgedBy(one, [...reasonsFor(wanted, one), ...(best ? [lessThan(best, one)] : [])])),
    others: others.slice(0, MOST_OTHERS).map(({ candidate, missing }) => judgedBy(candidate, missing)),
    nobody: best ? null : nobodyFor(wanted, candidates),
  };
}

function judgedBy({ person: { id, name } }: Candidate, reasons: readonly string[]): Judged {
  return { personId: id, name, reasons };
}

const better = (a: Candidate, b: Candidate) =>
  Number(b.hasItAlready) - Number(a.hasItAlready) ||
  daysAway(a) - daysAway(b) ||
  a.openPromises - b.openPromises ||
  leastFree(b) - leastFree(a) ||
  a.person.id.localeCompare(b.person.id);

/** Why the one before is proposed rather than this one. */
function lessThan(best: Candidate, one: Candidate): string {
  if (best.hasItAlready) return `${best.person.name} has it already`;
  if (daysAway(best) < daysAway(one)) return `away more than ${best.person.name}`;
  if (best.openPromises < one.openPromises) return `owes more than ${best.person.name}`;
  if (leastFree(best) > leastFree(one)) return `has fewer hours left than ${best.person.name}`;
  return `as good as ${best.person.name}, who has been here longer`;
}

function reasonsFor(wanted: Wanted, candidate: Candidate): string[] {
  const { role, skills, hoursPerWeek } = wanted;
  const { openPromises, hasItAlready } = candidate;
  const away = awayInWords(candidate);
  return [
    ...(hasItAlready ? ['has the role on this engagement'] : []),
    ...(role === null ? [] : [`holds the role ${role}`]),
    ...(skills.length === 0 ? [] : [`can do: ${skills.join(', ')}`]),
    `${leastFree(candidate)} h a week free at the least, ${hoursPerWeek} wanted`,
    openPromises === 1 ? '1 open promise' : `${openPromises} open promises`,
    away === '' ? 'here all the time' : `away ${away}`,
  ];
}

function missingOf({ role, skills, hoursPerWeek }: Wanted, candidate: Candidate): string[] {
  const { person } = candidate;
  const lacking = skills.filter((skill) => !hasSkill(candidate.person, skill));
  const short = candidate.weeks.filter((week) => week.free < neededIn(candidate, week, hoursPerWeek));
  const [first] = short;
  return [
    ...(role === null || person.roles.includes(role) ? [] : [`does not hold the role ${role}`]),
    ...(lacking.length === 0 ? [] : [`lacks: ${lacking.join(', ')}`]),
    ...(isNeverHere(candidate) ? [`away ${awayInWords(candidate)}`] : []),
    ...(hasNoHours(candidate) ? ['has no hours for work'] : []),
    ...(first ? [shortage(candidate, first, short.length, hoursPerWeek)] : []),
  ];
}

function shortage(candidate: Candidate, week: PersonWeek, weeks: number, hoursPerWeek: number): string {
  const needed = neededIn(candidate, week, hoursPerWeek);
  const more = weeks > 1 ? `, and too little in ${weeks - 1} more` : '';
  return `${week.free} h free in ${week.week.name} (from ${mondayOf(week.week)} on), ${needed} wanted${more}`;
}

/** What a week takes of somebody: their share of it, for while they are away it is their deputy's. */
function neededIn({ person }: Candidate, { week }: PersonWeek, hoursPerWeek: number): number {
  const here = daysOf(week).reduce((sum, day) => sum + shareHere(person, day), 0);
  return rounded((hoursPerWeek * here) / WORKING_DAYS_A_WEEK);
}

/** Whether there is anything that speaks for them: nobody needs to be told why the whole house is not proposed. */
function comesNear({ role, skills }: Wanted, candidate: Candidate): boolean {
  const holds = role !== null && candidate.person.roles.includes(role);
  return holds || skills.some((skill) => hasSkill(candidate.person, skill));
}

function nobodyFor({ role, skills, hoursPerWeek }: Wanted, candidates: readonly Candidate[]): string {
  const holders = candidates.filter(({ person }) => role === null || person.roles.includes(role));
  if (role !== null && holders.length === 0) return `Nobody who is active holds the role ${role}.`;
  const who = role === null ? 'Nobody who is active' : `Nobody with the role ${role}`;
  for (const skill of skills) {
    if (!holders.some((one) => hasSkill(one.person, skill))) return `${who} can do ${skill}.`;
  }
  const and = skills.length === 0 ? who : `${who} and with the skills asked for`;
  const able = holders.filter((one) => skills.every((skill) => hasSkill(one.person, skill)));
  if (able.length === 0) return `${who} can do all of: ${skills.join(', ')}.`;
  if (able.every(isNeverHere)) return `${and} is here in that time.`;
  return `${and} has ${hoursPerWeek} hours a week free in that time.`;
}

function leastFree({ weeks }: Candidate): number {
  return Math.min(...weeks.map(({ free }) => free));
}

function daysAway({ person, weeks }: Candidate): number {
  const working = weeks.flatMap(({ week }) => daysOf(week)).filter(isWorkingDay);
  return working.reduce((sum, day) => sum + 1 - shareHere(person, day), 0);
}

function isNeverHere(candidate: Candidate): boolean {
  return daysAway(candidate) === candidate.weeks.length * WORKING_DAYS_A_WEEK;
}

/** Here, and yet without an hour: whoever has none is given nothing, not even what takes none. */
function hasNoHours({ weeks }: Candidate): boolean {
  return weeks.every(({ available, away }) => available === 0 && away === 0);
}

/** When somebody is away in the weeks, by the dates of their own zone. */
function awayInWords({ person, weeks }: Candidate): string {
  const zone = zoneOf(person.timeZone);
  const firstDay = weeks[0]?.week.firstDay ?? 0;
  const afterDay = (weeks.at(-1)?.week.firstDay ?? 0) + DAYS_A_WEEK;
  const span = { fromMs: zone.firstInstant(firstDay, 0), untilMs: zone.firstInstant(afterDay, 0) };
  const date = (ms: number) => dateText(zone.dayOf(ms));
  return absencesWithin(person, span)
    .map(({ fromMs, untilMs }) =>
      untilMs === null ? `from ${date(fromMs)} on` : `from ${date(fromMs)} to ${date(untilMs - 1)}`,
    )
    .join(', ');
}
