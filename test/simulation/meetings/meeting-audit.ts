import type { Case } from '../case';
import type { World } from '../world';
import { faultsOfTime } from './house-hours';

/** An event as Google's stand-in has it. */
interface CalendarEvent {
  id: string;
  status: string;
  summary: string;
  description?: string;
  start: { dateTime: string };
  end: { dateTime: string };
  attendees: { email: string }[];
}

interface Meeting {
  name: string;
  playbook: string;
  startMs: number;
  endMs: number;
  people: string[];
}

const CYCLE = ['Strategy session', 'Progress review', 'Mid-point review', 'Results review'];

/** Every meeting that stands in the calendars: in working hours, on no closed day, with people who are nowhere else. */
export async function auditMeetings(
  world: World,
  cases: readonly Case[],
): Promise<{ findings: string[]; figure: string }> {
  const events = await world.objects<CalendarEvent>('google-calendar', 'event');
  const meetings = events
    .filter(({ status }) => status !== 'cancelled')
    .map((event) => meetingOf(event, cases))
    .sort((a, b) => a.startMs - b.startMs);
  const findings = meetings.flatMap(({ name, playbook, startMs, endMs }) =>
    faultsOfTime(playbook, startMs, endMs).map((fault) => `${name}: ${fault}`),
  );
  meetings.forEach((meeting, index) => {
    for (const other of meetings.slice(index + 1)) {
      if (other.startMs >= meeting.endMs) break;
      const both = other.people.find((person) => meeting.people.includes(person));
      if (both)
        findings.push(
          `${both} is in two meetings at ${new Date(other.startMs).toISOString()}: ${meeting.name} and ${other.name}`,
        );
    }
  });
  findings.push(...cycleFaults(meetings));
  const zones = new Set(meetings.map(({ playbook }) => playbook)).size;
  return {
    findings,
    figure: `${meetings.length} in ${zones} zones, ${events.length - meetings.length} cancelled`,
  };
}

function meetingOf(
  { summary, description = '', start, end, attendees }: CalendarEvent,
  cases: readonly Case[],
): Meeting {
  const [reference = ''] = /CD-\d+/.exec(description) ?? [];
  return {
    name: `${reference} ${summary}`,
    playbook: cases.find((one) => one.reference === reference)?.playbook ?? '',
    startMs: Date.parse(start.dateTime),
    endMs: Date.parse(end.dateTime),
    people: attendees.map(({ email }) => email),
  };
}

/** The meetings of a client's strategy cycle follow each other. */
function cycleFaults(meetings: readonly Meeting[]): string[] {
  const faults: string[] = [];
  const last = new Map<string, { place: number; meeting: Meeting }>();
  for (const meeting of meetings) {
    const [reference = ''] = meeting.name.split(' ');
    const place = CYCLE.findIndex((title) => meeting.name.startsWith(`${reference} ${title}`));
    if (place < 0) continue;
    const before = last.get(reference);
    if (before && before.place > place) faults.push(`${meeting.name} comes after ${before.meeting.name}`);
    last.set(reference, { place, meeting });
  }
  return faults;
}
