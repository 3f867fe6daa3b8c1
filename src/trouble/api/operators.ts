import type { Principal } from '../../edge/http/principal';
import { Problem } from '../../edge/http/problem';
import { TOLD_ROLES } from '../store/tell-troubles';

/** What is for those who keep the installation going. @throws Problem 403 for anybody else */
export function insistOnOperator(principal: Principal): void {
  if (principal.kind === 'person' && !principal.roles.some((role) => TOLD_ROLES.includes(role))) {
    throw new Problem('forbidden', `Nothing was changed. This is for: ${TOLD_ROLES.join(', ')}.`);
  }
}
