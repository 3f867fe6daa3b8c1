import type { Role } from '../../promise/domain/ladder/rules';
import type { Decisions } from '../../playbook/domain/playbook';
import type { EngagementSignal } from './signals';

/** Whoever states a fact. */
export interface Stater {
  id: string;
  /** Roles of the person's own. */
  roles: readonly Role[];
  /** Persons who are away now and have named this one as their deputy. */
  deputyOf: readonly string[];
}

/** What a fact is stated about. */
export interface PermissionContext {
  decisions: Decisions;
  /** The engagement's team: who holds which role here, perhaps in acting capacity. */
  team: Readonly<Record<Role, string>>;
  /** The promise that the fact would keep or change, if any. */
  promise?: { owedBy: Role; assignee: string | null };
  /** Whose signature `proposalSigned` states. */
  party?: 'client' | 'provider';
}

export type Verdict = { permitted: true } | { permitted: false; roles: Role[] };

/** The facts that people may state; the rest is the product's own. */
export type StatableSignal = Exclude<
  EngagementSignal,
  'dealChanged' | 'trackEnded' | 'escalationAcknowledged' | 'escalationResolved'
>;

/**
 * Whether a person may state a fact. An answer to a promise is its owner's: a holder of the role that owes it, the
 * assignee, or the deputy of an absent assignee. Everything else is for the roles that the playbook's decisions name.
 * A role that the engagement's team gives counts like one's own, except for waiving a payment: that power cannot be
 * handed on by reassigning a role.
 */
export function permits(signal: StatableSignal, stater: Stater, context: PermissionContext): Verdict {
  const roles = deciders(signal, context);
  if (stater.roles.some((role) => roles.includes(role))) {
    return { permitted: true };
  }
  if (signal === 'paymentWaived') {
    return { permitted: false, roles };
  }
  const actsFor = [stater.id, ...stater.deputyOf];
  const isAssignee = context.promise?.assignee != null && actsFor.includes(context.promise.assignee);
  const actsInRole = roles.some((role) => {
    const holder = context.team[role];
    return holder !== undefined && actsFor.includes(holder);
  });
  const permitted = actsInRole || (isAssignee && keepsPromise(signal));
  return permitted ? { permitted: true } : { permitted: false, roles };
}

/** Whether the fact is an answer to a promise, as opposed to a decision about the engagement or a promise's terms. */
function keepsPromise(signal: StatableSignal): boolean {
  switch (signal) {
    case 'stepCompleted':
    case 'approvalGiven':
    case 'approvalRefused':
    case 'meetingHeld':
    case 'qualityChecked':
    case 'proposalSigned':
    case 'paymentReceived':
    case 'deliveryAccepted':
    case 'revisionRequested':
    case 'surveyAnswered':
      return true;
    case 'paymentWaived':
    case 'held':
    case 'resumed':
    case 'cancelled':
    case 'reassigned':
    case 'deadlineExtended':
      return false;
  }
}

function deciders(signal: StatableSignal, { decisions, promise, party }: PermissionContext): Role[] {
  switch (signal) {
    case 'stepCompleted':
    case 'approvalGiven':
    case 'approvalRefused':
    case 'meetingHeld':
    case 'qualityChecked':
      return promise ? [promise.owedBy] : [];
    case 'proposalSigned':
      return party ? decisions.proposalSigned[party] : [];
    case 'paymentReceived':
    case 'paymentWaived':
    case 'deliveryAccepted':
    case 'revisionRequested':
    case 'surveyAnswered':
    case 'held':
    case 'resumed':
    case 'cancelled':
    case 'reassigned':
    case 'deadlineExtended':
      return decisions[signal];
  }
}
