import { z } from 'zod';
import { mailKey } from '../../text/domain/mail-address';
import type { OutsideLook, OutsideSight } from '../../capability/outside';
import { googleToken, googleTrouble } from '../google/auth';
import { VendorHttp } from '../kit/http';
import type { VendorSettings } from '../kit/vendor-settings';

const FOLDER = 'application/vnd.google-apps.folder';
const ROOT = '/drive/v3/files';

const GeneratedIds = z.object({ ids: z.array(z.string()).min(1) });
const FileAnswer = z.object({
  id: z.string(),
  name: z.string().optional(),
  webViewLink: z.string().optional(),
});
const Permissions = z.object({
  permissions: z.array(
    z.object({
      id: z.string(),
      role: z.string(),
      type: z.string(),
      emailAddress: z.string().optional(),
    }),
  ),
  nextPageToken: z.string().optional(),
});

const StartPage = z.object({ startPageToken: z.string() });
const ChangePage = z.object({
  changes: z.array(
    z.object({
      fileId: z.string().optional(),
      removed: z.boolean().optional(),
      file: z.object({ trashed: z.boolean().optional() }).optional(),
    }),
  ),
  nextPageToken: z.string().optional(),
  newStartPageToken: z.string().optional(),
});

export interface DriveFile {
  readonly id: string;
  /** Where a person opens it. */
  readonly link: string | undefined;
}

/** What is common to everything that we make in Drive. */
export interface DriveItem {
  /** From `generateId`, stored before the create: it makes the create repeatable (409 = it exists). */
  readonly id: string;
  readonly name: string;
  readonly parentId?: string;
  /** Kept in `appProperties.effectKey`; 124 bytes at most together with its name. */
  readonly key: string;
}

/**
 * Google Drive v3. Settings values: see `googleToken`. Scope drive. Documents are uploaded as files, since Drive takes no own id on the
 * create of a native Google document. All calls pass supportsAllDrives, so shared drives work.
 */
export class GoogleDriveClient {
  private readonly http: VendorHttp;

  constructor(settings: VendorSettings) {
    this.http = new VendorHttp({
      system: 'google-drive',
      baseUrl: settings.baseUrl,
      auth: googleToken('google-drive', settings, 'https://www.googleapis.com/auth/drive'),
      trouble: googleTrouble,
    });
  }

  /** An id that nothing has yet. Store it under the effect's key before using it. */
  async generateId(): Promise<string> {
    const { body } = await this.http.request({
      op: 'files.generateIds',
      method: 'GET',
      path: `${ROOT}/generateIds`,
      query: { count: 1, space: 'drive', type: 'files' },
    });
    const [id] = GeneratedIds.parse(body).ids;
    return id as string;
  }

  /** Repeatable with the same id. */
  async createFolder(item: DriveItem): Promise<DriveFile> {
    const { status, body } = await this.http.request({
      op: 'files.create',
      method: 'POST',
      path: ROOT,
      query: { supportsAllDrives: true, fields: 'id,name,webViewLink' },
      json: { ...metadataOf(item), mimeType: FOLDER },
      expected: [409],
    });
    return status === 409 ? this.getFile(item.id) : asFile(body);
  }

  /** Repeatable with the same id: an existing file stays as it is. One multipart request, 5 MB at most. */
  async uploadFile(item: DriveItem, mimeType: string, content: string | Uint8Array): Promise<DriveFile> {
    const boundary = `part-${item.id}`;
    const head =
      `--${boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n` +
      `${JSON.stringify({ ...metadataOf(item), mimeType })}\r\n` +
      `--${boundary}\r\nContent-Type: ${mimeType}\r\n\r\n`;
    const { status, body } = await this.http.request({
      op: 'files.upload',
      method: 'POST',
      path: `/upload${ROOT}`,
      query: { uploadType: 'multipart', supportsAllDrives: true, fields: 'id,name,webViewLink' },
      raw: {
        contentType: `multipart/related; boundary=${boundary}`,
        body: Buffer.concat([
          Buffer.from(head),
          typeof content === 'string' ? Buffer.from(content) : content,
          Buffer.from(`\r\n--${boundary}--\r\n`),
        ]),
      },
      carries: [metadataOf(item), String(content)],
      expected: [409],
    });
    return status === 409 ? this.getFile(item.id) : asFile(body);
  }

  /** @throws VendorError rejected (404) when there is no such file, or it is not shared with us */
  async getFile(id: string): Promise<DriveFile> {
    const { body } = await this.http.request({
      op: 'files.get',
      method: 'GET',
      path: filePath(id),
      query: { supportsAllDrives: true, fields: 'id,name,webViewLink' },
    });
    return asFile(body);
  }

