import { waysToKeep as waysOf } from '../../fact/domain/declaration';
import type { Way } from '../../journal/domain/rows';
import type { Role } from '../../promise/domain/ladder/rules';
import { add, type Money, zero } from '../../money/domain/money';
import { amountsOf, milestonesOf } from '../../playbook/domain/milestones';
import { allSteps, type Playbook, type Step } from '../../playbook/domain/playbook';
import type { KeptKind, Party, PaymentTerms } from './facts/declare';
import { ENGAGEMENT_FACTS, type EngagementFactDeclaration } from './facts/registry';

/** The parts of a step that decide how its promise is kept. A step that a person does by hand has the kind `task`. */
export interface KeepableStep extends Pick<Step, 'form'> {
  kind: Step['kind'] | 'update' | 'planTask';
  /** Names of facts. */
  for?: { signal: string; party?: Party };
  waivedBy?: string;
  orElse?: string;
  /** What was changed outside, and can be put right. */
  restorable?: boolean;
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
  const { form, restorable } = step;
  const asked = { form, restorable, party: step.for?.party, payment };
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
    case 'planTask':
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
 * What the client is expected to pay at a waiting step: what is invoiced in the same stage, or all.
 * @param playbooks those by which the engagement has gone so far, oldest first
 * @param value the engagement's value
 */
export function expectedPayment(
  playbooks: readonly Pick<Playbook, 'stages'>[],
  waiting: { leg: number; step: string },
  value: Money | null,
): Money | null {
  const playbook = playbooks[waiting.leg - 1];
  const last = playbooks.at(-1);
  if (value === null || !playbook || !last) {
    return value;
  }
  const stage = [...allSteps(playbook)].find(({ step }) => step.id === waiting.step)?.stage;
  const milestones = milestonesOf({ ...last, earlier: playbooks.slice(0, -1) });
  const amounts = amountsOf(milestones, value);
  const none = zero(value.currency);
  const asked = milestones
    .filter((one) => one.leg === waiting.leg && one.stage === stage)
    .map(({ milestone }) => amounts.get(milestone) ?? none);
  return asked.length === 0 ? value : asked.reduce(add, none);
}
