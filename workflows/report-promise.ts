import { workflowInfo } from '@temporalio/workflow';
import { newState } from '../src/engagement/domain/engagement';
import { nextMoment } from '../src/promise/domain/ladder/moments';
import { termUntil } from '../src/promise/domain/ladder/transitions';
import { REPORT_PROMISE_FACTS, type ReportPromiseSignal } from '../src/report/domain/facts';
import type { ReportPromiseInput } from '../src/report/domain/report-promise';
import { Desk } from './promise/desk';
import { escalationFacts } from './promise/escalation-facts';
import { type Hearer, Hearing } from './promise/hearing';
import { liveOn } from './promise/live-on';
import { Promises } from './promise/promises';
import type { PromiseSpec } from './promise/promise-spec';
import { showDesk } from './promise/show-desk';

const KEY = 'report';

/**
 * The promise that the reports of a run are out. A run that is late, that cannot compile them or cannot send a mail
 * leaves it open: then it climbs the ladder until they are out, or until somebody says that they are in hand.
 */
export async function reportPromise(input: ReportPromiseInput): Promise<void> {
  const delivery = new Delivery(input);
  await liveOn<typeof reportPromise>(delivery, {
    facts: REPORT_PROMISE_FACTS,
    attend: async () => void (await delivery.promises.keep(delivery.spec)),
    carry: () => ({ ...input, carried: delivery.desk.carry() }),
  });
}

class Delivery {
  readonly desk: Desk;
  readonly promises: Promises;
  readonly hearing: Hearing;
  readonly spec: PromiseSpec;

  constructor(readonly input: ReportPromiseInput) {
    this.desk = new Desk({
      subject: { kind: 'report', id: input.id },
      workflowId: workflowInfo().workflowId,
      rules: input.rules,
      time: input.time,
      state: input.carried ?? newState({}),
      hear: () => this.hearing.catchUp(),
      pass: (promise) => this.promises.pass(promise),
      show: () => this.show(),
    });
    this.promises = new Promises(this.desk);
    this.hearing = new Hearing(this.desk, this.promises, this.facts());
    const { reportKind, title, owner, dueAtMs } = input;
    // A deadline that is past when the workflow begins is still the deadline.
    const { target, startMs } = termUntil(dueAtMs, this.desk.nowMs());
    this.spec = {
      key: KEY,
      // By kind, so that a review names the report that is late most often.
      step: `${reportKind}-report`,
      kind: 'action',
      title,
      stage: null,
      track: null,
      owedBy: owner,
      target,
      since: { startMs, pauses: [] },
      byTheClock: true,
    };
  }

  begin(): void {
    this.promises.open(this.spec);
  }

  private facts(): Record<ReportPromiseSignal, Hearer> {
    const escalations = escalationFacts(this.desk, this.promises);
    return {
      ...escalations,
      reportSent: () => {
        this.passWhatIsDue();
        this.promises.settle(KEY, 'kept', 'reportSent', {});
        return 'applied';
      },
      // Nobody else can say that the reports are in hand; what the mails could not do is then done.
      escalationResolved: (fact) => {
        const verdict = escalations.escalationResolved(fact);
        if (verdict === 'applied') {
          this.promises.settle(KEY, 'kept', 'escalationResolved', fact);
        }
        return verdict;
      },
    };
  }

  // A missed report that comes within the same second was missed all the same: it is told before it is kept.
  private passWhatIsDue(): void {
    for (;;) {
      const promise = this.desk.promises.get(KEY);
      const moment = promise ? nextMoment(promise) : null;
      if (!promise || !moment || moment.atMs > this.desk.nowMs()) {
        return;
      }
      this.promises.pass(promise);
    }
  }

  private show(): void {
    const status = this.desk.openPromises().length > 0 ? 'open' : 'out';
    showDesk(this.desk, `**${this.input.title}**: **${status}**`, status);
  }
}
