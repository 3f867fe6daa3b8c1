import type { Playbook } from '../../playbook/domain/playbook';
import { allSteps } from '../../playbook/domain/playbook';
import { type Calendar, type Hours, weekdays } from '../../promise/domain/clock/types';
import type { CountingRules } from '../../promise/domain/ladder/rules';
import {
  CLOCK_KINDS,
  type ClockTarget,
  PRIORITIES,
  type ServiceDesk,
} from '../../service-desk/domain/service-desk';
import { list, paragraph, section, table } from './markup';

type Roles = Readonly<Record<string, string>>;

/** What a playbook promises: within which hours, until when, and who hears of it when it is late. HTML. */
export function playbookLevels(playbook: Playbook): string {
  const { roles, calendar, roleCalendars } = playbook;
  const own = Object.entries(roleCalendars ?? {}).map(([role, name]) => `${titleOf(roles, role)}: ${name}`);
  const rows = [...allSteps(playbook)].map(({ step }) => [
    step.title,
    titleOf(roles, step.owner),
    step.within,
    step.calendar ?? calendar,
  ]);
  return [
    section('What is owed, and until when', table(['Promise', 'Owed by', 'Within', 'Counted in'], rows)),
    hours(playbook),
    own.length > 0 ? paragraph('These count in hours of their own:') + list(own) : '',
    ladder(playbook, roles),
  ].join('\n');
}

/** What the service desk promises of every ticket, by its priority. HTML. */
export function deskLevels(desk: ServiceDesk): string {
  const { roles, calendar, calls, routing, approval } = desk;
  const targets = PRIORITIES.map((priority) => [
    priority,
    ...CLOCK_KINDS.map((kind) => targetIn(desk.targets[priority][kind], calendar)),
    calls[priority] ?? 'not called',
    routing[priority].join(', '),
  ]);
  const head = ['Priority', 'First response', 'Next response', 'Resolution', 'Called within', 'Answered by'];
  const teams = Object.values(desk.teams).map(({ title, role, within }) => [
    title,
    titleOf(roles, role),
    within,
  ]);
  const pausing = CLOCK_KINDS.filter((kind) => desk.policies.pausable[kind]);
  return [
    section('Priorities and targets', table(head, targets)),
    paragraph(
      `While we wait for the client, ${pausing.length > 0 ? `these clocks stand still: ${pausing.map(inWords).join(', ')}` : 'every clock runs on'}.`,
    ),
    section('Teams', table(['Team', 'Worked by', 'Time with a ticket'], teams)),
    section(
      'Closing',
      paragraph(
        `A resolved ticket closes when the client approves, or after ${approval.silence} without an answer; reminders go out after ${approval.reminders.join(' and ')}.`,
      ),
    ),
    hours(desk),
    ladder(desk, roles),
  ].join('\n');
}

function targetIn(target: ClockTarget, calendar: string): string {
  return target === 'off' ? 'none' : `${target.within} (${target.calendar ?? calendar})`;
}

function ladder({ ladder: rules }: CountingRules, roles: Roles): string {
  const rows = rules.levels.map(({ level, role, respondWithin }) => [
    `Level ${level}`,
    titleOf(roles, role),
    respondWithin,
  ]);
  const before = rules.warnAt.map((percent) => `${percent} %`).join(' and ');
  return section(
    'When a promise is in danger',
    paragraph(
      `Whoever owes it is warned at ${before} of its time. When it is late, these are told, each when the one before has let their time pass (counted in ${rules.calendar}); after the last of them, everybody on the ladder at once.`,
    ) + table(['Told', 'Who', 'Time to respond'], rows),
  );
}

function hours({ calendars }: Pick<CountingRules, 'calendars'>): string {
  const rows = Object.entries(calendars).map(([name, { tz, hours: open, holidays }]) => [
    name,
    tz,
    openingOf(open),
    closuresOf(holidays ?? []),
  ]);
  return section('Hours', table(['Hours', 'Time zone', 'Open', 'Closed'], rows));
}

function openingOf(hours: Hours): string {
  if (hours === '24x7') return 'always';
  const days = weekdays.flatMap((day) => {
    const windows = hours[day] ?? [];
    return windows.length > 0
      ? `${day} ${windows.map(([open, close]) => `${open}–${close}`).join(', ')}`
      : [];
  });
  return days.join('\n');
}

function closuresOf(holidays: NonNullable<Calendar['holidays']>): string {
  const closures = holidays.map((holiday) => {
    if (typeof holiday === 'string') return holiday;
    if ('icalendar' in holiday) return 'by a calendar file';
    if ('date' in holiday) return `${holiday.date}, ${holiday.from ?? '00:00'}–${holiday.to ?? '24:00'}`;
    return `each year ${holiday.yearlyFrom} to ${holiday.yearlyTo}`;
  });
  return closures.join('\n');
}

/** A role as people read it. */
export function titleOf(roles: Roles, role: string): string {
  return roles[role] ?? role.replaceAll('-', ' ');
}

function inWords(kind: string): string {
  return kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
