import { Effects } from '../../activities/capabilities/effects';
import { actionsOf, capabilityNames, undoOf } from '../../src/capability/actions';
import type { ActionNameOf, ActionParamsOf } from '../../src/capability/capability';
import { CAPABILITIES } from '../../src/capability/registry';
import type { Database } from '../../src/database/database';
import { openTestDatabase } from '../support/database';
import { parametersOf } from '../../src/playbook/domain/action-schema';
import { REAL_TIME, clockOf } from '../../src/promise/domain/time';
import { fleet, type FleetPort } from '../fixtures/house/capability/fleet';
import { createFleetActivities } from '../fixtures/house/capability/fleet-activities';
import { parley } from '../fixtures/house/vendor/index';
import { databaseUrl } from '../support/environment';
import { filesTouchedBy } from '../support/house-edits';

/** The line of a new capability in the registry. */
const WITH_FLEET = { ...CAPABILITIES, fleet };

const BOOKING = { depot: 'north', days: 3, drivers: ['team'], purpose: 'Bring the machines' };

it('touches the registry, what is done through it, and the vendor that provides it', () => {
  expect([...filesTouchedBy('capability').keys()]).toEqual([
    'src/capability/registry.ts',
    'activities/vendor-activities.ts',
    'src/vendors/google-calendar/index.ts',
  ]);
});

describe('A capability that is one more line of the registry', () => {
  it('has its actions among all others, with their parameters in types', () => {
    const name: ActionNameOf<typeof WITH_FLEET> = 'fleet.bookVan';
    const params: ActionParamsOf<typeof WITH_FLEET>['fleet.bookVan'] = BOOKING;
    // @ts-expect-error a van has no wings
    const unknown: ActionNameOf<typeof WITH_FLEET> = 'fleet.fly';
    // @ts-expect-error the days are missing
    const fewer: ActionParamsOf<typeof WITH_FLEET>['fleet.bookVan'] = { depot: 'north' };
    expect([...actionsOf(WITH_FLEET).keys()]).toEqual(expect.arrayContaining([name, 'fleet.giveBackVan']));
    expect(capabilityNames(WITH_FLEET)).toEqual([...capabilityNames(CAPABILITIES), 'fleet']);
    expect([params, unknown, fewer]).toHaveLength(3);
  });

  it.each([
    ['as it has to be', {}, true],
    ['for too long', { days: 31 }, false],
    ['for half a day', { days: 0.5 }, false],
    ['for nobody', { drivers: [] }, false],
    ['from no depot of ours', { depot: 'The North' }, false],
    ['with what nobody asked for', { colour: 'red' }, false],
  ])('has what a playbook writes checked by what it declares: %s', (_how, change, fits) => {
    const schema = parametersOf(fleet.actions.bookVan);
    expect(schema.safeParse({ ...BOOKING, ...change }).success).toBe(fits);
  });

  it('is undone by what it declares, with what that needs', () => {
    const actions = actionsOf(WITH_FLEET);
    const asked = { key: 'engagement/1/van#1', params: BOOKING };
    expect(undoOf<string>('fleet.bookVan', asked, actions)).toEqual({
      action: 'fleet.giveBackVan',
      params: { depot: 'north' },
    });
    expect(undoOf<string>('fleet.giveBackVan', asked, actions)).toBeUndefined();
  });
});

describe('Its activities', () => {
  let db: Database;
  beforeAll(async () => {
    db = openTestDatabase(await databaseUrl());
  });
  afterAll(() => db.$disconnect());

  it('know nothing but the port, and have each effect once', async () => {
    const booked = new Map<string, number>();
    const port: FleetPort = {
      book: async (key, days) => {
        booked.set(key, days);
        return `VAN ${booked.size}`;
      },
      giveBack: async () => {},
    };
    const effects = new Effects({ db, clock: clockOf(REAL_TIME, Date.now) }, parley.name);
    const activities = createFleetActivities({ vendor: parley, effects, port: () => port });
    const request = { engagementId: 'eng_1', key: 'engagement/1/van#1', params: BOOKING };
    const first = await activities['fleet.bookVan'](request);
    expect(await activities['fleet.bookVan']({ ...request, key: 'engagement/1/van#2' })).toEqual(first);
    expect([...booked.values()]).toEqual([3]);
    const undo = { ...request, params: { depot: 'north' } };
    expect((await activities['fleet.giveBackVan'](undo)).refs).toEqual({ plate: 'VAN 1' });
  });
});
