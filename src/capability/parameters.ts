/**
 * What an action can ask of a playbook, as plain data: the types of its parameters follow from it here, and a playbook is
 * checked by it where a validator may be used. Workflows bundle this file.
 */

import type { MoneyText } from '../money/domain/money';

/** Who a message or a meeting is for: a role of the playbook, `team` (everybody on it) or `client` (its contacts). */
export type Party = string;

export type ParameterRule =
  /** Any text: a name in somebody else's system. */
  | { readonly kind: 'name' }
  /** What people read, 500 characters at most. */
  | { readonly kind: 'text' }
  /** At least one such text, each another one. */
  | { readonly kind: 'texts'; readonly most: number }
  /** Lower-case words joined by hyphens: a name of the playbook's own. */
  | { readonly kind: 'slug' }
  /** The name of one of the playbook's templates. */
  | { readonly kind: 'template' }
  | { readonly kind: 'party' }
  /** At least one party; or the one word that stands for something else. */
  | { readonly kind: 'parties'; readonly or?: string }
  /** At least one party, in an order, each once: `client` or a role, never the whole team. */
  | { readonly kind: 'signers' }
  | { readonly kind: 'flag' }
  /** How many of something, exactly: more than nothing, as decimal text such as `2` or `0.5`. */
  | { readonly kind: 'quantity' }
  | { readonly kind: 'money' }
  /** `YYYY-MM-DD` */
  | { readonly kind: 'day' }
  /** At least one row with these columns, each with another value in the one that `by` names. */
  | { readonly kind: 'rows'; readonly columns: Parameters; readonly by: string; readonly most: number }
  | ({ readonly kind: 'number' } & Bounds);

interface Bounds {
  readonly min?: number;
  /** The number must be more than this. */
  readonly above?: number;
  readonly max: number;
  readonly whole: boolean;
}

/** Carries a type and no value. */
declare const VALUE: unique symbol;

/** @typeParam T what the playbook's value is in code */
export interface Parameter<T> {
  readonly rule: ParameterRule;
  readonly optional: boolean;
  readonly [VALUE]?: T;
}

interface OptionalParameter<T> extends Parameter<T> {
  readonly optional: true;
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

type ValueOf<P> = P extends Parameter<infer T> ? T : never;
type OptionalOf<P> = { [K in keyof P]: P[K] extends OptionalParameter<unknown> ? K : never }[keyof P];

/** The values of parameters, by their names: plain values, never personal data. */
export type ValuesOf<P extends Parameters> = {
  [K in Exclude<keyof P, OptionalOf<P>>]: ValueOf<P[K]>;
} & { [K in OptionalOf<P>]?: ValueOf<P[K]> };

export const name: Parameter<string> = required({ kind: 'name' });
export const text: Parameter<string> = required({ kind: 'text' });
export const slug: Parameter<string> = required({ kind: 'slug' });
export const template: Parameter<string> = required({ kind: 'template' });
export const party: Parameter<Party> = required({ kind: 'party' });
export const parties: Parameter<Party[]> = required({ kind: 'parties' });
export const signers: Parameter<Party[]> = required({ kind: 'signers' });

export function texts(bounds: { most: number }): Parameter<string[]> {
  return required({ kind: 'texts', ...bounds });
}

export const flag: Parameter<boolean> = required({ kind: 'flag' });
export const quantity: Parameter<string> = required({ kind: 'quantity' });
export const money: Parameter<MoneyText> = required({ kind: 'money' });
export const day: Parameter<string> = required({ kind: 'day' });

export function rows<P extends Parameters>(
  columns: P,
  bounds: { by: keyof P & string; most: number },
): Parameter<ValuesOf<P>[]> {
  return required({ kind: 'rows', columns, ...bounds });
}

export function partiesOr<W extends string>(word: W): Parameter<Party[] | W> {
  return required({ kind: 'parties', or: word });
}

export function whole(bounds: { min: number; max: number }): Parameter<number> {
  return required({ kind: 'number', whole: true, ...bounds });
}

export function decimal(bounds: Omit<Bounds, 'whole'>): Parameter<number> {
  return required({ kind: 'number', whole: false, ...bounds });
}

export function optional<T>({ rule }: Parameter<T>): OptionalParameter<T> {
  return { rule, optional: true };
}

function required<T>(rule: ParameterRule): Parameter<T> {
  return { rule, optional: false };
}
