import { type Acting, giveBack, giveRole, nextBack } from '../../src/engagement/domain/acting';

const fresh = (team: Record<string, string> = {}) => ({
  team: { ...team },
  acting: {} as Record<string, Acting>,
});

describe('An acting role', () => {
  it('goes back to whoever had it for good, however many acted in turn', () => {
    const state = fresh({ lead: 'anna' });
    giveRole(state, 'lead', 'ben', 100);
    giveRole(state, 'lead', 'carl', 200);
    expect(state.team).toEqual({ lead: 'carl' });
    expect(nextBack(state)).toEqual({ role: 'lead', untilMs: 200, back: 'anna' });
    expect(giveBack(state, 'lead')).toBe('anna');
    expect([state.team, nextBack(state)]).toEqual([{ lead: 'anna' }, null]);
  });

  it('goes back to nobody where nobody had it', () => {
    const state = fresh();
    giveRole(state, 'lead', 'ben', 100);
    giveRole(state, 'lead', 'carl', 50);
    expect(giveBack(state, 'lead')).toBeNull();
    expect(state.team).toEqual({});
  });

  it('stays with whoever is given it for good meanwhile', () => {
    const state = fresh({ lead: 'anna' });
    giveRole(state, 'lead', 'ben', 100);
    giveRole(state, 'lead', 'carl');
    expect([state.team, nextBack(state)]).toEqual([{ lead: 'carl' }, null]);
  });

  it('goes back first where its time ends first', () => {
    const state = fresh({ lead: 'anna', buyer: 'bea' });
    giveRole(state, 'lead', 'ben', 300);
    giveRole(state, 'buyer', 'carl', 200);
    expect(nextBack(state)?.role).toBe('buyer');
    giveBack(state, 'buyer');
    expect(nextBack(state)?.role).toBe('lead');
  });
});
