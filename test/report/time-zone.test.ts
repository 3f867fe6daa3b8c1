import { readSettings, readStartSettings } from '../../src/settings/settings';
import { SettingsError } from '../../src/settings/problems';

const REAL = {
  DATABASE_URL: 'postgresql://u:p@db:5432/promisekeeper',
  TEMPORAL_ADDRESS: 'temporal:7233',
  PROMISEKEEPER_ADMIN_TOKEN: 'sixteen-letters-or-more',
};

test.each([
  [undefined, 'Etc/UTC'],
  ['Europe/Berlin', 'Europe/Berlin'],
])('reports keep the days of the house: PROMISEKEEPER_TIME_ZONE=%s is %s', (given, zone) => {
  const env = { ...REAL, ...(given === undefined ? {} : { PROMISEKEEPER_TIME_ZONE: given }) };
  expect(readSettings(env).timeZone).toBe(zone);
});

test.each(['Mars/Phobos', '+02:00', 'Berlin'])('%s is no time zone, and nothing starts with it', (zone) => {
  const read = () => readStartSettings({ PROMISEKEEPER_TIME_ZONE: zone });
  expect(read).toThrow(SettingsError);
  expect(read).toThrow(/PROMISEKEEPER_TIME_ZONE .*give an IANA time zone such as Europe\/London/);
});