  /** Repeatable. The folder keeps its content and gets another name. */
  async rename(id: string, name: string): Promise<void> {
    await this.http.request({
      op: 'files.update',
      method: 'PATCH',
      path: filePath(id),
      query: { supportsAllDrives: true, fields: 'id' },
      json: { name },
    });
  }

  /** Takes something out of the bin; repeatable. @throws VendorError rejected (404) when it was deleted for good */
  async restore(id: string): Promise<void> {
    await this.http.request({
      op: 'files.update',
      method: 'PATCH',
      path: filePath(id),
      query: { supportsAllDrives: true, fields: 'id' },
      json: { trashed: false },
    });
  }

  /**
   * Makes the readers of a file exactly these addresses: missing ones are added without a mail from Google, others
   * that are readers in person lose it. Owners, writers, groups and links are left alone. Repeatable.
   * @returns how many were added and removed
   */
  async setReaders(id: string, emails: readonly string[]): Promise<{ added: number; removed: number }> {
    const present = await this.permissions(id);
    const wanted = new Set(emails.map(mailKey));
    const people = present.filter(({ type, emailAddress }) => type === 'user' && emailAddress !== undefined);
    const known = new Set(people.map(({ emailAddress }) => mailKey(emailAddress ?? '')));
    const missing = [...wanted].filter((email) => !known.has(email));
    const surplus = people.filter(
      ({ role, emailAddress }) => role === 'reader' && !wanted.has(mailKey(emailAddress ?? '')),
    );
    for (const emailAddress of missing) {
      await this.http.request({
        op: 'permissions.create',
        method: 'POST',
        path: `${filePath(id)}/permissions`,
        query: { supportsAllDrives: true, sendNotificationEmail: false },
        json: { type: 'user', role: 'reader', emailAddress },
      });
    }
    for (const permission of surplus) {
      await this.http.request({
        op: 'permissions.delete',
        method: 'DELETE',
        path: `${filePath(id)}/permissions/${encodeURIComponent(permission.id)}`,
        query: { supportsAllDrives: true },
        expected: [404],
      });
    }
    return { added: missing.length, removed: surplus.length };
  }

  /** What was changed since the page token was given, page by page; without one, only the token to begin with. */
  async changesSince(since: string | undefined): Promise<OutsideLook> {
    if (since === undefined) {
      const { body } = await this.http.request({
        op: 'changes.getStartPageToken',
        method: 'GET',
        path: '/drive/v3/changes/startPageToken',
        query: { supportsAllDrives: true },
      });
      return { sights: [], cursor: StartPage.parse(body).startPageToken };
    }
    const sights: OutsideSight[] = [];
    let pageToken = since;
    for (;;) {
      const { body } = await this.http.request({
        op: 'changes.list',
        method: 'GET',
        path: '/drive/v3/changes',
        query: {
          pageToken,
          pageSize: 1_000,
          supportsAllDrives: true,
          includeItemsFromAllDrives: true,
          fields: 'nextPageToken,newStartPageToken,changes(fileId,removed,file(trashed))',
        },
      });
      const page = ChangePage.parse(body);
      sights.push(...page.changes.flatMap(asSight));
      if (page.newStartPageToken !== undefined) return { sights, cursor: page.newStartPageToken };
      if (page.nextPageToken === undefined) throw new Error('Google gave neither a next page nor a token.');
      pageToken = page.nextPageToken;
    }
  }

  private async permissions(id: string) {
    const all: z.infer<typeof Permissions>['permissions'] = [];
    let pageToken: string | undefined;
    do {
      const { body } = await this.http.request({
        op: 'permissions.list',
        method: 'GET',
        path: `${filePath(id)}/permissions`,
        query: {
          supportsAllDrives: true,
          pageSize: 100,
          fields: 'nextPageToken,permissions(id,type,role,emailAddress)',
          pageToken,
        },
      });
      const page = Permissions.parse(body);
      all.push(...page.permissions);
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    return all;
  }
}

function metadataOf({ id, name, parentId, key }: DriveItem) {
  return {
    id,
    name,
    ...(parentId === undefined ? {} : { parents: [parentId] }),
    appProperties: { effectKey: key },
  };
}

function filePath(id: string): string {
  return `${ROOT}/${encodeURIComponent(id)}`;
}

function asFile(body: unknown): DriveFile {
  const { id, webViewLink } = FileAnswer.parse(body);
  return { id, link: webViewLink };
}

/** Changes of whole drives name no file. */
function asSight({ fileId, removed, file }: z.infer<typeof ChangePage>['changes'][number]): OutsideSight[] {
  if (fileId === undefined) return [];
  return [{ id: fileId, place: removed === true ? 'gone' : file?.trashed === true ? 'inBin' : 'there' }];
}
