/** When people meet, by zone; read by the oracle and written into the playbooks, in two forms that know nothing of each other. */
interface HouseHours {
  /** As the playbook says it. */
  yaml: string;
  tz: string;
  days: readonly string[];
  from: string;
  to: string;
  /** Month and day, such as 12-25. */
  isClosed: (monthDay: string) => boolean;
}

const WEEK = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'];

function yamlOf(tz: string, days: readonly string[], from: string, to: string, holidays: string): string {
  const hours = days.map((day) => `${day.toLowerCase()}: [["${from}", "${to}"]]`).join(', ');
  return `{ tz: ${tz}, hours: { ${hours} }, holidays: [${holidays}] }`;
}

function hours(
  [tz, days, from, to]: readonly [string, readonly string[], string, string],
  holidays: string,
  isClosed: (monthDay: string) => boolean,
): HouseHours {
  return { yaml: yamlOf(tz, days, from, to, holidays), tz, days, from, to, isClosed };
}

const within = (first: string, last: string) => (monthDay: string) =>
  first <= last ? monthDay >= first && monthDay <= last : monthDay >= first || monthDay <= last;

/** By the name of the playbook; `client-delivery` is the one that the product comes with. */
export const HOUSE_HOURS: Record<string, HouseHours> = {
  'client-delivery': hours(['Europe/London', WEEK, '09:00', '17:30'], '', within('12-25', '01-01')),
  'client-delivery-sydney': hours(
    ['Australia/Sydney', WEEK, '08:30', '16:30'],
    '{ yearlyFrom: 12-20, yearlyTo: 01-09 }, { yearlyFrom: 01-26, yearlyTo: 01-26 }',
    (day) => within('12-20', '01-09')(day) || day === '01-26',
  ),
  'client-delivery-new-york': hours(
    ['America/New_York', WEEK, '09:30', '17:00'],
    '{ yearlyFrom: 07-03, yearlyTo: 07-04 }, { yearlyFrom: 11-23, yearlyTo: 11-29 }, { yearlyFrom: 12-24, yearlyTo: 01-02 }',
    (day) => within('07-03', '07-04')(day) || within('11-23', '11-29')(day) || within('12-24', '01-02')(day),
  ),
  'client-delivery-dubai': hours(
    ['Asia/Dubai', ['Sun', 'Mon', 'Tue', 'Wed'], '08:00', '15:00'],
    '{ yearlyFrom: 12-01, yearlyTo: 12-03 }',
    within('12-01', '12-03'),
  ),
};

/** The playbooks of a year: the one that the product comes with, and the same for houses elsewhere. */
export function playbooksOf(source: string): string[] {
  return Object.entries(HOUSE_HOURS).map(([name, { yaml }]) =>
    name === 'client-delivery'
      ? source
      : source
          .replace(/^name: .*$/m, `name: ${name}`)
          .replace(/^starts:\n.*\n/m, '')
          .replace(/^meetingCalendar: .*$/m, 'meetingCalendar: elsewhere')
          .replace(/^calendars:$/m, `calendars:\n  elsewhere: ${yaml}`),
  );
}

/** What is wrong with the time of a meeting; nothing when it lies in working hours of one open day. */
export function faultsOfTime(playbook: string, startMs: number, endMs: number): string[] {
  const house = HOUSE_HOURS[playbook];
  if (!house) return [`nobody knows the hours of ${playbook}`];
  const [start, end] = [wallOf(house.tz, startMs), wallOf(house.tz, endMs)];
  return [
    ...(start.date === end.date ? [] : ['runs over midnight']),
    ...(house.days.includes(start.weekday) ? [] : [`is on a ${start.weekday}`]),
    ...(house.isClosed(start.date.slice(5)) ? ['is on a closed day'] : []),
    ...(start.time >= house.from && end.time <= house.to ? [] : ['is outside of working hours']),
  ].map((fault) => `${start.date} ${start.time} to ${end.time} ${house.tz} ${fault}`);
}

function wallOf(timeZone: string, ms: number): { date: string; time: string; weekday: string } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', weekday: 'short' },
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  }).formatToParts(new Date(ms));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
    weekday: part('weekday'),
  };
}
