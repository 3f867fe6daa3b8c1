import { roleTakenOn } from '../../../src/promise/domain/ladder/update-owner';
import { LADDER } from './states';

const taken = (level: 1 | 2 | 3 | 4, roles: string[], standsIn: string[] = []) =>
  roleTakenOn(level, LADDER, { roles, standsIn });

describe('Whoever takes an escalation on', () => {
  it('owes the update in the role of the level that was told, wherever it stands among their roles', () => {
    expect(taken(2, ['consultant', 'operations-manager'])).toBe('operations-manager');
    expect(taken(1, ['operations-manager', 'account-manager'])).toBe('account-manager');
    expect(taken(4, ['consultant', 'managing-director'])).toBe('managing-director');
  });

  it('owes it in the role of whoever they stand in for, before a rung of their own that was not told', () => {
    expect(taken(1, ['consultant'], ['account-manager'])).toBe('account-manager');
    expect(taken(1, ['operations-manager'], ['account-manager'])).toBe('account-manager');
  });

  it('owes it in another role of theirs on the ladder when they hold none of that level', () => {
    expect(taken(1, ['consultant', 'managing-director'])).toBe('managing-director');
    expect(taken(1, ['managing-director', 'operations-manager'])).toBe('operations-manager');
    expect(taken(1, ['consultant'], ['managing-director'])).toBe('managing-director');
  });

  it('has no such role without a rung of the ladder', () => {
    expect(taken(1, ['consultant'])).toBeNull();
  });
});
