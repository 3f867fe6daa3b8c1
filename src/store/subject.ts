import type { OpenedPromise, SubjectKind } from '../domain/journal';
import type { Playbook, Role } from '../domain/playbook';
import type { Connection } from './database';
import type { Prisma } from './generated/client';
import { loadPlaybook } from './playbooks';
import { loadIncident } from './incident-subject';
import { loadTicket } from './ticket-subject';

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

/** Reads the subject of a journal. @throws when there is none */
export async function loadSubject(
  tx: Connection,
  subject: { kind: SubjectKind; id: string },
): Promise<Subject> {
  switch (subject.kind) {
    case 'engagement':
      return await loadEngagement(tx, subject.id);
    case 'ticket':
      return await loadTicket(tx, subject.id);
    case 'incident':
      return await loadIncident(tx, subject.id);
  }
}

async function loadEngagement(tx: Connection, id: string): Promise<Subject> {
  const row = await tx.engagement.findUniqueOrThrow({
    where: { id },
    include: { client: { include: { contacts: { orderBy: { id: 'asc' }, take: 1 } } } },
  });
  return {
    kind: 'engagement',
    id,
    reference: row.reference,
    title: row.title,
    engagementId: id,
    ticketId: null,
    clientId: row.clientId,
    team: row.team as Record<Role, string>,
    facts: row.facts as Record<string, unknown>,
    amount: row.amount?.toFixed(2) ?? null,
    currency: row.currency,
    contactName: row.client.contacts[0]?.name ?? null,
    updatedAt: row.updatedAt,
    playbook: await loadPlaybook(tx, row.playbookName, row.playbookVersion),
    save: async (connection, change) => {
      const { team, facts, ...plain } = change;
      await connection.engagement.update({
        where: { id },
        data: {
          ...plain,
          ...(team ? { team } : {}),
          ...(facts ? { facts: facts as Prisma.InputJsonObject } : {}),
        },
      });
    },
  };
}
