import fc from 'fast-check';
import { standingOf } from '../../src/incident/domain/following';
import type { FollowRules } from '../../src/service-desk/domain/follow-rules';

const FOLLOWS: FollowRules = { hold: 'pause', resume: 'goOn', cancel: 'withdraw' };
const GOES_ON: FollowRules = { hold: 'goOn', resume: 'goOn', cancel: 'goOn' };

describe('An incident and the engagements that it concerns', () => {
  it.each([
    ['none', {}, 'goesOn', []],
    ['one that goes on', {}, 'goesOn', ['a']],
    ['one on hold', { a: 'held' }, 'standsStill', ['a']],
    ['one of two on hold', { a: 'held' }, 'goesOn', ['a', 'b']],
    ['both on hold', { a: 'held', b: 'held' }, 'standsStill', ['a', 'b']],
    ['one on hold, one cancelled', { a: 'held', b: 'cancelled' }, 'standsStill', ['a', 'b']],
    ['both cancelled', { a: 'cancelled', b: 'cancelled' }, 'withdrawn', ['a', 'b']],
    ['one cancelled, one that goes on', { a: 'cancelled' }, 'goesOn', ['a', 'b']],
  ] as const)('%s', (_what, stopped, standing, engagements) => {
    expect(standingOf({ engagements: [...engagements], stopped }, FOLLOWS)).toBe(standing);
  });

  it('goes on whatever becomes of them where the rules say so, and as long as one of them goes on anywhere', () => {
    const turns = fc.array(fc.constantFrom('held' as const, 'cancelled' as const, undefined), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(turns, (standing) => {
        const engagements = standing.map((_turn, index) => `eng_${index}`);
        const stopped = Object.fromEntries(
          standing.flatMap((turn, index) => (turn ? [[`eng_${index}`, turn] as const] : [])),
        );
        expect(standingOf({ engagements, stopped }, GOES_ON)).toBe('goesOn');
        if (standing.includes(undefined)) {
          expect(standingOf({ engagements, stopped }, FOLLOWS)).toBe('goesOn');
        }
      }),
    );
  });
});
