import type { OpenedPromise, SubjectKind } from '../domain/journal';
import type { Playbook, Role } from '../../playbook/domain/playbook';
import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import { loadPlaybook } from '../../playbook/store/playbooks';
import { loadIncident } from '../../incident/store/incident-subject';
import { loadProblem } from '../../problem/store/problem-subject';
import { loadReportPromise } from '../../report/store/report-promises';
import { loadTicket } from '../../ticket/store/ticket-subject';

/** What a journal is kept of, as far as its projection needs it. */
export interface Subject {
  kind: SubjectKind;
  id: string;
  reference: string;
  title: string;
  engagementId: string | null;
  ticketId: string | null;
  clientId?: string;
  team: Record<Role, string>;
  facts: Record<string, unknown>;
  amount: string | null;
  currency: string | null;
  contactName: string | null;
  updatedAt: Date;
  playbook: Playbook | null;
  /** Titles of roles, where no playbook gives them. */
  roles?: Record<Role, string>;
  /** What keeps a promise, where no playbook says it. */
  keptBy?: (promise: OpenedPromise) => { signal: string; body: Record<string, unknown> }[];
  save(tx: Connection, change: SubjectUpdate): Promise<void>;
}

export interface SubjectUpdate {
  lastSeq: number;
  stage?: string;
  status?: string;
  team?: Record<Role, string>;
  facts?: Record<string, unknown>;
  updatedAt?: Date;
}

/** A subject whose row is locked until the transaction ends, with the number of its newest journal entry. */
export type LockedSubject = Subject & { lastSeq: number };

/** Reads the subject of a journal and keeps every other batch of that journal waiting. @throws when there is none */
export async function lockSubject(
  tx: Connection,
  subject: { kind: SubjectKind; id: string },
): Promise<LockedSubject> {
  switch (subject.kind) {
    case 'engagement':
      return await lockEngagement(tx, subject.id);
    case 'ticket':
      return { lastSeq: await lockRow(tx, 'ticket', subject.id), ...(await loadTicket(tx, subject.id)) };
    case 'incident':
      return { lastSeq: await lockRow(tx, 'incident', subject.id), ...(await loadIncident(tx, subject.id)) };
    case 'problem':
      return { lastSeq: await lockRow(tx, 'problem', subject.id), ...(await loadProblem(tx, subject.id)) };
    case 'report': {
      const lastSeq = await lockRow(tx, 'report_promise', subject.id);
      return { lastSeq, ...(await loadReportPromise(tx, subject.id)) };
    }
  }
}

async function lockRow(
  tx: Connection,
  table: 'ticket' | 'incident' | 'problem' | 'report_promise',
  id: string,
): Promise<number> {
  const rows = await tx.$queryRaw<{ last_seq: number }[]>`
    SELECT last_seq FROM ${Prisma.raw(table)} WHERE id = ${id} FOR UPDATE`;
  return rowOf(rows, table, id).last_seq;
}

interface EngagementRow {
  reference: string;
  title: string;
  clientId: string;
  team: Record<Role, string>;
  facts: Record<string, unknown>;
  amount: string | null;
  currency: string | null;
  updatedAt: Date;
  playbookName: string;
  playbookVersion: number;
  lastSeq: number;
  contactName: string | null;
}

/** In one statement, since every fact of every engagement comes by here; what waited for the lock sees the newest row. */
async function lockEngagement(tx: Connection, id: string): Promise<LockedSubject> {
  const rows = await tx.$queryRaw<EngagementRow[]>`
    SELECT reference, title, client_id AS "clientId", team, facts, amount::text AS amount, currency, updated_at AS "updatedAt",
      playbook_name AS "playbookName", playbook_version AS "playbookVersion", last_seq AS "lastSeq",
      (SELECT name FROM contact WHERE contact.client_id = engagement.client_id ORDER BY contact.id LIMIT 1)
        AS "contactName"
    FROM engagement WHERE id = ${id} FOR UPDATE OF engagement`;
  const { playbookName, playbookVersion, ...row } = rowOf(rows, 'engagement', id);
  return {
    kind: 'engagement',
    id,
    ...row,
    engagementId: id,
    ticketId: null,
    playbook: await loadPlaybook(tx, playbookName, playbookVersion),
    save: async (connection, change) => {
      const { team, facts, ...plain } = change;
      await connection.engagement.update({
        where: { id },
        data: {
          ...plain,
          ...(team ? { team } : {}),
          ...(facts ? { facts: facts as Prisma.InputJsonObject } : {}),
        },
        select: { id: true },
      });
    },
  };
}

function rowOf<T>(rows: T[], table: string, id: string): T {
  const [row] = rows;
  if (!row) {
    throw new Error(`There is no ${table} ${id} to keep a journal of`);
  }
  return row;
}
