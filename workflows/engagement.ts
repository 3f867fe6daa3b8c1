import { CancellationScope } from '@temporalio/workflow';
import { type EngagementInput, newState } from '../src/engagement/domain/engagement';
import { ENGAGEMENT_FACTS } from '../src/engagement/domain/facts/registry';
import { goOnByNextPlaybook, hasBegun } from './next-playbook';
import { liveOn } from './promise/live-on';
import { showEnded } from './stages/legible';
import { Lifecycle } from './stages/lifecycle';
import { sayCalledOff } from './called-off';
import { agreement, signatureHearer } from './stages/agreement';
import { delivery, passedOnToTracks, tellTracks, trackHearer, tracksEnded } from './stages/delivery';
import { decided, isDecided, reopenDecisions } from './stages/decisions';
import { documentHearers } from './stages/told/documents';
import { CALLED_OFF, COMPLETE } from './stages/money/ledger';
import { ledgerHearers } from './stages/money/ledger-facts';
import { gateHolds, paymentGate, waiverHearer } from './stages/money/payment-gate';
import { capacityReview, closure, onboarding, proposal, service, survey } from './stages/plain-stages';
import { outsideHearer, restoreHearer } from './stages/told/outside';
import { dealHearer, qualification } from './stages/qualification';
import { planning } from './stages/planning';
import { acceptance, qualityCheck } from './stages/result';

/** A client's journey. A stage that the playbook leaves out is passed by. */
async function journey(life: Lifecycle): Promise<void> {
  reopenDecisions(life);
  await qualification(life);
  await proposal(life);
  await capacityReview(life);
  await agreement(life);
  await Promise.all([paymentGate(life), onboarding(life)]);
  await planning(life);
  await gateHolds(life);
  for (let round = 1; ; round += 1) {
    await delivery(life, round);
    if ((await qualityCheck(life, round)) && (await acceptance(life, round))) {
      break;
    }
    life.once(life.keyOf({ id: 'revision' }, round), () => life.desk.note({ kind: 'revisionOpened', round }));
  }
  await closure(life);
  await survey(life);
  await service(life);
  await decided(life);
}

/**
 * One client, one agreement, from the proposal to the end of service. It can live for years: people and systems state
 * facts to it as signals, deadlines are timers, every outside system is behind an activity. It ends completed, or
 * cancelled with what it had begun undone; it never fails because of a vendor or a database. Where its playbook says so, it
 * goes on by the next one when its journey is over, as the same engagement.
 */
export async function engagement(input: EngagementInput): Promise<void> {
  const scope = new CancellationScope();
  let over: 'complete' | 'called off' | null = null;
  const life = new Lifecycle(input, input.carried ?? newState(input.team), null, (self) => ({
    proposalSigned: signatureHearer(self),
    paymentWaived: waiverHearer(self),
    ...ledgerHearers(self),
    trackEnded: trackHearer(self),
    dealChanged: dealHearer(self, () => over !== null),
    outsideChanged: outsideHearer(self, () => over !== null),
    restoreChosen: restoreHearer(self),
    ...documentHearers(self),
    ...passedOnToTracks(self),
    cancelled: (fact) => {
      if (over !== null) {
        return { ignored: `the engagement is ${over} already` };
      }
      over = 'called off';
      self.once(CALLED_OFF, () => self.desk.note({ kind: 'engagementCancelled' }, fact));
      scope.cancel();
      return 'applied';
    },
  }));
  const end = await liveOn<typeof engagement>(
    life,
    {
      facts: ENGAGEMENT_FACTS,
      attend: async () => {
        await hasBegun(life);
        await journey(life);
        // What is called off at its very end is called off.
        if (over !== null) await scope.cancelRequested;
        await goOnByNextPlaybook(life, input);
        over = 'complete';
        life.once(COMPLETE, () => life.desk.note({ kind: 'engagementCompleted' }));
      },
      calledOff: () => callOff(life),
      // Money that comes at its very end is decided about too.
      isDone: () => isDecided(life),
      carry: () => ({ ...input, carried: life.desk.carry() }),
    },
    scope,
  );
  showEnded(end === 'ended' ? 'completed' : 'cancelled');
}

/**
 * Ends every promise and every track, then undoes what was begun: channels, unpaid invoices, invitations; at last whoever the
 * playbook names is told.
 */
async function callOff(life: Lifecycle): Promise<void> {
  for (const promise of life.desk.openPromises()) {
    life.promises.settle(promise.key, 'cancelled', 'the engagement was called off', {});
  }
  tellTracks(life, 'cancelled', {});
  await tracksEnded(life);
  // What was under way when it was called off has ended before its undoing begins.
  await life.desk.flushed();
  const owner = life.input.plan.raci.accountable ?? 'operations-manager';
  await life.compensate(owner);
  await sayCalledOff(life, owner);
}
