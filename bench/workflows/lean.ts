import { condition, defineSignal, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import type { ActionRequest, ActionResult } from '../../src/capability/actions';
import { callKey, callsInRound, LEAN_ACTION, LEAN_SIGNAL, type LeanShape } from '../lifecycle/lean-shape';

const answeredSignal = defineSignal<[{ commandId: string }]>(LEAN_SIGNAL);

const vendor = proxyActivities<Record<typeof LEAN_ACTION, (request: ActionRequest) => Promise<ActionResult>>>(
  {
    startToCloseTimeout: '30 seconds',
    scheduleToCloseTimeout: '24 hours',
  },
);

/**
 * The leanest workflow with so many signals, vendor calls and timers: rounds of calls, all of a round at once, and
 * after each round but the last one answer of a person, the first ones with a deadline. It keeps
 * no journal, tells nobody who is late, and cannot be asked where it stands.
 */
export async function lean({ signals, calls, timers }: LeanShape): Promise<void> {
  let answers = 0;
  setHandler(answeredSignal, () => void (answers += 1));
  const { workflowId } = workflowInfo();
  for (let round = 0; round <= signals; round += 1) {
    const isAnswered = () => answers > round;
    // Begun with the round, so that the timer is set however soon the answer comes.
    const answer = round < timers ? condition(isAnswered, '14 days') : condition(isAnswered);
    const count = callsInRound(round, { signals, calls });
    await Promise.all(Array.from({ length: count }, (_, call) => perform(callKey(workflowId, round, call))));
    if (round < signals) {
      await answer;
    }
  }
}

async function perform(key: string): Promise<void> {
  await vendor[LEAN_ACTION]({ engagementId: '', key, params: { template: 'lean', to: [] } });
}
