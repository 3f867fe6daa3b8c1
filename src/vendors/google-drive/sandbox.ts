import { randomBytes } from 'node:crypto';
import {
  GOOGLE_COMMON_QUERY,
  googleAuthorize,
  googleRefusal,
  googleRefusals,
  googleTokenRoute,
} from '../google/sandbox';
import type { SandboxAnswer, SandboxCall, SandboxWorld, VendorSandbox } from '../kit/sandbox/vendor-sandbox';
import spec from './openapi.json';
import { changedByHand, listChanges, noteChange, startPageToken } from './sandbox-changes';

interface File {
  kind: 'drive#file';
  id: string;
  name: string;
  mimeType: string;
  parents: string[];
  trashed: boolean;
  createdTime: string;
  modifiedTime: string;
  webViewLink: string;
  size?: string;
  appProperties?: Record<string, string>;
}
interface Permission {
  kind: 'drive#permission';
  id: string;
  type: string;
  role: string;
  emailAddress?: string;
}

/** What is in a file: text as it is, other bytes in base64. */
interface Content {
  contentType: string;
  content: string;
  encoding?: 'base64';
}

/** A multipart body: metadata first, then the content. */
interface Upload {
  parts?: [{ content?: Partial<File> }?, Content?];
}

function bytesOf({ content, encoding }: Content): Buffer {
  return Buffer.from(content, encoding ?? 'utf8');
}

/** Drive's limits: properties of an app on a file, and bytes of one of them, name and value. */
const MOST_PROPERTIES = 30;
const LONGEST_PROPERTY_BYTES = 124;

function isTooLong([name, value]: [string, string]): boolean {
  return Buffer.byteLength(name) + Buffer.byteLength(value) > LONGEST_PROPERTY_BYTES;
}

function newId(): string {
  return randomBytes(24).toString('base64url');
}

function missing(id: string): SandboxAnswer {
  return googleRefusal(404, 'notFound', `File not found: ${id}.`);
}

