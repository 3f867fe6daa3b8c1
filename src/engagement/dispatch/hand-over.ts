import { factsAskedFor } from '../../playbook/domain/asked-facts';
import type { EngagementInput } from '../domain/engagement';
import { storedMoney, textOf } from '../../money/domain/money';
import { planOf } from '../../playbook/domain/playbook';
import { findEngagement } from '../store/engagements';
import type { Engagement } from '../../database/generated/client';
import { loadPlaybook } from '../../playbook/store/playbooks';
import { engagementSubject } from '../domain/subject';
import type { HandedOver } from '../../dispatch/hand-over';
import { countsAfterTheEnd, tellAfterwards } from './afterwards';

/** Engagements, each with the version of its playbook that it was started with. */
export const ENGAGEMENTS: HandedOver<Engagement> = {
  subject: engagementSubject,
  find: findEngagement,
  async start({ db, settings }, row) {
    const playbook = await loadPlaybook(db, row.playbookName, row.playbookVersion);
    const value = storedMoney(row.amount?.toFixed() ?? null, row.currency);
    const input: EngagementInput = {
      engagementId: row.id,
      reference: row.reference,
      plan: planOf(playbook, row.playbookVersion),
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
    if (!countsAfterTheEnd(signal)) return false;
    const { input } = await ENGAGEMENTS.start(deps, row);
    await tellAfterwards(deps.temporal, { reference: row.reference, input }, signal, fact);
    return true;
  },
};
