import type { Role } from '../../promise/domain/ladder/rules';
import type { Party } from './facts/declare';
import type { EngagementFactDeclaration } from './facts/registry';

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
  /** By the names of facts, as the playbook has them; of a party's fact, each party's apart. */
  decisions: Readonly<Record<string, Role[] | Record<Party, Role[]>>>;
  /** Who may change the plans of the engagement; left out: there are none. */
  planners?: readonly Role[];
  /** The engagement's team: who holds which role here, perhaps in acting capacity. */
  team: Readonly<Record<Role, string>>;
  /** The promise that the fact would keep or change, if any. */
  promise?: { owedBy: Role; assignee: string | null };
  /** Whose signature the fact states. */
  party?: Party;
}

export type Verdict = { permitted: true } | { permitted: false; roles: Role[] };

/**
 * Whether a person may state a fact. An answer to a promise is its owner's: a holder of the role that owes it, the
 * assignee, or the deputy of an absent assignee. Everything else is for the roles that the playbook's decisions name.
 * A role that the engagement's team gives counts like one's own, except for a power that is personal: it cannot be
 * handed on by reassigning a role.
 */
export function permits(
  fact: EngagementFactDeclaration,
  stater: Stater,
  context: PermissionContext,
): Verdict {
  const roles = deciders(fact, context);
  if (stater.roles.some((role) => roles.includes(role))) {
    return { permitted: true };
  }
  if (fact.personal) {
    return { permitted: false, roles };
  }
  const actsFor = [stater.id, ...stater.deputyOf];
  const isAssignee = context.promise?.assignee != null && actsFor.includes(context.promise.assignee);
  const actsInRole = roles.some((role) => {
    const holder = context.team[role];
    return holder !== undefined && actsFor.includes(holder);
  });
  const permitted = actsInRole || (isAssignee && isAnswer(fact));
  return permitted ? { permitted: true } : { permitted: false, roles };
}

/** Whether the fact answers a promise, as opposed to a decision about the engagement or a promise's terms. */
function isAnswer({ keeps = {} }: EngagementFactDeclaration): boolean {
  return Object.keys(keeps).some((kind) => kind !== 'waiver');
}

function deciders(
  { name, statedBy }: EngagementFactDeclaration,
  { decisions, promise, party, planners = [] }: PermissionContext,
): Role[] {
  switch (statedBy) {
    case 'owner':
      return promise ? [promise.owedBy] : [];
    case 'deciders':
    case 'party': {
      const named = decisions[name] ?? [];
      return Array.isArray(named) ? named : party ? named[party] : [];
    }
    case 'paymentDeciders':
      return (decisions['paymentReceived'] as Role[] | undefined) ?? [];
    case 'planners':
      return [...planners];
    // Judged by the ladder of the escalation; the product's own facts come by no caller.
    case 'ladder':
    case 'product':
      return [];
  }
}
