import { supplemental } from 'cldr-core/supplemental/windowsZones.json';
import { holidaysOfIcalendar } from '../../../src/promise/domain/calendar/icalendar-holidays';
import { zoneOfWindows } from '../../../src/promise/domain/calendar/windows-zones';
import { zoneOf } from '../../../src/promise/domain/calendar/zone';

const NAMES = [
  ...new Set(supplemental.windowsZones.mapTimezones.map(({ mapZone: { _other: name } }) => name)),
];

const text = (...lines: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: string[]) => text('BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT');
const closures = (source: string) => holidaysOfIcalendar(source, 'Etc/UTC');
const atNine = (tzid: string) => event(`DTSTART;TZID=${tzid}:20260706T090000`, 'DURATION:PT1H');

describe("A zone by Windows' name", () => {
  it.each([
    ['W. Europe Standard Time', '07:00'],
    ['"W. Europe Standard Time"', '07:00'],
    ['w. europe  standard TIME', '07:00'],
    ['GMT Standard Time', '08:00'],
    ['Eastern Standard Time', '13:00'],
    ['India Standard Time', '03:30'],
    ['Newfoundland Standard Time', '11:30'],
    ['UTC', '09:00'],
    ['UTC-02', '11:00'],
  ])('%s counts its own hours: 9:00 there is %s', (name, from) => {
    expect(closures(atNine(name))).toMatchObject([{ date: '2026-07-06', from }]);
  });

  it('means the same wherever a zone is named: in starts and ends, in what is left out, added and moved', () => {
    const series = (tzid: string) =>
      text(
        'BEGIN:VEVENT',
        'UID:1',
        `DTSTART;TZID=${tzid}:20260301T090000`,
        `DTEND;TZID=${tzid}:20260301T110000`,
        'RRULE:FREQ=WEEKLY;UNTIL=20260503T000000Z',
        `EXDATE;TZID=${tzid}:20260308T090000`,
        `RDATE;TZID=${tzid}:20260601T090000`,
        'END:VEVENT',
        'BEGIN:VEVENT',
        'UID:1',
        `RECURRENCE-ID;TZID=${tzid}:20260315T090000`,
        `DTSTART;TZID=${tzid}:20260316T120000`,
        `DTEND;TZID=${tzid}:20260316T130000`,
        'END:VEVENT',
      );
    const found = closures(series('Pacific Standard Time'));
    expect(found).toEqual(closures(series('America/Los_Angeles')));
    expect(found).toHaveLength(9);
  });

  it('gives way to what the text itself describes under it', () => {
    const described = text(
      'BEGIN:VTIMEZONE',
      'TZID:W. Europe Standard Time',
      'BEGIN:STANDARD',
      'DTSTART:16010101T000000',
      'TZOFFSETFROM:+0300',
      'TZOFFSETTO:+0300',
      'END:STANDARD',
      'END:VTIMEZONE',
      'BEGIN:VEVENT',
      'DTSTART;TZID=W. Europe Standard Time:20260706T090000',
      'DURATION:PT1H',
      'END:VEVENT',
    );
    expect(closures(described)).toMatchObject([{ from: '06:00' }]);
  });

  it('is each of those of CLDR', () => {
    expect(NAMES.length).toBeGreaterThan(130);
    for (const name of NAMES) {
      const zone = zoneOfWindows(name) ?? 'none';
      expect([name, closures(atNine(name))]).toEqual([name, closures(atNine(zone))]);
    }
  });

  it.each(['Customized Time Zone', 'W. Europe Time', 'Middle Earth Standard Time'])(
    'is refused by its name when nobody knows it: %s',
    (name) => {
      expect(() => closures(atNine(name))).toThrow(new RegExp(`"${name}" is not an IANA time zone`));
    },
  );

  it("is no zone of a calendar of our own, which names IANA's", () => {
    expect(() => zoneOf('AUS Eastern Standard Time')).toThrow(
      '"AUS Eastern Standard Time" is not an IANA time zone; give a name such as Australia/Sydney',
    );
  });
});
