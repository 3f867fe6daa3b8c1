import type { Database } from '../../src/database/database';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import type { Random } from '../promise/clock/random';
import { repeated } from './repeated';

const DAY_MS = 86_400_000;

/** Somebody of the house, as the simulation knows them; the oracles read this and never the product's tables. */
export interface Member {
  id: string;
  roles: string[];
  timeZone: string;
  deputyId: string | null;
  away: { fromMs: number; untilMs: number } | null;
}

/** A role, and the zone of whoever has it. */
export type Post = readonly [role: string, timeZone: string];

/** Two for each rung of the ladder, so that a role is told to more than one; one zone east, one west, one that crosses summer time. */
const POSTS: readonly Post[] = [
  ['account-manager', 'Europe/London'],
  ['account-manager', 'America/New_York'],
  ['operations-manager', 'Asia/Kolkata'],
  ['operations-manager', 'Europe/Berlin'],
  ['managing-director', 'America/Los_Angeles'],
  ['managing-director', 'Pacific/Auckland'],
  ['accountable-manager', 'Europe/Lisbon'],
  ['customer-relationship-manager', 'Australia/Adelaide'],
  ['sales-manager', 'America/Sao_Paulo'],
  ['finance-manager', 'Europe/Athens'],
  ['head-of-department', 'Africa/Nairobi'],
  ['project-manager', 'Asia/Tokyo'],
  ['consultant', 'Europe/Paris'],
  ['consultant', 'America/Chicago'],
];

/** The people of a year: every second one is away for one to five weeks, with somebody who stands in, or nobody. */
export function castOf(random: Random, startMs: number, posts = POSTS): Member[] {
  const members = posts.map(([role, timeZone], index) => ({
    id: `per_${String(index + 1).padStart(2, '0')}_${role}`,
    roles: [role],
    timeZone,
    deputyId: null,
    away: null,
  }));
  return members.map((member) => {
    if (!random.chance(0.5)) {
      return member;
    }
    const fromMs = startMs + random.int(5, 300) * DAY_MS;
    const away = { fromMs, untilMs: fromMs + random.int(7, 35) * DAY_MS };
    const others = members.filter(({ id }) => id !== member.id);
    return { ...member, away, deputyId: random.chance(0.8) ? random.pick(others).id : null };
  });
}

/** Has the people work here from an instant on, by these playbooks. */
export async function hire(
  db: Database,
  cast: readonly Member[],
  sources: readonly string[],
  at: Date,
): Promise<void> {
  for (const source of sources) {
    const published = await repeated(() => publishPlaybook(db, source, at));
    if (published.outcome === 'faulty') throw new Error(JSON.stringify(published.faults));
  }
  await db.person.createMany({
    data: cast.map(({ id, roles, timeZone, deputyId, away }) => ({
      id,
      name: `Person ${id}`,
      email: `${id}@house.example`,
      emailKey: `${id}@house.example`,
      roles,
      skills: [],
      capacityHoursPerWeek: 40,
      timeZone,
      deputyId,
      awayFrom: away && new Date(away.fromMs),
      awayUntil: away && new Date(away.untilMs),
      createdAt: at,
      updatedAt: at,
    })),
  });
}

/** Whom a role means at an instant: whoever has it in the team, else everybody who holds it; deputies for the absent. */
export function whoHears(
  cast: readonly Member[],
  roles: readonly string[],
  team: Record<string, string>,
  atMs: number,
): string[] {
  const heard = cast.filter(({ id, roles: held }) =>
    roles.some((role) => (team[role] ? team[role] === id : held.includes(role))),
  );
  const ids = heard.map(({ id, away, deputyId }) => {
    const isAway = away !== null && away.fromMs <= atMs && atMs < away.untilMs;
    return isAway && deputyId ? deputyId : id;
  });
  return [...new Set(ids)].sort();
}

/** Whether it is between 20:00 and 08:00 or a weekend where somebody is, by the runtime's own zone data. */
export function isNightFor({ timeZone }: Member, atMs: number): boolean {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    hour: '2-digit',
    weekday: 'short',
  }).formatToParts(new Date(atMs));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const hour = Number(part('hour'));
  return hour < 8 || hour >= 20 || ['Sat', 'Sun'].includes(part('weekday'));
}
