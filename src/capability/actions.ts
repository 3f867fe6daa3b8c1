/**
 * What the lifecycle asks of outside systems, as it follows from the registry: the contract between workflows, which call
 * actions by name, and activities, which do them through a port.
 */
import type { FormField } from '../playbook/domain/form-field';
import type { Action, ActionNameOf, ActionParamsOf, AskedEffect, Capabilities, PortOf } from './capability';
import type { FOR_PERSON } from './refusal';
import { CAPABILITIES } from './registry';

type Registered = typeof CAPABILITIES;

/** A group of actions that one vendor provides. */
export type Capability = keyof Registered;

/** `capability.verb`, as a playbook names it. */
export type ActionName = ActionNameOf<Registered>;

/** Parameters of an action as the playbook writes them: plain values, never personal data. */
export type ActionParams = ActionParamsOf<Registered>;

/** What a vendor must offer to provide a capability. */
export type Port<C extends Capability> = PortOf<Registered[C]>;

/** The actions of one capability. */
export type ActionsOf<C extends Capability> = Extract<ActionName, `${C}.${string}`>;

/** One request for an effect. The same `key` twice has one effect, whatever happened to the first call. */
export type ActionRequest<N extends ActionName = ActionName> = EffectRequest<ActionParams[N]>;

interface EffectRequest<V> {
  engagementId: string;
  /** workflow id + step + generation; never an attempt number. */
  key: string;
  params: V;
  /** What a template says besides what is known of the engagement: closed values such as an invoice's number. */
  fills?: Readonly<Record<string, string>>;
  /** The one of the engagement's contacts whom it is for, by our id; left out: all of them. */
  contact?: string;
}

/**
 * What an effect left behind, free of personal data: `refs` are ids and links in the vendor's system
 * (`{ dealId: '777' }`, `{ threadId: '18c...' }`), `note` is one plain sentence for the journal.
 */
export interface ActionResult {
  refs: Record<string, string>;
  note: string;
}

/** One activity per action, all with the same shape; the activity's name is the action's. */
export type ActionActivities = ActivitiesOf<Registered>;

export type ActivitiesOf<R extends Capabilities> = {
  [N in ActionNameOf<R>]: (request: EffectRequest<ActionParamsOf<R>[N]>) => Promise<ActionResult>;
};

/** Every capability of a registry by its name. */
export function capabilityNames<R extends Capabilities>(capabilities: R): (keyof R & string)[] {
  return Object.keys(capabilities);
}

/** Every action of a registry by its name. */
export function actionsOf<R extends Capabilities>(capabilities: R): ReadonlyMap<ActionNameOf<R>, Action> {
  return new Map(
    Object.entries(capabilities).flatMap(([capability, { actions }]) =>
      Object.entries(actions).map(
        ([verb, action]) => [`${capability}.${verb}` as ActionNameOf<R>, action] as const,
      ),
    ),
  );
}

const ACTIONS = actionsOf(CAPABILITIES);

export function capabilityOf(action: ActionName): Capability {
  return action.slice(0, action.indexOf('.')) as Capability;
}

/** What whoever does an action by hand has to answer. */
export function byHandForm(action: string): readonly FormField[] {
  const actions: ReadonlyMap<string, Action> = ACTIONS;
  return actions.get(action)?.byHand ?? [];
}

/** Every action that closes the project in one of the systems that show it. */
export const CLOSING_ACTIONS: readonly ActionName[] = [...ACTIONS].flatMap(([name, { closes }]) =>
  closes === true ? [name] : [],
);

/** What undoes an effect, and what that is asked with; undefined where the effect stays as it is. */
export function undoOf<N extends string = ActionName>(
  action: N,
  asked: AskedEffect,
  actions: ReadonlyMap<string, Action> = ACTIONS,
): { action: N; params: object } | undefined {
  const undo = actions.get(action)?.undo;
  if (undo === undefined) return undefined;
  const by = [...actions].find(([, candidate]) => candidate === undo.by);
  if (by === undefined) throw new Error(`What undoes ${action} is no action itself.`);
  return { action: by[0] as N, params: undo.with(asked) };
}

/** Error types that an action's activity may fail with; nothing else crosses the activity boundary. */
export type VendorFailure =
  | 'VendorRejected'
  | 'VendorUnconfigured'
  | typeof FOR_PERSON
  | 'VendorThrottled'
  | 'VendorUnknownOutcome';
