import { ClockError } from '../clock/errors';

/** A content line of an iCalendar text (RFC 5545, section 3.1), unfolded. Names and parameter names are upper case. */
export interface ContentLine {
  readonly name: string;
  readonly params: ReadonlyMap<string, string>;
  readonly value: string;
}

/**
 * The content lines of each VEVENT of an iCalendar text, without those of the components inside it (alarms).
 * @throws ClockError `ICALENDAR_MALFORMED` when it is no VCALENDAR or a component does not end
 */
export function eventsOfIcalendar(text: string): ContentLine[][] {
  const lines = text
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map(contentLine);
  if (lines[0]?.name !== 'BEGIN' || lines[0].value.toUpperCase() !== 'VCALENDAR') {
    throw icalendarMalformed('it does not begin with BEGIN:VCALENDAR');
  }
  const events: ContentLine[][] = [];
  const open: string[] = [];
  for (const line of lines) {
    if (line.name === 'BEGIN') {
      open.push(line.value.toUpperCase());
      if (open.at(-1) === 'VEVENT') events.push([]);
    } else if (line.name === 'END') {
      if (open.pop() !== line.value.toUpperCase()) throw icalendarMalformed(`END:${line.value} ends nothing`);
    } else if (open.at(-1) === 'VEVENT') {
      events.at(-1)!.push(line);
    }
  }
  if (open.length > 0) throw icalendarMalformed(`${open.at(-1)} does not end`);
  return events;
}

export function icalendarMalformed(reason: string): ClockError {
  return new ClockError('ICALENDAR_MALFORMED', reason);
}

function contentLine(line: string): ContentLine {
  const parts = /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:])*)*):(.*)$/.exec(line);
  if (!parts) throw icalendarMalformed(`the line "${line.slice(0, 60)}" is not NAME:value`);
  const params = new Map<string, string>();
  for (const [, key, value] of parts[2]!.matchAll(/;([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:])*)/g)) {
    params.set(key!.toUpperCase(), value!.replaceAll('"', ''));
  }
  return { name: parts[1]!.toUpperCase(), params, value: parts[3]! };
}
