import { allSteps, type Playbook, type Role, type Step } from '../../playbook/domain/playbook';
import type { EngagementSignalBody, EscalationSignalBody } from './signals-schema';

/** The facts that can settle a promise. */
export type KeepingSignal =
  | Exclude<keyof EngagementSignalBody, 'held' | 'resumed' | 'reassigned' | 'deadlineExtended' | 'cancelled'>
  | keyof EscalationSignalBody;

/** A fact that keeps a promise, with a body that needs only the person's own input added. */
export interface KeptBy {
  signal: KeepingSignal;
  body: Record<string, unknown>;
}

/** The parts of a step that decide how its promise is kept. A step that a person does by hand has the kind `task`. */
export type KeepableStep = Pick<Step, 'form' | 'for' | 'waivedBy' | 'orElse'> & {
  kind: Step['kind'] | 'update';
};

/** What is known already and can be offered to the person. */
export interface KeptByContext {
  /** The client's first contact. */
  contactName: string | null;
  /** Who signs for us. */
  signatoryName: string | null;
  /** What is expected to be paid, such as "600.00". */
  amount: string | null;
  currency: string | null;
  invoiceReference: string | null;
  /** One person for each role that is asked for in a `team` field. */
  team: Record<Role, string>;
}

/**
 * Which facts keep a promise: the one that keeps it as wished first, then the alternatives. Every body is taken as it
 * is wherever nothing but a person can know an answer; reasons, findings and scores are the person's to add.
 */
export function keptBy(step: KeepableStep, promiseId: string, context: KeptByContext): KeptBy[] {
  switch (step.kind) {
    case 'action':
    case 'message':
      return [];
    case 'update':
      return updateKeptBy(promiseId);
    case 'task':
      return [{ signal: 'stepCompleted', body: { promiseId, ...offeredForm(step, context) } }];
    case 'approval':
      return [
        { signal: 'approvalGiven', body: { promiseId } },
        { signal: 'approvalRefused', body: { promiseId } },
      ];
    case 'meeting':
      return [{ signal: 'meetingHeld', body: { promiseId } }];
    case 'wait':
      return [
        ...awaited(step, promiseId, context),
        ...(step.waivedBy ? [{ signal: step.waivedBy, body: { promiseId } }] : []),
        ...(step.orElse ? [{ signal: step.orElse, body: { promiseId } }] : []),
      ];
  }
}

/**
 * An update on an escalation is given by taking it on anew, with the time of the update after it, or by ending it with
 * a note. Both instants and notes are the person's to add.
 */
export function updateKeptBy(promiseId: string): KeptBy[] {
  return [
    { signal: 'escalationAcknowledged', body: { promiseId } },
    { signal: 'escalationResolved', body: { promiseId } },
  ];
}

function offeredForm(step: KeepableStep, context: KeptByContext): { form?: Record<string, unknown> } {
  if (!step.form) {
    return {};
  }
  const answers = step.form.map((field) => [
    field.name,
    field.type === 'team' ? context.team : (field.suggest ?? null),
  ]);
  return { form: Object.fromEntries(answers) as Record<string, unknown> };
}

function awaited(step: KeepableStep, promiseId: string, context: KeptByContext): KeptBy[] {
  const { contactName, amount, currency } = context;
  const signal = step.for?.signal;
  switch (signal) {
    case undefined:
      return [];
    case 'proposalSigned': {
      const party = step.for?.party ?? 'client';
      const signedBy = party === 'client' ? (contactName ?? 'the client') : (context.signatoryName ?? 'us');
      return [{ signal, body: { promiseId, party, signedBy } }];
    }
    case 'paymentReceived': {
      const reference = context.invoiceReference === null ? {} : { reference: context.invoiceReference };
      return [
        { signal, body: { promiseId, amount: amount ?? '0.00', currency: currency ?? 'EUR', ...reference } },
      ];
    }
    case 'qualityChecked':
      return [{ signal, body: { promiseId, passed: true, findings: '' } }];
    case 'deliveryAccepted':
      return [{ signal, body: { promiseId, acceptedBy: contactName ?? 'the client' } }];
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
