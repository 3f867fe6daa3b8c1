import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import {
  type AfterwardsActivities,
  type CarriedState,
  type EngagementInput,
  newState,
} from '../src/engagement/domain/engagement';
import { ENGAGEMENT_FACTS } from '../src/engagement/domain/facts/registry';
import { ATTEMPT } from './activities';
import type { HeardFact } from '../src/fact/domain/heard-fact';
import { type Hearer, putDown } from './promise/hearing';
import { liveOn } from './promise/live-on';
import { decided, isDecided, reopenDecisions } from './stages/decisions';
import { showEnded } from './stages/legible';
import { Lifecycle } from './stages/lifecycle';
import { COMPLETE } from './stages/money/ledger';
import { ledgerHearers } from './stages/money/ledger-facts';
import { outsideHearer, restoreHearer } from './stages/told/outside';

const own = proxyActivities<AfterwardsActivities>({
  summary: 'What the engagement has come to',
  ...ATTEMPT,
  // Longer than any outage of the database that somebody would let happen: what was stated must have its effect.
  scheduleToCloseTimeout: '90 days',
  retry: { initialInterval: '1 second', backoffCoefficient: 1.5, maximumInterval: '20 seconds' },
});

/**
 * What is left of an engagement that has ended: what is said of its money enters the ledger, and is a task of whoever owes
 * the making of its invoices; a project that is opened again where it was closed is a task of whoever is accountable. It ends when nobody has to decide anything, and begins again with the next such fact.
 */
export async function afterwards(input: EngagementInput): Promise<void> {
  const inbox: HeardFact[] = [];
  putDown(ENGAGEMENT_FACTS, inbox);
  const state = input.carried ?? (await stateAfterTheEnd(input));
  const life = new Lifecycle(input, state, null, afterwardsHearers, inbox);
  await liveOn<typeof afterwards>(life, {
    facts: ENGAGEMENT_FACTS,
    attend: async () => {
      reopenDecisions(life);
      await life.hearing.catchUp();
      await decided(life);
    },
    isDone: () => isDecided(life),
    carry: () => ({ ...input, carried: life.desk.carry() }),
  });
  showEnded('completed');
}

function afterwardsHearers(life: Lifecycle): Record<string, Hearer> {
  return {
    ...ledgerHearers(life),
    outsideChanged: outsideHearer(life, () => false),
    restoreChosen: restoreHearer(life),
  };
}

async function stateAfterTheEnd({ engagementId }: EngagementInput): Promise<CarriedState> {
  const writer = workflowInfo().workflowId;
  const { ledger, team, lastSeq } = await own['engagement.soFar']({ engagementId, writer });
  return { ...newState(team), ledger, lastSeq, done: { started: true, [COMPLETE]: true } };
}
