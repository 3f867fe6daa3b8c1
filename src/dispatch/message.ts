/** A notice as the message to its person shows it. */
export interface NoticeLine {
  /** "Level 2", "Due soon" ... */
  reason: string;
  level: number;
  urgent: boolean;
  late: boolean;
  text: string;
  /** By which people know what it is about; null when it is gone. */
  reference: string | null;
}

const MOST_REFERENCES_IN_SUBJECT = 3;

/**
 * One message with everything that a person is to be told: late notices first, then the higher level first, each on a
 * line of its own.
 * @param notices at least one, oldest first
 * @param publicUrl where to look, without a trailing slash
 */
export function composeMessage(
  name: string,
  notices: readonly NoticeLine[],
  publicUrl: string,
): { subject: string; text: string } {
  const sorted = [...notices].sort(
    (a, b) => Number(b.late) - Number(a.late) || b.level - a.level || Number(b.urgent) - Number(a.urgent),
  );
  const late = sorted.filter((notice) => notice.late);
  const inTime = sorted.filter((notice) => !notice.late);
  const parts = [
    `Hello ${name},`,
    ...(late.length > 0
      ? [
          `${counted(late.length)} of this message ${late.length === 1 ? 'comes' : 'come'} late, because our systems were away when ${late.length === 1 ? 'it was' : 'they were'} due:`,
          lines(late),
        ]
      : []),
    ...(inTime.length > 0 ? [lines(inTime)] : []),
    `You get this because you answer for these promises, or are to hear of them.\nWhere to look: ${publicUrl}`,
  ];
  return { subject: subjectOf(sorted), text: `${parts.join('\n\n')}\n` };
}

/** The chat message of a single notice. */
export function composeChat(notice: NoticeLine, publicUrl: string): string {
  return `${notice.text}\n${publicUrl}`;
}

function subjectOf(sorted: readonly NoticeLine[]): string {
  const top = [...sorted].sort((a, b) => b.level - a.level || Number(b.urgent) - Number(a.urgent))[0];
  const references = [...new Set(sorted.flatMap(({ reference }) => reference ?? []))];
  const alike = sorted.every(({ reason }) => reason === top?.reason);
  if (!top?.urgent && !(alike && references.length === 1)) {
    return counted(sorted.length);
  }
  const about =
    references.length > 0 && references.length <= MOST_REFERENCES_IN_SUBJECT
      ? references.join(', ')
      : counted(sorted.length);
  return `${top?.reason ?? ''}: ${about}`;
}

function counted(count: number): string {
  return count === 1 ? '1 notice' : `${count} notices`;
}

/** What somebody wrote into a title stays on its line. */
function lines(notices: readonly NoticeLine[]): string {
  return notices.map(({ text }) => `- ${text.replaceAll(/\s+/g, ' ').trim()}`).join('\n');
}
