import { declaring, type FactRules } from '../../../fact/domain/declaration';
import type { FormField } from '../../../playbook/domain/form-field';

/** Who signs an agreement: the client, or us. */
export const PARTIES = ['client', 'provider'] as const;
export type Party = (typeof PARTIES)[number];

/** What is known of a promise when facts that keep it are offered. */
export interface Asked {
  /** The form of a task. */
  form?: readonly FormField[] | undefined;
  /** Whose signature is awaited. */
  party?: Party | undefined;
  payment: PaymentTerms;
  /** Whether a vendor can put right what was changed outside. */
  restorable?: boolean | undefined;
}

/** What is expected to be paid, as far as it is known. */
export interface PaymentTerms {
  /** Such as "600.00". */
  amount: string | null;
  currency: string | null;
  invoiceReference: string | null;
}

/**
 * What a fact can do to the promise of a step: complete a task, of the playbook's or of a plan, answer an approval, say that
 * a meeting took place or give an update; come about for a step that waits `for` it, settle a wait without keeping it
 * (`waivedBy`) or answer it the other way (`orElse`).
 */
export type KeptKind =
  | 'task'
  | 'planTask'
  | 'approval'
  | 'meeting'
  | 'update'
  | 'wait'
  | 'waiver'
  | 'alternative';

/** What is declared of a fact of an engagement. */
export interface EngagementFactRules extends FactRules<KeptKind, Asked> {
  /**
   * `owner`: whoever owes the promise; `deciders`: the roles of the playbook's decision of this name; `party`: the same,
   * for each party apart, which its body and the step that waits for it name; `paymentDeciders`: the roles of the
   * decision `paymentReceived`, since money that came and money that went are the same people's matter; `planners`: the
   * roles that a plan names; `ladder`: whoever an escalation concerns.
   */
  readonly statedBy: 'owner' | 'deciders' | 'party' | 'paymentDeciders' | 'planners' | 'ladder' | 'product';
  /**
   * `openPromise`: it means nothing unless a promise waits for it; `named`: its promise has to be named, and how it is
   * asked for.
   */
  readonly needs?: 'openPromise' | { readonly named: string };
  /** Of `deciders`: a playbook need not name them, and then nobody may state it. */
  readonly isOptional?: true;
  /** It counts when the engagement has ended, too. */
  readonly countsAfterTheEnd?: true;
  /** Whoever may state it cannot hand that power on, neither by reassigning a role nor to a deputy. */
  readonly personal?: true;
  /** How a promise that it keeps was kept; left out: by the fact's name. */
  readonly outcome?: (fields: Readonly<Record<string, unknown>>) => string;
  /** How the journal tells it where no promise does. */
  readonly told?: (detail: string, actor: string) => string;
}

/** Declares a fact of an engagement. */
export const fact = declaring<EngagementFactRules>();
