import type { Role } from '../../promise/domain/ladder/rules';

/** Other names under which companies know a role; one name is used from the edge inwards. */
const SYNONYMS: Record<string, Role> = {
  'client-relationship-manager': 'customer-relationship-manager',
  'client-relations-manager': 'customer-relationship-manager',
};

/** The name under which the product knows a role. */
export function normalRole(role: string): Role {
  return SYNONYMS[role] ?? role;
}