async function generateIds({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const ids = Array.from({ length: Number(query['count'] ?? 10) }, newId);
  for (const id of ids) await world.put('generated', id, {});
  return { status: 200, body: { kind: 'drive#generatedIds', space: 'drive', ids } };
}

async function make(world: SandboxWorld, wanted: Partial<File>, content?: Content): Promise<SandboxAnswer> {
  const { id = newId(), mimeType = 'application/octet-stream' } = wanted;
  const given = wanted.id !== undefined;
  if (given && mimeType.startsWith('application/vnd.google-apps.') && !mimeType.endsWith('.folder')) {
    return googleRefusal(400, 'invalid', 'Generated IDs are not supported for native Google documents.');
  }
  if (given && (await world.get('generated', id)) === undefined) {
    return googleRefusal(400, 'invalid', 'The provided file ID is not usable.');
  }
  const properties = Object.entries(wanted.appProperties ?? {});
  if (properties.length > MOST_PROPERTIES || properties.some(isTooLong)) {
    return googleRefusal(400, 'invalid', 'A property is too long, or there are too many of them.');
  }
  for (const parent of wanted.parents ?? []) {
    if ((await world.get('file', parent)) === undefined) return missing(parent);
  }
  const at = new Date(world.nowMs()).toISOString();
  const place = mimeType.endsWith('.folder') ? 'drive/folders' : 'file/d';
  const file: File = {
    ...wanted,
    kind: 'drive#file',
    id,
    name: wanted.name ?? 'Untitled',
    mimeType,
    parents: wanted.parents ?? ['root'],
    trashed: false,
    createdTime: at,
    modifiedTime: at,
    webViewLink: `https://drive.google.com/${place}/${id}`,
    ...(content === undefined ? {} : { size: String(bytesOf(content).length) }),
  };
  if (!(await world.insert('file', id, file))) {
    return googleRefusal(409, 'fileIdInUse', 'A file already exists with the provided ID.');
  }
  if (content !== undefined) await world.put('content', id, content);
  await noteChange(world, id);
  await grant(world, id, { type: 'user', role: 'owner', emailAddress: 'owner@sandbox.example' });
  return { status: 200, body: file };
}

async function upload(
  { body }: SandboxCall<Upload | undefined>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const [metadata, content] = body?.parts ?? [];
  if (metadata === undefined || content === undefined) {
    return googleRefusal(400, 'badContent', 'Multipart body expected: metadata, then content.');
  }
  const wanted = metadata.content ?? {};
  return make(world, { ...wanted, mimeType: wanted.mimeType ?? content.contentType }, content);
}

async function grant(
  world: SandboxWorld,
  fileId: string,
  wanted: Omit<Permission, 'kind' | 'id'>,
): Promise<Permission> {
  const id = String(10_000_000 + (await world.nextNumber('permission')));
  const permission: Permission = { kind: 'drive#permission', id, ...wanted };
  await world.put('permission', `${fileId}:${id}`, permission);
  return permission;
}

/** The file's metadata, or with `alt=media` what is in it. */
async function getFile({ params, query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { fileId = '' } = params;
  const file = await world.get<File>('file', fileId);
  if (file === undefined) return missing(fileId);
  if (query['alt'] !== 'media') return { status: 200, body: file };
  const content = await world.get<Content>('content', fileId);
  if (content === undefined) {
    return googleRefusal(403, 'fileNotDownloadable', 'Only files with binary content can be downloaded.');
  }
  return { status: 200, body: bytesOf(content), headers: { 'content-type': file.mimeType } };
}

/** All files, or those that a query of the form `'id' in parents` asks for. */
async function listFiles({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const all = await world.list<File>('file');
  const { q } = query;
  const parent = /^'([^']+)' in parents$/.exec(q ?? '')?.[1];
  if (q !== undefined && parent === undefined) return googleRefusal(400, 'invalid', 'Invalid Value');
  const files = parent === undefined ? all : all.filter(({ parents }) => parents.includes(parent));
  return { status: 200, body: { kind: 'drive#fileList', files } };
}

async function updateFile(
  { params, body }: SandboxCall<Partial<File>>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const file = await world.get<File>('file', params['fileId'] ?? '');
  if (file === undefined) return missing(params['fileId'] ?? '');
  const modifiedTime = new Date(world.nowMs()).toISOString();
  const changed = { ...file, ...body, id: file.id, modifiedTime };
  await world.put('file', file.id, changed);
  await noteChange(world, file.id);
  return { status: 200, body: changed };
}

async function deleteFile({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const id = params['fileId'] ?? '';
  if (!(await world.remove('file', id))) return missing(id);
  await noteChange(world, id);
  return { status: 204 };
}

async function listPermissions({ params, query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const id = params['fileId'] ?? '';
  if ((await world.get('file', id)) === undefined) return missing(id);
  const permissions = await world.list<Permission>('permission', `${id}:`);
  const { pageSize = '100', pageToken = '0' } = query;
  const start = Number(pageToken);
  const page = permissions.slice(start, start + Math.min(Number(pageSize), 100));
  const end = start + page.length;
  const next = end < permissions.length ? { nextPageToken: String(end) } : {};
  return { status: 200, body: { kind: 'drive#permissionList', permissions: page, ...next } };
}

async function createPermission(
  { params, body: wanted }: SandboxCall<Omit<Permission, 'kind' | 'id'>>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const id = params['fileId'] ?? '';
  if ((await world.get('file', id)) === undefined) return missing(id);
  if (!wanted.role || !wanted.type) return googleRefusal(400, 'required', 'Role and type are required.');
  return { status: 200, body: await grant(world, id, wanted) };
}

async function deletePermission({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { fileId = '', permissionId = '' } = params;
  if (await world.remove('permission', `${fileId}:${permissionId}`)) return { status: 204 };
  return googleRefusal(404, 'notFound', `Permission not found: ${permissionId}.`);
}

/** Google Drive's stand-in: files, folders and who may read them. */
export const googleDriveSandbox: VendorSandbox = {
  spec: spec,
  basePath: '/drive/v3',
  commonQuery: GOOGLE_COMMON_QUERY,
  operations: {
    'drive.files.generateIds': generateIds,
    'drive.files.create': ({ body = {} }: SandboxCall<Partial<File> | undefined>, world: SandboxWorld) =>
      make(world, body),
    'drive.files.get': getFile,
    'drive.files.list': listFiles,
    'drive.files.update': updateFile,
    'drive.files.delete': deleteFile,
    'drive.changes.getStartPageToken': startPageToken,
    'drive.changes.list': listChanges,
    'drive.permissions.list': listPermissions,
    'drive.permissions.create': createPermission,
    'drive.permissions.delete': deletePermission,
  },
  routes: [
    googleTokenRoute('google-drive'),
    { method: 'POST', path: '/upload/drive/v3/files', open: false, handle: upload },
  ],
  refusals: googleRefusals,
  authorize: (token, world) => googleAuthorize('google-drive', token, world),
  events: {
    trash: changedByHand(true),
    untrash: changedByHand(false),
    remove: changedByHand('removed'),
  },
};
