import type { HeardFact } from '../../src/fact/domain/heard-fact';
import { termToTarget } from '../../src/promise/domain/duration';
import { elevationAnswered } from '../../src/ticket/domain/facts/hands';
import { isFinalAnswer, TICKET_PROMISES, type TicketState } from '../../src/ticket/domain/ticket';
import type { Desk } from '../promise/desk';
import type { PromiseSpec } from '../promise/promise-spec';
import type { Promises } from '../promise/promises';

/** What of a ticket was taken up to other departments, whose answers come back to it. */
export class Elevations {
  constructor(
    private readonly matter: {
      readonly desk: Desk;
      readonly promises: Promises;
      readonly state: TicketState;
    },
  ) {}

  /** @returns false when the rules have no such department */
  elevate(to: string, fact: HeardFact): boolean {
    const rules = this.matter.state.rules.elevations[to];
    if (!rules) {
      return false;
    }
    this.matter.state.elevations += 1;
    const key = `elevation#${this.matter.state.elevations}`;
    const { id: promiseId } = this.matter.promises.open({
      key,
      step: 'elevation',
      kind: 'task',
      title: TICKET_PROMISES.elevation,
      stage: null,
      track: null,
      owedBy: rules.role,
      target: termToTarget(rules.within),
      calendar: rules.calendar ?? this.matter.state.rules.calendar,
      awaits: this.awaits(key),
    });
    this.matter.desk.note({ kind: 'ticketElevated', to, title: rules.title, promiseId }, fact);
    return true;
  }

  /** The answer of the department stands in the ticket's journal beside the promise that it keeps. */
  awaits(key: string): NonNullable<PromiseSpec['awaits']> {
    return {
      elevationAnswered: (fact) => {
        const { outcome } = elevationAnswered.read(fact);
        this.matter.desk.note({ kind: 'ticketElevationAnswered', outcome }, fact);
        if (!isFinalAnswer(outcome)) this.oweReport(key);
        return { status: 'kept', by: outcome };
      },
    };
  }

  /** What is not answered for good is reported on within the same time again, by the same department. */
  private oweReport(answered: string): void {
    const before = this.matter.desk.promises.get(answered);
    if (before) {
      const [elevation, number = '0'] = answered.split('/report-');
      const key = `${elevation}/report-${Number(number) + 1}`;
      const { owedBy, calendar, term } = before;
      const place = { stage: null, track: null, owedBy, calendar };
      const title = TICKET_PROMISES.elevationReport;
      const awaits = this.awaits(key);
      this.matter.promises.open({
        key,
        step: 'elevationReport',
        kind: 'task',
        title,
        ...place,
        target: term.target,
        awaits,
      });
    }
  }
}
