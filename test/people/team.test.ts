import type { Database } from '../../src/database/database';
import { openTestDatabase } from '../support/database';
import { deputyFault, deputyOf } from '../../src/people/store/people';
import { listenersAtLevel } from '../../src/people/domain/listeners';
import { actingFor, peopleFor, readDirectory } from '../../src/people/store/team';
import { databaseUrl } from '../support/environment';
import { LADDER } from '../promise/ladder/states';

const NOW = new Date('2026-06-01T09:00:00Z');

describe('Who is told', () => {
  let db: Database;
  beforeAll(async () => {
    db = openTestDatabase(await databaseUrl());
  });
  afterAll(async () => {
    await db.$disconnect();
  });
  beforeEach(async () => {
    await db.person.deleteMany();
  });

  const add = async (id: string, roles: string[], extra: object = {}) => {
    await db.person.create({
      data: {
        id,
        name: id,
        email: `${id}@example.com`,
        emailKey: `${id}@example.com`,
        roles,
        skills: [],
        capacityHoursPerWeek: 40,
        timeZone: 'Etc/UTC',
        createdAt: NOW,
        updatedAt: NOW,
        ...extra,
      },
    });
  };
  const away = (deputyId?: string) => ({ awayFrom: new Date(NOW.getTime() - 1), deputyId: deputyId ?? null });
  const told = (roles: string[], team: Record<string, string> = {}) => peopleFor(db, roles, team, NOW);

  it('follows the deputies to somebody who is here', async () => {
    await add('amy', ['account-manager'], away('ben'));
    await add('ben', ['consultant'], away('cid'));
    await add('cid', ['consultant']);
    expect(await told(['account-manager'])).toEqual(['cid']);
    expect(await told(['account-manager'], { 'account-manager': 'amy' })).toEqual(['cid']);
    expect(await deputyOf(db, 'cid', NOW)).toEqual(['amy', 'ben']);
    expect(await actingFor(db, 'amy', NOW)).toEqual({ id: 'cid', away: { until: null } });
  });

  it.each([
    ['has no deputy', undefined],
    ['has one who is away without a deputy', 'ben'],
    ['has one who has left', 'zoe'],
    ['is in a circle of absent people', 'dan'],
  ])('tells an absent person who %s, and whoever else has the role', async (_what, deputy) => {
    await add('amy', ['account-manager'], away(deputy));
    await add('ann', ['account-manager']);
    await add('ben', ['consultant'], away());
    await add('dan', ['consultant'], away('amy'));
    await add('zoe', ['consultant'], { active: false });
    const expected = await told(['account-manager'], { 'account-manager': 'amy' });
    expect(expected).toEqual(['amy', 'ann']);
    expect(await actingFor(db, 'amy', NOW)).toEqual({ id: null, away: { until: null } });
  });

  it('tells the other holders of a role whose holder here has left', async () => {
    await add('amy', ['account-manager'], { active: false });
    await add('ann', ['account-manager']);
    expect(await told(['account-manager'], { 'account-manager': 'amy' })).toEqual(['ann']);
    expect(await actingFor(db, 'amy', NOW)).toBeNull();
  });

  it('tells the next rung that somebody has when nobody has the level, and managers beyond the ladder', async () => {
    const level = async (number: 1 | 3 | 4, roles: string[], ladder = LADDER) => {
      const everybody = await readDirectory(db, {
        ids: [],
        roles: ['account-manager', 'operations-manager', 'head-of-revenue', 'managing-director'],
      });
      return listenersAtLevel({ level: number, roles }, { ladder, team: {} }, everybody, NOW.getTime());
    };
    expect(await level(1, ['account-manager'])).toEqual({ told: [], instead: [] });
    await add('mia', ['managing-director']);
    expect(await level(1, ['account-manager'])).toEqual({ told: ['mia'], instead: ['managing-director'] });
    await add('otto', ['operations-manager']);
    expect(await level(1, ['account-manager'])).toEqual({ told: ['otto'], instead: ['operations-manager'] });
    expect(await level(3, ['head-of-revenue'])).toEqual({
      told: ['mia', 'otto'],
      instead: ['managing-director', 'operations-manager'],
    });
    expect(await level(3, ['managing-director'])).toEqual({ told: ['mia'], instead: [] });
  });

  it('lets nobody stand in who has left, is the same person, or closes a circle', async () => {
    await add('amy', [], { deputyId: 'ben' });
    await add('ben', [], { deputyId: 'cid' });
    await add('cid', []);
    await add('zoe', [], { active: false });
    expect(await deputyFault(db, 'cid', 'amy')).toBe('circle');
    expect(await deputyFault(db, 'cid', 'cid')).toBe('self');
    expect(await deputyFault(db, 'cid', 'zoe')).toBe('not active');
    expect(await deputyFault(db, 'cid', 'nobody')).toBe('not active');
    expect(await deputyFault(db, 'amy', 'cid')).toBeNull();
  });
});
