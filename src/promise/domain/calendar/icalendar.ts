import ICAL from 'ical.js';
import { ClockError } from '../clock/errors';

/** A property as jCal has it (RFC 7265, section 3.4): names in lower case, dates as `YYYY-MM-DD` and so on. */
export interface Property {
  readonly name: string;
  readonly params: Readonly<Record<string, string | readonly string[]>>;
  readonly values: readonly unknown[];
}

export interface Component {
  readonly name: string;
  readonly properties: readonly Property[];
  readonly components: readonly Component[];
}

type JcalProperty = [name: string, params: Property['params'], type: string, ...values: unknown[]];
type JcalComponent = [name: string, properties: JcalProperty[], components: JcalComponent[]];

/**
 * What an iCalendar text (RFC 5545) holds, of all its VCALENDARs.
 * @throws ClockError `ICALENDAR_MALFORMED` when it is no VCALENDAR or a component does not end
 */
export function componentsOfIcalendar(text: string): Component[] {
  return parse(text, (parsed) => {
    const calendars = (typeof parsed[0] === 'string' ? [parsed] : parsed) as JcalComponent[];
    if (calendars.length === 0 || calendars.some(([name]) => name !== 'vcalendar')) throw noCalendar();
    return calendars.flatMap(([, , components]) => components.map(componentOf));
  });
}

export function icalendarMalformed(reason: string): ClockError {
  return new ClockError('ICALENDAR_MALFORMED', reason);
}

export function propertiesOf(component: Component, name: string): Property[] {
  return component.properties.filter((property) => property.name === name);
}

export function propertyOf(component: Component, name: string): Property | undefined {
  return component.properties.find((property) => property.name === name);
}

/** The first value of a property as text; empty where there is none. */
export function textOf(component: Component, name: string): string {
  const value = propertyOf(component, name)?.values[0];
  return typeof value === 'string' ? value : '';
}

/** Senders put a byte order mark first, and blanks between listed dates; the library takes neither. */
function parse<T>(text: string, read: (parsed: unknown[]) => T): T {
  try {
    return read(ICAL.parse(text.replace(/^\uFEFF/, '').replace(/,[ \t]+(?=\d{8})/g, ',')));
  } catch (error) {
    if (error instanceof ClockError) throw error;
    if (error instanceof TypeError) throw noCalendar();
    // The stack is spent: nobody nests components so deep in earnest.
    if (error instanceof RangeError) throw icalendarMalformed('its components are nested too deep');
    const { message } = error as Error;
    const line = /^invalid line \(no token ";" or ":"\) "([^]*)"$/.exec(message)?.[1];
    throw icalendarMalformed(
      line === undefined ? message.slice(0, 200) : `the line "${line.slice(0, 60)}" is not NAME:value`,
    );
  }
}

function noCalendar(): ClockError {
  return icalendarMalformed('it does not begin with BEGIN:VCALENDAR');
}

function componentOf([name, properties, components]: JcalComponent): Component {
  return {
    name,
    properties: properties.map(([property, params, , ...values]) => ({ name: property, params, values })),
    components: components.map(componentOf),
  };
}
