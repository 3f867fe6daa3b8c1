import { CRISIS } from '../../promise/domain/ladder/promise-state';
import { DUE_SOON } from './post';
import { bothWallTimes } from './wall-time';

/** A notice as the message to its person shows it. */
export interface NoticeLine {
  /** Null for what is about no promise. */
  promiseId: string | null;
  /** "Level 2", "Due soon" ... */
  reason: string;
  level: number;
  urgent: boolean;
  /** It comes later than it should have: after an outage. */
  late: boolean;
  text: string;
  /** When it was reached. */
  createdAt: Date;
  /** By which people know what it is about; null when it is gone. */
  reference: string | null;
  dueAt: Date | null;
  respondBy: Date | null;
  /** Where the client of it is, an IANA name; null when that is not known. */
  clientZone: string | null;
  /** Where this reader decides about it; null for what nobody decides. */
  decideAt: string | null;
}

/** Who is told, and where and when they read it. */
export interface Reader {
  name: string;
  /** Of whose wall clock the times are; an IANA name. */
  timeZone: string;
  /** Where to look, without a trailing slash. */
  publicUrl: string;
  now: Date;
}

const MOST_REFERENCES_IN_SUBJECT = 3;

/**
 * One message with everything that a person is to be told: a line for each promise, however many of its levels there are
 * to tell. What comes late stands first, in the order in which it was reached; then the higher level first.
 * @param notices at least one
 */
export function composeMessage(
  notices: readonly NoticeLine[],
  reader: Reader,
): { subject: string; text: string } {
  const matters = mattersOf(notices);
  const late = matters.filter((matter) => matter.late).sort(byInstant);
  const inTime = matters.filter((matter) => !matter.late).sort(byUrgency);
  const parts = [
    `Hello ${reader.name},`,
    ...(late.length > 0 ? [lateness(late.length), lines(late, reader)] : []),
    ...(inTime.length > 0 ? [lines(inTime, reader)] : []),
    `You get this because you answer for these promises, or are to hear of them.${warning(matters)}\nWhere to look: ${reader.publicUrl}/docs`,
  ];
  return { subject: subjectOf([...matters].sort(byUrgency)), text: `${parts.join('\n\n')}\n` };
}

/** Whoever has such a link can act in its reader's name. */
function warning(matters: readonly Matter[]): string {
  const hasLinks = matters.some(({ top }) => top.decideAt !== null);
  return hasLinks ? ' The links are yours alone: do not pass them on.' : '';
}

/** More cannot be taken in at a glance; the mail has them all. */
const MOST_LINES_IN_CHAT = 20;

/** The chat message of crises: one for all that came together. */
export function composeChat(crises: readonly NoticeLine[], reader: Reader): string {
  const matters = mattersOf(crises).sort(byInstant);
  const more = matters.length - MOST_LINES_IN_CHAT;
  return [
    lines(matters.slice(0, MOST_LINES_IN_CHAT), reader),
    ...(more > 0 ? [`... and ${more} more, which the mail names.`] : []),
    `${reader.publicUrl}/docs`,
  ].join('\n');
}

/** Everything that there is to tell of one promise. */
interface Matter {
  /** What was reached last; of a warning and a level, the level. */
  top: NoticeLine;
  /** All levels that are told, in the order in which they were reached. */
  levels: NoticeLine[];
  late: boolean;
}

function mattersOf(notices: readonly NoticeLine[]): Matter[] {
  const groups = new Map<string, NoticeLine[]>();
  for (const [index, notice] of [...notices].sort((a, b) => +a.createdAt - +b.createdAt).entries()) {
    const key = notice.promiseId === null ? `notice ${index}` : `${notice.promiseId} ${notice.level > 0}`;
    groups.set(key, [...(groups.get(key) ?? []), notice]);
  }
  return [...groups.values()].flatMap((group) => {
    const top = group.at(-1);
    const levels = group.filter(({ level }) => level > 0);
    return top ? [{ top, levels, late: group.some(({ late }) => late) }] : [];
  });
}

const byInstant = (a: Matter, b: Matter) =>
  +(a.levels[0] ?? a.top).createdAt - +(b.levels[0] ?? b.top).createdAt;

const byUrgency = ({ top: a }: Matter, { top: b }: Matter) =>
  b.level - a.level || Number(b.urgent) - Number(a.urgent);

function subjectOf(matters: readonly Matter[]): string {
  const top = matters[0]?.top;
  const references = [...new Set(matters.flatMap((matter) => matter.top.reference ?? []))];
  const alike = matters.every((matter) => matter.top.reason === top?.reason);
  if (!top?.urgent && !(alike && references.length === 1)) {
    return counted(matters.length);
  }
  const about =
    references.length > 0 && references.length <= MOST_REFERENCES_IN_SUBJECT
      ? references.join(', ')
      : counted(matters.length);
  return `${top?.reason ?? ''}: ${about}`;
}

function lateness(count: number): string {
  return count === 1
    ? '1 notice of this message comes late, because our systems were away when it was due:'
    : `${count} notices of this message come late, because our systems were away when they were due:`;
}

function counted(count: number): string {
  return count === 1 ? '1 notice' : `${count} notices`;
}

function lines(matters: readonly Matter[], reader: Reader): string {
  const decide = ({ top }: Matter) => (top.decideAt === null ? '' : `\n  What you can do: ${top.decideAt}`);
  return matters.map((matter) => `- ${lineOf(matter, reader)}${decide(matter)}`).join('\n');
}

function lineOf({ top, levels, late }: Matter, reader: Reader): string {
  const client = top.clientZone === null ? null : { zone: top.clientZone, who: 'the client' };
  const when = (at: Date) => bothWallTimes(at, reader.timeZone, client);
  const reached =
    late || levels.length > 1
      ? levels.map(({ reason, createdAt }) => `${reason} on ${when(createdAt)}`).join(', ')
      : '';
  const parts = [
    top.reason === DUE_SOON && top.dueAt
      ? `${top.dueAt < reader.now ? 'Was due' : 'Due'} ${when(top.dueAt)}:`
      : '',
    // What somebody wrote into a title stays on its line.
    top.text.replaceAll(/\s+/g, ' ').trim(),
    reached === '' ? '' : `Reached: ${reached}.`,
    top.respondBy && top.level < CRISIS ? `Respond by ${when(top.respondBy)}.` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}
