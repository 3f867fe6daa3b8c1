import type { Connection } from '../../database/database';
import { zoneOf } from '../../promise/domain/calendar/zone';
import { ABSENCE } from '../../post/domain/post';
import type { Absence } from '../domain/working-person';
import { type Impact, readImpact } from './absence-impact';
import { tellOperations } from './notices';
import type { Worker } from './working-people';

/** What begins so soon cannot wait for a morning. */
const SOON_MS = 3 * 86_400_000;

/**
 * Tells the operations managers at once of an absence that was entered, if something rests on the person and nobody
 * stands in for a part of it. One that is over is nobody's matter.
 */
export async function tellOfAbsence(
  db: Connection,
  personId: string,
  absence: Absence,
  nowMs: number,
): Promise<void> {
  const { fromMs, untilMs } = absence;
  if (untilMs !== null && untilMs <= nowMs) return;
  const impact = await readImpact(db, personId, absence);
  if (!impact?.isEndangered) return;
  const text = inWords(impact.person, impact);
  const key = `absence/${personId}/${fromMs}/${untilMs ?? 'open'}`;
  const notice = { key, personId, reason: ABSENCE, text, urgent: fromMs - nowMs < SOON_MS };
  await tellOperations(db, notice, new Date(nowMs));
}

function inWords(person: Worker, { cover, promises, roles, tickets, handOver }: Impact): string {
  const zone = zoneOf(person.timeZone);
  const when = cover.uncovered.map(({ fromMs, untilMs }) =>
    untilMs === null
      ? `from ${zone.wallText(fromMs)} on`
      : `from ${zone.wallText(fromMs)} until ${zone.wallText(untilMs)}`,
  );
  const counts = [
    counted(promises.length, 'promise that is due', 'promises that are due'),
    counted(roles.length, 'role on an engagement', 'roles on engagements'),
    counted(tickets.length, 'ticket', 'tickets'),
  ].filter((words) => words !== '');
  const names = handOver.map(({ wanted, best, nobody }) =>
    best ? `${wanted.role ?? ''}: ${best.name}` : (nobody ?? ''),
  );
  const deputies = cover.standIns.length === 0 ? 'no deputy is named' : 'the deputies are away too';
  return `${person.name} is away and nobody stands in ${when.join(', ')} (${person.timeZone}): ${deputies}. On them rest: ${counts.join(', ')}. Who could take over: ${names.join('; ')}`;
}

function counted(count: number, one: string, many: string): string {
  return count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
}
