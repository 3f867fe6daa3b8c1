import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import { type PlaybookRules, rulesBy } from '../../journal/domain/model';
import { rowOf } from '../../journal/store/row-of';
import type { SubjectStore } from '../../journal/store/subject-store';
import { loadPlaybook } from '../../playbook/store/playbooks';
import type { EngagementFact } from '../domain/journal-facts';
import { type EarlierPlaybook, engagementSubject } from '../domain/subject';

/** An engagement as the subject of a journal. */
export const engagementStore: SubjectStore = {
  ...rowOf(engagementSubject),
  instead: Prisma.sql`jsonb_build_object('amount', kept.amount::text)`,
  async stateOf(tx, row, facts) {
    const inForce = { name: String(row['playbookName']), version: Number(row['playbookVersion']) };
    const begun = facts.flatMap((fact) => (fact.kind === 'playbookBegan' ? [fact as PlaybookBegan] : []));
    const rules = {
      ...rulesBy(await rulesOf(tx, inForce)),
      earlier: await allRulesOf(tx, row['earlierPlaybooks'] as EarlierPlaybook[]),
      toBegin: await allRulesOf(tx, begun),
    };
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
      rules,
    };
  },
};

type PlaybookBegan = Extract<EngagementFact, { kind: 'playbookBegan' }>;
type Named = Pick<PlaybookRules, 'name' | 'version'>;

async function rulesOf(tx: Connection, { name, version }: Named): Promise<PlaybookRules> {
  return { rules: await loadPlaybook(tx, name, version), name, version };
}

async function allRulesOf(tx: Connection, named: readonly Named[]): Promise<PlaybookRules[]> {
  return await Promise.all(named.map((one) => rulesOf(tx, one)));
}
