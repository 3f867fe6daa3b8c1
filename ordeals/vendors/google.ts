import type { InstallationApi } from '../support/installation-api';
import { decodeMail } from '../support/mail-text';
import { ask, inSteps, type VendorObject } from './vendor-object';

const token = 'sandbox-google-access-token';

/** A mail that was sent. */
export interface SentMail {
  id: string;
  messageId: string;
  to: string;
  subject: string;
  text: string;
}

/** Every mail that was sent; a draft that was left behind went to nobody. */
export async function readMails(installation: InstallationApi): Promise<SentMail[]> {
  const mailbox = 'gmail/gmail/v1/users/me/messages';
  const messages = await everyPage<{ id: string }>(installation, mailbox, 'messages');
  return await inSteps(messages, async ({ id }) => {
    const path = `${mailbox}/${id}?format=raw`;
    const { raw } = await ask<{ raw: string }>(installation, 'GET', path, { token });
    return { id, ...mailOf(Buffer.from(raw, 'base64url').toString()) };
  });
}

function mailOf(raw: string): Omit<SentMail, 'id'> {
  const header = (name: string) => new RegExp(`^${name}: *(.*?)\\r?$`, 'im').exec(raw)?.[1] ?? '';
  return { messageId: header('Message-ID'), subject: header('Subject'), ...decodeMail(raw) };
}

export function mailObjects(mails: readonly SentMail[]): VendorObject[] {
  return mails.map(({ id, messageId, to, subject }) => ({
    kind: 'mail',
    id,
    alike: messageId,
    shown: `"${subject}" to ${to}`,
  }));
}

interface CalendarEvent {
  id: string;
  status: string;
  summary: string;
  description?: string;
}

/** Every meeting that stands in the calendar. */
export async function readCalendar(installation: InstallationApi): Promise<VendorObject[]> {
  const path = 'google-calendar/calendar/v3/calendars/primary/events';
  const items = await everyPage<CalendarEvent>(installation, path, 'items');
  return items
    .filter(({ status }) => status !== 'cancelled')
    .map(({ id, summary, description = '' }) => ({
      kind: 'calendar event',
      id,
      alike: `${description} ${summary}`,
      shown: summary,
    }));
}

interface DriveFile {
  id: string;
  name: string;
  mimeType: string;
  parents: string[];
  trashed: boolean;
}

/** Every folder and file in the drive. */
export async function readDrive(installation: InstallationApi): Promise<VendorObject[]> {
  const path = 'google-drive/drive/v3/files';
  const files = await everyPage<DriveFile>(installation, path, 'files');
  return files
    .filter(({ trashed }) => !trashed)
    .map(({ id, name, mimeType, parents }) => ({
      kind: mimeType.endsWith('.folder') ? 'Drive folder' : 'Drive file',
      id,
      alike: `${parents.join()} ${name}`,
      shown: name,
    }));
}

/** All of a list that Google hands out page by page, under the name that it gives it. */
async function everyPage<T>(installation: InstallationApi, path: string, name: string): Promise<T[]> {
  const found: T[] = [];
  for (let query = ''; ; ) {
    type Page = { nextPageToken?: string } & Record<string, T[] | undefined>;
    const page = await ask<Page>(installation, 'GET', `${path}${query}`, { token });
    found.push(...(page[name] ?? []));
    if (page.nextPageToken === undefined) return found;
    query = `?pageToken=${encodeURIComponent(page.nextPageToken)}`;
  }
}
