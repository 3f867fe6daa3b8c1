import { type Discrepancy, listDiscrepancies } from './discrepancies';
import { type LedgerRow, listLedger } from './ledger';
import { clientIdOf } from '../../client/store/clients';
import { withOffers } from './offers';
import type { Connection } from '../../database/database';
import { type ChangePlace } from '../../database/page';
import {
  type Client,
  type Contact,
  type Engagement,
  Prisma,
  type PromiseRecord,
  type Track,
} from '../../database/generated/client';
import { type IncidentName, openIncidentsOf } from '../../incident/store/incident-concerns';

export type { Engagement, PromiseRecord, Track } from '../../database/generated/client';

export async function findEngagement(db: Connection, id: string): Promise<Engagement | null> {
  return db.engagement.findUnique({ where: { id } });
}

/** An engagement with all that its page shows. */
export interface EngagementDetail {
  engagement: Engagement;
  client: Client;
  /** Those of the client's whom it is with. */
  contacts: Contact[];
  /** Open ones first, the most urgent at the top; then the others in the order of their opening. */
  promises: PromiseRecord[];
  tracks: Track[];
  /** The open ones that concern it. */
  incidents: IncidentName[];
  discrepancies: Discrepancy[];
  ledger: LedgerRow[];
}

export async function findEngagementDetail(db: Connection, id: string): Promise<EngagementDetail | null> {
  const [engagement, promises, tracks, incidents, discrepancies, ledger] = await Promise.all([
    db.engagement.findUnique({
      where: { id },
      include: { client: true, contacts: { orderBy: { place: 'asc' }, include: { contact: true } } },
    }),
    listPromises(db, id),
    db.track.findMany({ where: { engagementId: id }, orderBy: [{ openedAt: 'asc' }, { id: 'asc' }] }),
    openIncidentsOf(db, 'engagements', [id]),
    listDiscrepancies(db, id),
    listLedger(db, id),
  ]);
  if (!engagement) {
    return null;
  }
  const urgency = (promise: PromiseRecord) =>
    promise.state === 'open' ? (promise.dueAt?.getTime() ?? Number.MAX_VALUE) : Number.POSITIVE_INFINITY;
  return {
    engagement,
    client: engagement.client,
    contacts: engagement.contacts.map(({ contact }) => contact),
    promises: (await withOffers(db, promises)).toSorted((a, b) => {
      const [first, second] = [urgency(a), urgency(b)];
      return first === second ? 0 : first - second;
    }),
    tracks,
    incidents: incidents.get(id) ?? [],
    discrepancies,
    ledger,
  };
}

/** Every promise of an engagement, in the order of their opening. */
export async function listPromises(db: Connection, engagementId: string): Promise<PromiseRecord[]> {
  return db.promiseRecord.findMany({
    where: { subjectId: engagementId },
    orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
  });
}

export interface EngagementFilter {
  stage?: string | undefined;
  status?: string | undefined;
  playbook?: string | undefined;
  /** A person's id or a role that owes an open promise. */
  owner?: string | undefined;
  /** Whether a promise is open past its due time. */
  late?: boolean | undefined;
  /** A client's id, or a name of it. */
  client?: string | undefined;
  /** Part of the reference, the title or the client's name, in any case. */
  q?: string | undefined;
}

export interface EngagementListRow {
  id: string;
  reference: string;
  title: string;
  playbookName: string;
  playbookVersion: number;
  clientId: string;
  clientName: string;
  stage: string;
  status: string;
  late: boolean;
  nextDueAt: Date | null;
  startedAt: Date;
  updatedAt: Date;
}

/** Newest change first. `after` is the place of the last row of the page before. */
export async function listEngagements(
  db: Connection,
  filter: EngagementFilter,
  now: Date,
  limit: number,
  after: ChangePlace | null,
): Promise<EngagementListRow[]> {
  const client = filter.client === undefined ? undefined : ((await clientIdOf(db, filter.client)) ?? '');
  const conditions = conditionsOf({ ...filter, client }, now);
  if (after) {
    conditions.push(Prisma.sql`(e.updated_at, e.id) < (${after.updatedAt}, ${after.id})`);
  }
  return db.$queryRaw<EngagementListRow[]>(Prisma.sql`
    SELECT e.id, e.reference, e.title, e.playbook_name AS "playbookName", e.playbook_version AS "playbookVersion",
      c.id AS "clientId", c.name AS "clientName", e.stage, e.status, e.started_at AS "startedAt",
      e.updated_at AS "updatedAt", ${lateSql(now)} AS late,
      (SELECT min(p.due_at) FROM promise p WHERE p.engagement_id = e.id AND p.state = 'open') AS "nextDueAt"
    FROM engagement e JOIN client c ON c.id = e.client_id
    ${conditions.length > 0 ? Prisma.sql`WHERE ${Prisma.join(conditions, ' AND ')}` : Prisma.empty}
    ORDER BY e.updated_at DESC, e.id DESC LIMIT ${limit}`);
}

function lateSql(now: Date): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT 1 FROM promise p
    WHERE p.engagement_id = e.id AND p.state = 'open' AND (p.due_at < ${now} OR (p.paused AND p.late)))`;
}

function conditionsOf(filter: EngagementFilter, now: Date): Prisma.Sql[] {
  const { stage, status, playbook, owner, late, client, q } = filter;
  const conditions: Prisma.Sql[] = [];
  if (stage !== undefined) conditions.push(Prisma.sql`e.stage = ${stage}`);
  if (status !== undefined) conditions.push(Prisma.sql`e.status = ${status}`);
  if (playbook !== undefined) {
    const [name = '', version] = playbook.split('@');
    conditions.push(Prisma.sql`e.playbook_name = ${name}`);
    if (version !== undefined) conditions.push(Prisma.sql`e.playbook_version::text = ${version}`);
  }
  if (owner !== undefined) {
    conditions.push(Prisma.sql`EXISTS (SELECT 1 FROM promise p
      WHERE p.engagement_id = e.id AND p.state = 'open' AND (p.owed_by = ${owner} OR p.assignee_id = ${owner}))`);
  }
  if (late !== undefined) conditions.push(late ? lateSql(now) : Prisma.sql`NOT ${lateSql(now)}`);
  if (client !== undefined) conditions.push(Prisma.sql`c.id = ${client}`);
  if (q !== undefined) {
    const pattern = `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`;
    conditions.push(
      Prisma.sql`(e.reference ILIKE ${pattern} OR e.title ILIKE ${pattern} OR EXISTS (
        SELECT 1 FROM client_name n WHERE n.client_id = c.id AND n.name ILIKE ${pattern}))`,
    );
  }
  return conditions;
}
