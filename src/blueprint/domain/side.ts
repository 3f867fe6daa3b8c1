import { type ActionName, actionsOf } from '../../capability/actions';
import type { Action } from '../../capability/capability';
import type { ParameterRule } from '../../capability/parameters';
import { CAPABILITIES } from '../../capability/registry';
import type { Awaited, CycleMeeting, Playbook, Raci, Step } from '../../playbook/domain/playbook';

/** On which side of the line of visibility a step lies: done by the client, seen by them, or neither. */
export type Side = 'client' | 'onstage' | 'backstage';

/** Where a step lies, and by which rule. */
export interface Place {
  side: Side;
  because: string;
}

const CLIENT = 'client';
const ACTIONS: ReadonlyMap<string, Action> = actionsOf(CAPABILITIES);

/** What reaches the client's people whatever it is asked with. */
const REACHING: ReadonlySet<string> = new Set<ActionName>([
  'survey.request',
  'learning.enrolInCourse',
  'learning.enrolInBundle',
]);

/**
 * Where a step lies, by its rules alone. Onstage is what the client gets, takes part in or is waited for; what the rules do
 * not say to concern the client is backstage.
 */
export function placeOf(step: Step, { decisions }: Pick<Playbook, 'decisions'>): Place {
  if (step.owner === CLIENT) return { side: 'client', because: 'The client owes it' };
  if (step.do !== undefined && isFor(step.do, step.with)) return onstage(`${doing(step)} the client`);
  if (step.for !== undefined && isTheirs(step.for, decisions)) return onstage('It waits for the client');
  if (step.reminder && isFor(step.reminder.do, step.reminder.with)) return onstage('The client is reminded');
  if (rolesOf(step.raci).includes(CLIENT)) return onstage('The client has a part in it (RACI)');
  return { side: 'backstage', because: 'Its rules do not name the client' };
}

/** Where a meeting of the client strategy cycle lies. */
export function placeOfMeeting({ attendees }: Pick<CycleMeeting, 'attendees'>): Place {
  return attendees.includes(CLIENT)
    ? onstage('It is a meeting with the client')
    : { side: 'backstage', because: 'The client does not attend' };
}

/** The values that an action was given for parameters of these kinds. */
export function given(action: string, values: object | undefined, kinds: ParameterRule['kind'][]): string[] {
  const known = new Map<string, unknown>(Object.entries(values ?? {}));
  return Object.entries(ACTIONS.get(action)?.parameters ?? {})
    .filter(([, { rule }]) => kinds.includes(rule.kind))
    .flatMap(([name]) => known.get(name) ?? [])
    .filter((value) => typeof value === 'string');
}

function onstage(because: string): Place {
  return { side: 'onstage', because };
}

function doing({ kind }: Step): string {
  return kind === 'meeting' ? 'It is a meeting with' : 'It goes to';
}

function isFor(action: string, values: object | undefined): boolean {
  return REACHING.has(action) || given(action, values, ['parties', 'signers']).includes(CLIENT);
}

/** A fact is theirs when they may state it, or pay for it. */
function isTheirs({ signal, party }: Awaited, decisions: Playbook['decisions']): boolean {
  if (party !== undefined) return party === CLIENT;
  if (signal === 'paymentReceived') return true;
  const deciders = new Map<string, unknown>(Object.entries(decisions)).get(signal);
  return Array.isArray(deciders) && deciders.includes(CLIENT);
}

function rolesOf({ responsible = [], accountable, consulted = [], informed = [] }: Raci = {}): string[] {
  return [...responsible, ...(accountable === undefined ? [] : [accountable]), ...consulted, ...informed];
}
