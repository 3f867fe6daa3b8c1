import type { Connection, Database } from '../../database/database';
import { type Person, Prisma } from '../../database/generated/client';
import { lockName } from '../../database/lock';
import type { QuietHours } from '../../post/domain/quiet-hours';
import { mailAddressOf, mailKey } from '../../text/domain/mail-address';

export type { Person } from '../../database/generated/client';

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
> & {
  /** Null: those of the rules. */
  quietHours?: QuietHours | null | undefined;
};

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

/** A mailbox is one person's, whoever came first, also when they have left. */
interface AddressTaken {
  outcome: 'address-taken';
  by: { id: string; name: string; active: boolean };
}

export type AddOutcome = { outcome: 'added'; person: Person } | AddressTaken;

/** Adds a person, unless their address is somebody's already; two at the same time add one. */
export async function insertPerson(
  db: Database,
  id: string,
  fields: PersonFields,
  now: Date,
): Promise<AddOutcome> {
  return db.$transaction(async (tx): Promise<AddOutcome> => {
    const taken = await addressTaken(tx, id, fields.email);
    if (taken) return taken;
    const emailKey = mailKey(fields.email);
    const data = { id, ...columnsOf(fields), emailKey, createdAt: now, updatedAt: now };
    return { outcome: 'added', person: await tx.person.create({ data }) };
  });
}

/** In JSON columns a null is none of JSON's. */
function columnsOf<F extends Partial<PersonFields>>({ quietHours, ...plain }: F) {
  return {
    ...plain,
    ...(quietHours === undefined
      ? {}
      : { quietHours: quietHours === null ? Prisma.DbNull : { ...quietHours, days: [...quietHours.days] } }),
  };
}

async function addressTaken(tx: Connection, id: string, email: string): Promise<AddressTaken | null> {
  const emailKey = mailKey(email);
  await lockName(tx, `person:${emailKey}`);
  const by = await tx.person.findFirst({
    where: { emailKey, NOT: { id } },
    select: { id: true, name: true, active: true },
  });
  return by && { outcome: 'address-taken', by };
}

/** Where a person is reached by mail and found by vendors. */
export function addressOf({ email }: Pick<Person, 'email'>): string {
  return mailAddressOf(email)?.wire ?? email;
}

export type ChangeOutcome =
  | { outcome: 'changed'; person: Person }
  | { outcome: 'unknown' }
  | AddressTaken
  | { outcome: 'wrong-deputy'; fault: NonNullable<Awaited<ReturnType<typeof deputyFault>>> };

/**
 * Changes a person, unless the deputy that is given to them could not stand in, or the address is another one's; then
 * nothing is changed.
 */
export async function updatePerson(
  db: Database,
  id: string,
  fields: Partial<PersonFields>,
  now: Date,
): Promise<ChangeOutcome> {
  return db.$transaction(async (tx) => {
    // Two changes at a time could make a circle that neither of them sees.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('deputies', 0))`;
    const fault = fields.deputyId == null ? null : await deputyFault(tx, id, fields.deputyId);
    if (fault) {
      return { outcome: 'wrong-deputy', fault };
    }
    const { email } = fields;
    const taken = email === undefined ? null : await addressTaken(tx, id, email);
    if (taken) {
      return taken;
    }
    const [person] = await tx.person.updateManyAndReturn({
      where: { id },
      data: {
        ...columnsOf(fields),
        ...(email === undefined ? {} : { emailKey: mailKey(email) }),
        updatedAt: now,
      },
    });
    return person ? { outcome: 'changed', person } : { outcome: 'unknown' };
  });
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

/**
 * The persons whom this one stands in for at an instant: those who are away and have named them as their deputy, or
 * have named somebody who is away too and whose deputy they are.
 */
export async function deputyOf(db: Connection, personId: string, now: Date): Promise<string[]> {
  const absent = await db.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE absent AS (
      SELECT id, active, deputy_id FROM person
      WHERE away_from <= ${now} AND (away_until IS NULL OR away_until > ${now})
    ), stood_in_for AS (
      SELECT id, active FROM absent WHERE deputy_id = ${personId}
      UNION
      SELECT absent.id, absent.active FROM stood_in_for
      JOIN absent ON absent.deputy_id = stood_in_for.id AND stood_in_for.active
    )
    SELECT id FROM stood_in_for WHERE id <> ${personId} ORDER BY id`;
  return absent.map(({ id }) => id);
}

/** Whether somebody's absence began or ended within (`after`, `until`]. */
export async function absencesTurned(db: Connection, after: Date, until: Date): Promise<boolean> {
  const turned = { gt: after, lte: until };
  const one = await db.person.findFirst({
    where: { active: true, OR: [{ awayFrom: turned }, { awayUntil: turned }] },
    select: { id: true },
  });
  return one !== null;
}

/** Why somebody cannot stand in for a person; null when they can. */
export async function deputyFault(
  db: Connection,
  personId: string,
  deputyId: string,
): Promise<'self' | 'not active' | 'circle' | null> {
  if (deputyId === personId) {
    return 'self';
  }
  if ((await notActive(db, [deputyId])).length > 0) {
    return 'not active';
  }
  const [chain] = await db.$queryRaw<{ returns: boolean }[]>`
    WITH RECURSIVE chain AS (
      SELECT id, deputy_id FROM person WHERE id = ${deputyId}
      UNION
      SELECT person.id, person.deputy_id FROM chain JOIN person ON person.id = chain.deputy_id
    )
    SELECT coalesce(bool_or(id = ${personId}), false) AS returns FROM chain`;
  return chain?.returns ? 'circle' : null;
}
