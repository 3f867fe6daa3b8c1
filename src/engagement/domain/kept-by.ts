import type { Role } from '../../promise/domain/ladder/rules';
import type { Way } from '../../journal/domain/rows';
import { updateKeptBy } from '../../promise/domain/update-kept-by';
import { allSteps, type Playbook, type Step } from '../../playbook/domain/playbook';
import type { EngagementSignalBody, EscalationSignalBody } from './signals-schema';

/** The facts that can settle a promise. */
export type KeepingSignal =
  | Exclude<keyof EngagementSignalBody, 'held' | 'resumed' | 'reassigned' | 'deadlineExtended' | 'cancelled'>
  | keyof EscalationSignalBody;

/** The parts of a step that decide how its promise is kept. A step that a person does by hand has the kind `task`. */
export type KeepableStep = Pick<Step, 'form' | 'for' | 'waivedBy' | 'orElse'> & {
  kind: Step['kind'] | 'update';
};

/** What the engagement's own row says and can be offered. */
export interface PaymentTerms {
  /** What is expected to be paid, such as "600.00". */
  amount: string | null;
  currency: string | null;
  invoiceReference: string | null;
}

/** What only people's data can say, looked up when it is offered. */
export interface Offered {
  /** The client's first contact. */
  contactName: string | null;
  /** Who signs for us. */
  signatoryName: string | null;
  /** One person for each role that is asked for in a `team` field. */
  team: Record<Role, string>;
}

/** A way to keep a promise by one of the facts that can. */
export interface KeepingWay extends Way {
  signal: KeepingSignal;
}

/**
 * Which facts keep a promise: the one that keeps it as wished first, then the alternatives. With what is offered filled
 * in, every body is taken as it is wherever nothing but a person can know an answer; reasons, findings and scores are
 * the person's to add.
 */
export function waysToKeep(step: KeepableStep, promiseId: string, payment: PaymentTerms): KeepingWay[] {
  switch (step.kind) {
    case 'action':
    case 'message':
      return [];
    case 'update':
      return updateKeptBy(promiseId);
    case 'task':
      return [{ signal: 'stepCompleted', ...offeredForm(step, promiseId) }];
    case 'approval':
      return [
        { signal: 'approvalGiven', body: { promiseId } },
        { signal: 'approvalRefused', body: { promiseId } },
      ];
    case 'meeting':
      return [{ signal: 'meetingHeld', body: { promiseId } }];
    case 'wait':
      return [
        ...awaited(step, promiseId, payment),
        ...(step.waivedBy ? [{ signal: step.waivedBy, body: { promiseId } }] : []),
        ...(step.orElse ? [{ signal: step.orElse, body: { promiseId } }] : []),
      ];
  }
}

/** A way with what is offered in its body. */
export function fillIn({ offers = {}, signal, body: before }: Way, offered: Offered): Way {
  const body = { ...before };
  for (const [field, offer] of Object.entries(offers)) {
    if (offer === 'team') {
      body['form'] = { ...(body['form'] as object), [field]: offered.team };
    } else if (offer === 'signatory') {
      body[field] = offered.signatoryName ?? 'us';
    } else {
      body[field] = offered.contactName ?? 'the client';
    }
  }
  return { signal, body };
}

function offeredForm(step: KeepableStep, promiseId: string): Omit<KeepingWay, 'signal'> {
  if (!step.form) {
    return { body: { promiseId } };
  }
  const form = Object.fromEntries(
    step.form.map((field) => [field.name, field.type === 'team' ? {} : (field.suggest ?? null)]),
  );
  const teams = step.form.filter(({ type }) => type === 'team');
  const offers = Object.fromEntries(teams.map(({ name }) => [name, 'team' as const]));
  return { body: { promiseId, form }, ...(teams.length > 0 ? { offers } : {}) };
}

function awaited(step: KeepableStep, promiseId: string, payment: PaymentTerms): KeepingWay[] {
  const signal = step.for?.signal;
  switch (signal) {
    case undefined:
      return [];
    case 'proposalSigned': {
      const party = step.for?.party ?? 'client';
      const offers = { signedBy: party === 'client' ? ('contact' as const) : ('signatory' as const) };
      return [{ signal, body: { promiseId, party, signedBy: '' }, offers }];
    }
    case 'paymentReceived': {
      const { amount, currency, invoiceReference } = payment;
      const reference = invoiceReference === null ? {} : { reference: invoiceReference };
      return [
        { signal, body: { promiseId, amount: amount ?? '0.00', currency: currency ?? 'EUR', ...reference } },
      ];
    }
    case 'qualityChecked':
      return [{ signal, body: { promiseId, passed: true, findings: '' } }];
    case 'deliveryAccepted':
      return [{ signal, body: { promiseId, acceptedBy: '' }, offers: { acceptedBy: 'contact' } }];
    case 'surveyAnswered':
      return [{ signal, body: { promiseId } }];
  }
}

/**
 * What the client is expected to pay at a waiting step: the percentage that is invoiced in the same stage, or all.
 * @param value the engagement's value, such as "1200.00"
 * @returns an amount with two decimals, half a cent rounded up; null without a value
 */
export function expectedPayment(
  playbook: Pick<Playbook, 'stages'>,
  stepId: string,
  value: string | null,
): string | null {
  if (value === null) {
    return null;
  }
  const steps = [...allSteps(playbook)];
  const stage = steps.find(({ step }) => step.id === stepId)?.stage;
  const invoice = steps.find(({ stage: at, step }) => at === stage && step.do === 'accounting.createInvoice');
  const percent = (invoice?.step.with as { percent?: number } | undefined)?.percent ?? 100;
  return shareOf(value, percent);
}

/** Exact in hundredths of a percent and in cents, so that halves of any amount add up. */
function shareOf(value: string, percent: number): string {
  const [whole = '0', decimals = ''] = value.split('.');
  const cents = BigInt(whole) * 100n + BigInt(decimals.padEnd(2, '0').slice(0, 2));
  const share = (cents * BigInt(Math.round(percent * 100)) + 5_000n) / 10_000n;
  return `${share / 100n}.${String(share % 100n).padStart(2, '0')}`;
}
