import type { FollowRules } from '../../service-desk/domain/follow-rules';
import type { IncidentState } from './incident';

/**
 * How an incident stands, by the rules, with the engagements that it concerns: it follows them once none of them goes on.
 * One that concerns no engagement follows none.
 */
export function standingOf(
  { engagements, stopped }: Pick<IncidentState, 'engagements' | 'stopped'>,
  { hold, cancel }: FollowRules,
): 'goesOn' | 'standsStill' | 'withdrawn' {
  const turns = engagements.map((id) => stopped[id]);
  if (turns.length === 0 || turns.includes(undefined)) {
    return 'goesOn';
  }
  if (turns.includes('held')) {
    return hold === 'pause' ? 'standsStill' : 'goesOn';
  }
  return cancel === 'withdraw' ? 'withdrawn' : 'goesOn';
}
