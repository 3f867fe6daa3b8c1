import { type JournalFact, kindOfId } from '../../subject/domain/subjects';
import { rolesAt } from '../../promise/domain/ladder/ladder';
import type { Level } from '../../promise/domain/ladder/promise-state';
import type { Connection, Database } from '../../database/database';
import type { Escalation } from '../../database/generated/client';
import { LAST_RESORT, listenersAtLevel } from '../../people/domain/listeners';
import { readDirectory } from '../../people/store/team';
import type { SubjectRef } from '../../subject/domain/recording';
import { lockSubject } from '../../subject/store/subjects';
import type { Climb } from '../domain/rows';
import { appendJournal } from './append';

type Heard = Extract<JournalFact, { kind: 'escalationHeard' }>;

/**
 * Tells of every open escalation whoever fits its present level at an instant and has not been told of it, each once,
 * however often this is called: to be called when people come, return, leave, or get other roles or deputies.
 * @returns how many were told
 */
export async function tellNewListeners(db: Database, now: Date): Promise<number> {
  const open = await db.escalation.findMany({ where: { state: 'open' }, orderBy: { id: 'asc' } });
  let told = 0;
  for (const escalation of open) {
    for (const personId of await newListeners(db, escalation, now)) {
      await tell(db, escalation, personId, now);
      told += 1;
    }
  }
  return told;
}

async function newListeners(db: Database, escalation: Escalation, now: Date): Promise<string[]> {
  const level = escalation.level as Level;
  const climb = (escalation.climbs as unknown as Climb[]).findLast((one) => one.level === level);
  return db.$transaction(async (tx) => {
    const { state } = await lockSubject(tx, subjectOf(escalation));
    const { ladder } = state.rules;
    const fact = { level, roles: rolesAt(level, ladder) };
    const roles = [...fact.roles, ...ladder.levels.map(({ role }) => role), ...LAST_RESORT];
    const people = await readDirectory(tx, { ids: Object.values(state.team), roles });
    const { told } = listenersAtLevel(fact, { ladder, team: state.team }, people, now.getTime());
    return told.filter((id) => !climb?.told.includes(id));
  });
}

async function tell(db: Database, escalation: Escalation, personId: string, now: Date): Promise<void> {
  const { id: escalationId, promiseId, level } = escalation;
  const title = await titleOf(db, promiseId);
  const fact: Heard = {
    kind: 'escalationHeard',
    escalationId,
    promiseId,
    title,
    level: level as Level,
    personId,
  };
  const actor = { kind: 'system', name: 'promisekeeper' } as const;
  const entries = [{ seq: 1, atMs: now.getTime(), actor, fact }];
  // A writer of its own for each: the same once more is passed over, whoever else is at it.
  const writer = `heard/${escalationId}/${lastClimbOf(escalation)}/${personId}`;
  await appendJournal(
    db,
    { subject: subjectOf(escalation), writer, toldAtMs: now.getTime(), entries, terms: [] },
    [],
  );
}

async function titleOf(db: Connection, promiseId: string): Promise<string> {
  const promise = await db.promiseRecord.findUnique({ where: { id: promiseId }, select: { title: true } });
  return promise?.title ?? promiseId;
}

function lastClimbOf({ level, climbs }: Escalation): string {
  return `${level}@${(climbs as unknown as Climb[]).length}`;
}

function subjectOf({ subjectId: id }: Escalation): SubjectRef {
  return { kind: kindOfId(id), id };
}
