import type { LadderRules } from '../../../src/promise/domain/ladder/rules';
import { levelAfter, respondSeconds, rolesAt } from '../../../src/promise/domain/ladder/ladder';
import { CRISIS } from '../../../src/promise/domain/ladder/promise-state';
import { LADDER } from './states';

const HOUR = 3_600;

describe('The ladder', () => {
  it('[OOES-37] goes up the rungs of the playbook, then to crisis, and no further', () => {
    expect([0, 1, 2, 3, 4].map((level) => levelAfter(level as 0, LADDER))).toEqual([1, 2, 3, CRISIS, null]);
  });

  it('leaves out the rungs that a playbook leaves out, in whatever order it lists them', () => {
    const short: LadderRules = {
      ...LADDER,
      levels: [LADDER.levels[2], LADDER.levels[0]].filter((rung) => !!rung),
    };
    expect([0, 1, 3].map((level) => levelAfter(level as 0, short))).toEqual([1, 3, CRISIS]);
  });

  it('tells the role of the rung, and at crisis everybody on the ladder once', () => {
    expect(rolesAt(2, LADDER)).toEqual(['operations-manager']);
    const doubled = {
      ...LADDER,
      levels: LADDER.levels.map((rung) => ({ ...rung, role: 'account-manager' })),
    };
    expect(rolesAt(CRISIS, doubled)).toEqual(['account-manager']);
    expect(rolesAt(CRISIS, LADDER)).toEqual(['account-manager', 'operations-manager', 'managing-director']);
  });

  it('gives each level its own time to respond, never more than the promise itself had', () => {
    expect([1, 2, 3].map((level) => respondSeconds(level as 1, LADDER, null))).toEqual([
      24 * HOUR,
      12 * HOUR,
      4 * HOUR,
    ]);
    expect([1, 2, 3].map((level) => respondSeconds(level as 1, LADDER, 4 * HOUR))).toEqual(
      [4, 4, 4].map((h) => h * HOUR),
    );
    expect(respondSeconds(1, LADDER, 48 * HOUR)).toBe(24 * HOUR);
    expect(respondSeconds(CRISIS, LADDER, 4 * HOUR)).toBeNull();
  });
});
