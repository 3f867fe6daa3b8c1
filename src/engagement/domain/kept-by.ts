import { waysToKeep as waysOf } from '../../fact/domain/declaration';
import type { Way } from '../../journal/domain/rows';
import type { Role } from '../../promise/domain/ladder/rules';
import { allSteps, type Playbook, type Step } from '../../playbook/domain/playbook';
import type { KeptKind, Party, PaymentTerms } from './facts/declare';
import { ENGAGEMENT_FACTS, type EngagementFactDeclaration } from './facts/registry';

/** The parts of a step that decide how its promise is kept. A step that a person does by hand has the kind `task`. */
export interface KeepableStep extends Pick<Step, 'form'> {
  kind: Step['kind'] | 'update';
  /** Names of facts. */
  for?: { signal: string; party?: Party };
  waivedBy?: string;
  orElse?: string;
}

/** What only people's data can say, looked up when it is offered. */
export interface Offered {
  /** The engagement's first contact. */
  contactName: string | null;
  /** Who signs for us. */
  signatoryName: string | null;
  /** One person for each role that is asked for in a `team` field. */
  team: Record<Role, string>;
}

/**
 * Which facts keep a promise: the one that keeps it as wished first, then the alternatives. With what is offered filled
 * in, every body is taken as it is wherever nothing but a person can know an answer; reasons, findings and scores are
 * the person's to add.
 */
export function waysToKeep(
  step: KeepableStep,
  promiseId: string,
  payment: PaymentTerms,
  facts: readonly EngagementFactDeclaration[] = ENGAGEMENT_FACTS,
): Way[] {
  const asked = { form: step.form, party: step.for?.party, payment };
  return keepersOf(step, facts).flatMap(({ kind, keepers }) => waysOf(keepers, kind, promiseId, asked));
}

/** As what which facts keep the promise of a step. */
function keepersOf(
  step: KeepableStep,
  facts: readonly EngagementFactDeclaration[],
): { kind: KeptKind; keepers: readonly EngagementFactDeclaration[] }[] {
  const only = (name: string | undefined) => facts.filter((fact) => fact.name === name);
  switch (step.kind) {
    case 'action':
    case 'message':
      return [];
    case 'update':
    case 'task':
    case 'approval':
    case 'meeting':
      return [{ kind: step.kind, keepers: facts }];
    case 'wait':
      return [
        { kind: 'wait', keepers: only(step.for?.signal) },
        { kind: 'waiver', keepers: only(step.waivedBy) },
        { kind: 'alternative', keepers: only(step.orElse) },
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
