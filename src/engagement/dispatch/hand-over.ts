import { factsAskedFor } from '../../playbook/domain/asked-facts';
import type { EngagementInput } from '../domain/engagement';
import { storedMoney, textOf } from '../../money/domain/money';
import { planAfter } from '../../playbook/domain/legs/plan-after';
import type { Plan, Playbook } from '../../playbook/domain/playbook';
import { planOf } from '../../playbook/domain/plans';
import { findEngagement } from '../store/engagements';
import type { Engagement } from '../../database/generated/client';
import { playbooksOf } from '../../playbook/store/playbooks-of';
import { engagementSubject } from '../domain/subject';
import type { HandedOver } from '../../dispatch/hand-over';
import { countsAfterTheEnd, tellAfterwards } from './afterwards';

/** Engagements, each with the version of its playbook that it was started with. */
export const ENGAGEMENTS: HandedOver<Engagement> = {
  subject: engagementSubject,
  find: findEngagement,
  async start({ db, settings }, row) {
    const { playbook, earlier } = await playbooksOf(db, row);
    const value = storedMoney(row.amount?.toFixed() ?? null, row.currency);
    const input: EngagementInput = {
      engagementId: row.id,
      reference: row.reference,
      plan: planInForce(row, playbook, earlier),
      value: value && textOf(value),
      isCurrencyAssumed: row.currencyAssumed,
      facts: factsAskedFor(playbook, row.facts as Record<string, string | number | boolean>),
      team: row.team as Record<string, string>,
      calendar: row.calendar,
      queues: { ...settings.capabilities, ...playbook.vendors },
      time: settings.time,
    };
    return {
      input,
      staticSummary: `${row.reference} ${playbook.title}`,
      searchAttributes: {
        EngagementReference: row.reference,
        EngagementStage: row.stage,
        EngagementStatus: row.status,
        Playbook: row.playbookName,
        Client: row.clientId,
      },
    };
  },
  async whenOver(deps, row, signal, fact) {
    if (!countsAfterTheEnd(signal, fact)) return false;
    const { input } = await ENGAGEMENTS.start(deps, row);
    await tellAfterwards(deps.temporal, { reference: row.reference, input }, signal, fact);
    return true;
  },
};

/** The plan of the playbook in force, which remembers what goes on counting of those before it. */
function planInForce(
  { playbookVersion, earlierPlaybooks }: Engagement,
  playbook: Playbook,
  earlier: readonly Playbook[],
): Plan {
  const versions = (earlierPlaybooks as { version: number }[]).map(({ version }) => version);
  const plans = earlier.map((one, index) => planOf(one, versions[index] ?? 1));
  return [...plans, planOf(playbook, playbookVersion)].reduce(planAfter);
}
