import type { Connection } from '../../database/database';
import { dayMs } from '../../promise/domain/clock/time-text';
import type { Role } from '../../promise/domain/ladder/rules';
import type { Allocation } from '../domain/allocation';
import { personWeeks } from '../domain/person-week';
import { type Candidate, type Proposal, propose, type Wanted } from '../domain/proposal';
import type { Week } from '../domain/week';
import { readAllocations } from './allocations';
import { listWorkers } from './working-people';

/** What people are looked for, and when. */
export interface Search {
  readonly wanted: readonly Wanted[];
  /** One after the other, at least one. */
  readonly weeks: readonly Week[];
  /** For which engagement, whose roles take nothing meanwhile; null: for none. */
  readonly engagement: { readonly id: string; readonly team: Readonly<Record<Role, string>> } | null;
  /** Who is not to be proposed. */
  readonly without?: string;
}

/** Proposes somebody for each thing that is wanted, in that order: whoever is proposed has so many hours less for the next. */
export async function proposeTeam(db: Connection, search: Search): Promise<Proposal[]> {
  const { wanted, weeks, engagement, without } = search;
  const people = (await listWorkers(db)).filter(({ id }) => id !== without);
  const ids = people.map(({ id }) => id);
  const [allocations, owed] = await Promise.all([readAllocations(db, ids), openPromisesOf(db, ids)]);
  const taken: Allocation[] = allocations.filter((one) => one.engagementId !== engagement?.id);
  const hours = new Map(people.map((person) => [person.id, personWeeks(person, taken, weeks)]));
  return wanted.map((one) => {
    const candidates = people.map(
      (person): Candidate => ({
        person,
        weeks: hours.get(person.id) ?? [],
        openPromises: owed.get(person.id) ?? 0,
        hasItAlready: one.role !== null && engagement?.team[one.role] === person.id,
      }),
    );
    const proposal = propose(one, candidates);
    const chosen = people.find(({ id }) => id === proposal.best?.personId);
    if (chosen) {
      taken.push(proposed(chosen.id, one, weeks));
      hours.set(chosen.id, personWeeks(chosen, taken, weeks));
    }
    return proposal;
  });
}

/** What somebody has to do who does what they are proposed for. */
function proposed(personId: string, { role, hoursPerWeek }: Wanted, weeks: readonly Week[]): Allocation {
  // A day before, wherever they are.
  const fromMs = ((weeks[0]?.firstDay ?? 0) - 1) * dayMs;
  const what = { personId, hoursPerWeek, role: role ?? '', engagementId: '' };
  return { takes: 'role', ...what, fromMs, untilMs: null };
}

/** How many open promises each of these people owes. */
async function openPromisesOf(db: Connection, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.promiseRecord.groupBy({
    by: ['assigneeId'],
    where: { assigneeId: { in: [...ids] }, state: 'open' },
    _count: true,
  });
  return new Map(
    rows.flatMap(({ assigneeId, _count }) => (assigneeId === null ? [] : [[assigneeId, _count]])),
  );
}
