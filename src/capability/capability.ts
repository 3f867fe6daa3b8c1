import type { FormField } from '../playbook/domain/form-field';
import type { Parameters, ValuesOf } from './parameters';

/** An effect that was asked for: the key it was asked under, and with what. */
export interface AskedEffect<V extends object = object> {
  readonly key: string;
  readonly params: V;
}

/** What undoes an action: another one of the same capability, and what that one is asked with. */
interface Undoing {
  readonly by: Action;
  with(asked: AskedEffect): object;
}

/** Something that the lifecycle can have done outside. */
export interface Action<P extends Parameters = Parameters> {
  readonly parameters: P;
  /** Run when an engagement is called off. An effect without it stays as it is. */
  readonly undo?: Undoing;
  /** What whoever does it by hand has to answer; left out: nothing but that it is done. */
  readonly byHand?: readonly FormField[];
  /** It closes the project in one of the systems that show it: they are to agree. */
  readonly closes?: true;
}

export type Actions = Readonly<Record<string, Action>>;

/** Carries a type and no value. */
declare const PORT: unique symbol;

/** Stands for the interface that a vendor must offer. */
export interface PortType<P> {
  readonly [PORT]?: P;
}

/** A group of actions that one vendor can provide, and the port through which it does. */
export interface CapabilityDeclaration<P = unknown, A extends Actions = Actions> {
  readonly port: PortType<P>;
  /** By verb: a playbook names an action as `capability.verb`. */
  readonly actions: A;
}

export type Capabilities = Readonly<Record<string, CapabilityDeclaration>>;

export function capability<P, A extends Actions>(
  declaration: CapabilityDeclaration<P, A>,
): CapabilityDeclaration<P, A> {
  return declaration;
}

export function port<P>(): PortType<P> {
  return {};
}

export function action<P extends Parameters, Q extends Parameters = Parameters>(
  parameters: P,
  undo?: { readonly by: Action<Q>; with(asked: AskedEffect<ValuesOf<P>>): ValuesOf<Q> },
  byHand?: readonly FormField[],
): Action<P> {
  return { parameters, ...(undo && { undo }), ...(byHand && { byHand }) };
}

/** An action that closes the project where it stands in one system. */
export function closing<P extends Parameters>(parameters: P): Action<P> {
  return { parameters, closes: true };
}

/** What follows from a registry of capabilities by its types. */
export type ActionNameOf<R extends Capabilities> = {
  [C in keyof R & string]: `${C}.${keyof R[C]['actions'] & string}`;
}[keyof R & string];

export type ActionParamsOf<R extends Capabilities> = {
  [N in ActionNameOf<R>]: N extends `${infer C}.${infer V}`
    ? ValuesOf<R[C]['actions'][V]['parameters']>
    : never;
};

export type PortOf<D> = D extends CapabilityDeclaration<infer P> ? P : never;
