import type { Connection } from './database';
import type { Person } from './generated/client';

export type { Person } from './generated/client';

/** What may be said of a person at the beginning and changed later. */
export type PersonFields = Pick<
  Person,
  | 'name'
  | 'email'
  | 'roles'
  | 'skills'
  | 'capacityHoursPerWeek'
  | 'timeZone'
  | 'active'
  | 'deputyId'
  | 'awayFrom'
  | 'awayUntil'
>;

/** The active person who holds a token that is not revoked, by the token's hash. */
export async function findTokenHolder(
  db: Connection,
  hash: string,
): Promise<{ id: string; name: string; roles: string[] } | null> {
  const [holder] = await db.$queryRaw<{ id: string; name: string; roles: string[] }[]>`
    SELECT person.id, person.name, person.roles
    FROM token JOIN person ON person.id = token.person_id
    WHERE token.hash = ${hash} AND token.revoked_at IS NULL AND person.active`;
  return holder ?? null;
}

export async function insertToken(
  db: Connection,
  token: { hash: string; personId: string; createdAt: Date },
): Promise<void> {
  await db.token.create({ data: token });
}

export async function insertPerson(
  db: Connection,
  id: string,
  fields: PersonFields,
  now: Date,
): Promise<Person> {
  return db.person.create({ data: { id, ...fields, createdAt: now, updatedAt: now } });
}

/** Null when there is nobody of that id. */
export async function updatePerson(
  db: Connection,
  id: string,
  fields: Partial<PersonFields>,
  now: Date,
): Promise<Person | null> {
  const [person] = await db.person.updateManyAndReturn({
    where: { id },
    data: { ...fields, updatedAt: now },
  });
  return person ?? null;
}

export async function findPerson(db: Connection, id: string): Promise<Person | null> {
  return db.person.findUnique({ where: { id } });
}

/** The names of those among the ids who are people of ours, by id; also of people who have left. */
export async function namesOf(db: Connection, ids: string[]): Promise<Map<string, string>> {
  const found = await db.person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(found.map(({ id, name }) => [id, name]));
}

/** In the order of their ids, which is that of their making. */
export async function listPeople(db: Connection, limit: number, after: string | null): Promise<Person[]> {
  return db.person.findMany({
    where: after === null ? {} : { id: { gt: after } },
    orderBy: { id: 'asc' },
    take: limit,
  });
}

/** The ids among these that are no active person. */
export async function notActive(db: Connection, ids: string[]): Promise<string[]> {
  const found = await db.person.findMany({ where: { id: { in: ids }, active: true }, select: { id: true } });
  const active = new Set(found.map((person) => person.id));
  return ids.filter((id) => !active.has(id));
}

/** Every role that one of these persons has. */
export async function rolesOf(db: Connection, ids: string[]): Promise<string[]> {
  const found =
    ids.length === 0 ? [] : await db.person.findMany({ where: { id: { in: ids } }, select: { roles: true } });
  return [...new Set(found.flatMap(({ roles }) => roles))];
}

/** The persons who are away at an instant and have named this one as their deputy. */
export async function deputyOf(db: Connection, personId: string, now: Date): Promise<string[]> {
  const absent = await db.person.findMany({
    where: {
      deputyId: personId,
      awayFrom: { lte: now },
      OR: [{ awayUntil: null }, { awayUntil: { gt: now } }],
    },
    select: { id: true },
  });
  return absent.map((person) => person.id);
}
