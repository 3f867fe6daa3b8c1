import type { JournalEntry as Row } from '../../../src/database/generated/client';
import { checkReadModel } from '../../../src/journal/store/rebuild';
import type { MetricScope, MetricValue } from '../../../src/report/store/metric-cases';
import type { Database } from '../../../src/database/database';
import { numberingFaults } from '../audit';
import { numbersOf } from '../playbook-numbers';
import type { World } from '../world';
import type { DeliveryYear, Sold } from './delivery-year';

/** A sum of cases as a metric has it: so many count, out of so many. */
export interface Sum {
  counts: number;
  outOf: number;
}

/** Faults by what they break; every list is empty when all is well. */
export interface Findings {
  journal: string[];
  readModel: string[];
  ends: string[];
  invoices: string[];
  effects: string[];
  figures: string[];
}

/** Of all time. */
const ALWAYS: MetricScope = { clientId: null, from: new Date(0), to: new Date('2200-01-01') };

/** Looks at what a year of one kind of business has left behind. */
export class DeliveryAudit {
  readonly findings: Findings = {
    ...{ journal: [], readModel: [], ends: [] },
    ...{ invoices: [], effects: [], figures: [] },
  };
  readonly figures: Record<string, string | number> = {};
  rows: Row[] = [];

  constructor(
    private readonly year: DeliveryYear<Sold>,
    private readonly world: World,
  ) {}

  async run(): Promise<this> {
    const { findings, world, year } = this;
    this.rows = await world.db.journalEntry.findMany({ orderBy: [{ subjectId: 'asc' }, { seq: 'asc' }] });
    findings.journal.push(...numberingFaults(this.rows));
    await checkReadModel(world.db, (difference) => findings.readModel.push(JSON.stringify(difference)));
    for (const one of year.sold) await this.checkEnd(one);
    const waiting = await world.db.command.findMany({ where: { state: 'accepted' } });
    for (const { id } of waiting) findings.ends.push(`${id}: nobody said what became of it`);
    const engagements = await world.db.engagement.count();
    if (engagements !== year.sold.length)
      findings.ends.push(`${engagements} engagements where ${year.sold.length} were sold`);
    for (const [key, times] of year.actions.done) {
      if (times !== 1) findings.effects.push(`${key}: ${times} times`);
    }
    this.figures['done'] = [...year.done].map(([what, times]) => `${what} ${times}`).join(', ');
    this.figures['journal entries'] = this.rows.length;
    return this;
  }

  /** Compares a metric with what was counted by hand. */
  async compare(
    name: string,
    read: (db: Database, scope: MetricScope) => Promise<MetricValue>,
    counted: Sum,
  ): Promise<void> {
    const { counts, outOf } = await read(this.world.db, ALWAYS);
    this.same(name, [`${counts} of ${outOf}`], [`${counted.counts} of ${counted.outOf}`]);
  }

  /** Compares what a view shows with what was counted by hand, in whatever order. */
  same(name: string, shown: readonly string[], counted: readonly string[]): void {
    const [says, is] = [shown, counted].map((all) => [...all].sort().join('; '));
    this.figures[name] = says ?? '';
    if (says !== is) this.findings.figures.push(`${name}: the view says ${says}, the count ${is}`);
  }

  /** What has ended leaves nothing open, nothing running, one invoice or none, and is silent once it was called off. */
  private async checkEnd({ id, reference, story }: Sold): Promise<void> {
    const { db, env } = this.world;
    const { ends, invoices } = this.findings;
    const wanted = story.calledOffAfter === undefined ? 'completed' : 'cancelled';
    const row = await db.engagement.findUniqueOrThrow({ where: { id } });
    if (row.status !== wanted) ends.push(`${reference} (${story.name}): it is ${row.status}`);
    const open = await db.promiseRecord.findMany({ where: { engagementId: id, state: 'open' } });
    // What could not be undone is somebody's task after the end.
    for (const { key } of open.filter(({ step }) => step !== 'undo-by-hand'))
      ends.push(`${reference}: ${key} is open, though it is ${row.status}`);
    const own = this.rows.filter(({ subjectId }) => subjectId === id);
    for (const writer of new Set(own.map((entry) => entry.writer))) {
      const { status } = await env.client.workflow.getHandle(writer).describe();
      if (status.name !== 'COMPLETED') ends.push(`${writer} is ${status.name}`);
    }
    this.checkSilence(reference, own);
    const all = await this.world.invoices(`${reference}-`);
    const standing = all.filter(({ Status }) => Status !== 'VOIDED' && Status !== 'DELETED');
    const due = wanted === 'completed' ? '1200' : '';
    const totals = standing.map(({ Total }) => Total).join(', ');
    if (totals !== due) invoices.push(`${reference}: invoices over ${totals}, where ${due} is due`);
  }

  /** Of the playbook's steps none is done any more; what undoes them, and who is told, is no step. */
  private checkSilence(reference: string, own: readonly Row[]): void {
    const { steps } = numbersOf(this.year.business.source);
    const from = own.findIndex(({ kind, data }) => {
      return kind === 'promiseCancelled' && /called off/.test((data as { why?: string }).why ?? '');
    });
    for (const { kind, data } of from < 0 ? [] : own.slice(from)) {
      const { step = '' } = data as { step?: string };
      if (kind === 'promiseKept' && steps.has(step))
        this.findings.ends.push(`${reference}: ${step} was done after it was called off`);
    }
  }
}
