import { Prisma } from '../../database/generated/client';
import { rowOf } from '../../journal/store/row-of';
import type { SubjectStore } from '../../journal/store/subject-store';
import { loadPlaybook } from '../../playbook/store/playbooks';
import { engagementSubject } from '../domain/subject';

/** An engagement as the subject of a journal. */
export const engagementStore: SubjectStore = {
  ...rowOf(engagementSubject),
  instead: Prisma.sql`jsonb_build_object('amount', kept.amount::text)`,
  async stateOf(tx, row) {
    const name = String(row['playbookName']);
    const version = Number(row['playbookVersion']);
    const rules = await loadPlaybook(tx, name, version);
    return {
      kind: engagementSubject.kind,
      id: row.id,
      reference: String(row['reference']),
      title: String(row['title']),
      engagementId: row.id,
      ticketId: null,
      clientId: String(row['clientId']),
      amount: row['amount'] as string | null,
      currency: row['currency'] as string | null,
      team: row['team'] as Record<string, string>,
      updatedAt: row.updatedAt,
      rules: { roles: rules.roles, ladder: rules.ladder, playbook: { rules, name, version } },
    };
  },
};
