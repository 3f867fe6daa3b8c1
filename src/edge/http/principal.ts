import type { Actor } from '../../fact/domain/actor';

/** A person as the API needs to know its caller. */
export interface CallingPerson {
  kind: 'person';
  id: string;
  name: string;
  roles: string[];
}

/** Who calls: the holder of the administrator's token, or a person with a token of their own. */
export type Principal = { kind: 'administrator' } | CallingPerson;

/** How the journal names the caller: by id, never by name. */
export function actorOf(principal: Principal): Actor {
  return principal.kind === 'administrator'
    ? { kind: 'administrator' }
    : { kind: 'person', id: principal.id, roles: principal.roles };
}

/** Tells the callers apart whose idempotency keys must not meet. */
export function principalKey(principal: Principal): string {
  return principal.kind === 'administrator' ? 'administrator' : principal.id;
}
