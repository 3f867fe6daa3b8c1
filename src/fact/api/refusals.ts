import { Problem } from '../../edge/http/problem';

/** 403 that names who may. */
export function forbidden(roles: string[]): Problem {
  const may = [...new Set(roles)].join(', ') || 'nobody';
  return new Problem(
    'forbidden',
    `Nothing was changed. This is for: ${may}. Ask one of them, or have it reassigned.`,
  );
}

/** Deciding in a role takes a person: the administrator's token stands for none. */
export function refuseAdministrator(): Problem {
  return new Problem(
    'forbidden',
    "Nothing was changed. Deciding in a role takes a person who has that role, and the administrator's token stands for no person. Use that person's own token.",
  );
}
