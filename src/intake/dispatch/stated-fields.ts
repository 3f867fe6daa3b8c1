import type { Connection } from '../../database/database';
import type { Engagement, PromiseRecord } from '../../database/generated/client';
import { ENGAGEMENT_BODIES } from '../../engagement/domain/facts/bodies';
import { faultOfExtension } from '../../engagement/domain/extension';
import { findInvoice } from '../../engagement/store/ledger';
import { type HostsOf, questionsOf } from '../../engagement/store/questions';
import { completeForm, type GivenForm } from '../../playbook/domain/form';
import { milestonesOf } from '../../playbook/domain/milestones';
import { findStep, type Playbook } from '../../playbook/domain/playbook';
import { faultsOfCheck, pointsOf } from '../../playbook/domain/quality-checks';

/** What a fact is stated about. */
interface About {
  db: Connection;
  engagement: Engagement;
  playbook: Playbook;
  /** Those by which it went before, oldest first. */
  earlier: readonly Playbook[];
  promise: PromiseRecord | undefined;
  hostsOf: HostsOf;
  nowMs: number;
}

/** What a workflow gets of a fact, or why it cannot be taken. */
export type FieldsVerdict = { fields: object; form?: object } | { refused: string };

/** What the body of a fact comes to for its workflow. @param body has passed the schema of this very fact */
export async function fieldsOfStated(about: About, signal: string, body: object): Promise<FieldsVerdict> {
  const bodies: Readonly<Record<string, { fields: ((body: never) => object) | null }>> = ENGAGEMENT_BODIES;
  const own = bodies[signal]?.fields?.(body as never);
  switch (signal) {
    case 'stepCompleted':
      return completed(about, body);
    case 'qualityChecked':
      return fitsChecklist(about, body) ? taken(own) : MISFIT;
    case 'deadlineExtended': {
      const { dueAt } = body as { dueAt: string };
      const fault = faultOfExtension(Date.parse(dueAt), about.promise?.dueAt ?? null, about.nowMs);
      return fault === null ? taken(own) : { refused: `the new deadline ${fault}` };
    }
    case 'invoiceRecorded': {
      const known = milestonesOf({ stages: about.playbook.stages, earlier: about.earlier });
      const { milestone } = body as { milestone?: string };
      const isKnown = known.length === 0 || known.some((one) => one.milestone === milestone);
      return isKnown ? taken(own) : { refused: 'the playbook invoices no such milestone' };
    }
    case 'paymentReceived': {
      const { reference } = body as { reference?: string };
      const invoice = reference ? await findInvoice(about.db, reference, about.engagement.id) : null;
      return taken(own && invoice?.invoiceNumber ? { ...own, invoice: invoice.invoiceNumber } : own);
    }
    default:
      return taken(own);
  }
}

function taken(fields: object | undefined): FieldsVerdict {
  return fields === undefined ? { refused: 'it concerns our own people: state it yourself' } : { fields };
}

const MISFIT: FieldsVerdict = { refused: 'the points that failed do not fit the checklist' };

function fitsChecklist({ playbook, promise }: About, said: Parameters<typeof faultsOfCheck>[1]): boolean {
  const points = pointsOf(playbook, promise && findStep(playbook, promise.step));
  return faultsOfCheck(points, said).length === 0;
}

/** Who is on a team is for people to say. */
async function completed(
  about: About,
  { form: given = {}, failed }: { form?: GivenForm; failed?: string[] },
): Promise<FieldsVerdict> {
  if (!fitsChecklist(about, { failed })) return MISFIT;
  const { db, playbook, promise, hostsOf } = about;
  const questions = promise ? await questionsOf(db, playbook, promise, hostsOf) : [];
  if (questions.some(({ type }) => type === 'team')) return taken(undefined);
  const form = completeForm(questions, given, {});
  if (form.ok) return { fields: { answers: form.answers }, form: form.form };
  return {
    refused: `these answers are missing or wrong: ${form.faults.map(({ field }) => field).join(', ')}`,
  };
}
