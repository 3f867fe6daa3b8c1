import { shortEffectKey } from '../../src/vendors/kit/effect-key';
import type { ActionActivities, ActionResult } from '../../src/capability/actions';
import type { ActionDeps } from './action-deps';
import { Effects } from './effects';
import { addressees, type EngagementFile, readEngagementFile } from './engagement-file';
import { htmlOf, renderTemplate } from './templates';
import { ActionRefusedError, atVendor } from './vendor-errors';

/** The actions on the documents: the engagement's folder, what is in it, and who may read it. */
export function createStorageActivities(
  deps: ActionDeps,
): Pick<
  ActionActivities,
  'storage.createFolder' | 'storage.saveDocument' | 'storage.share' | 'storage.archiveFolder'
> {
  const { db, clients, clock } = deps;
  const effects = new Effects(deps, 'google-drive');

  /** An id of Drive's for this effect, the same at each try: it makes the create repeatable. */
  async function idFor(kind: string, key: string): Promise<string> {
    const known = await effects.find(`${kind}-id`, key);
    if (known !== undefined) return known.vendorId;
    return (await effects.keep(`${kind}-id`, key, await clients.get('google-drive').generateId())).vendorId;
  }

  async function folderOf(file: EngagementFile): Promise<string> {
    const known = await effects.find('folder', file.id);
    if (known !== undefined) return known.vendorId;
    const parentId = clients.value('google-drive', 'parentFolderId');
    const id = await idFor('folder', file.id);
    await clients.get('google-drive').createFolder({
      id,
      name: folderName(file),
      key: shortEffectKey(`${file.id}/folder`),
      ...(parentId === undefined ? {} : { parentId }),
    });
    return (await effects.keep('folder', file.id, id)).vendorId;
  }

  return {
    'storage.createFolder': ({ engagementId }) =>
      atVendor(async () => {
        const folderId = await folderOf(await readEngagementFile(db, engagementId));
        return { refs: { folderId }, note: 'The folder is there.' };
      }),

    'storage.saveDocument': ({ engagementId, key, params }) =>
      atVendor(async () => {
        const file = await readEngagementFile(db, engagementId);
        const folderId = await folderOf(file);
        const known = await effects.find('upload', key);
        const fileId = known?.vendorId ?? (await idFor('upload', key));
        if (known === undefined) {
          const { subject, text } = await renderTemplate(db, file, params.template);
          const item = {
            id: fileId,
            name: `${file.reference} ${params.document}.html`,
            parentId: folderId,
            key: shortEffectKey(key),
          };
          await clients.get('google-drive').uploadFile(item, 'text/html', page(subject, text));
          await effects.keep('upload', key, fileId);
        }
        await effects.replace('document', documentKey(engagementId, params.document), fileId);
        return { refs: { folderId, fileId }, note: `The document "${params.document}" is in the folder.` };
      }),

    'storage.share': ({ engagementId, params }) =>
      atVendor(async () => {
        const file = await readEngagementFile(db, engagementId);
        const document = await effects.find('document', documentKey(engagementId, params.document));
        if (document === undefined) {
          throw new ActionRefusedError(
            `The document "${params.document}" was not saved by the product, so nothing was shared. Share it yourself.`,
          );
        }
        const readers = await addressees(db, file, params.with, new Date(clock.productNow()));
        await clients.get('google-drive').setReaders(
          document.vendorId,
          readers.map(({ email }) => email),
        );
        return {
          refs: { fileId: document.vendorId },
          note: `The document "${params.document}" is readable by exactly ${readers.length} people.`,
        };
      }),

    'storage.archiveFolder': ({ engagementId }) =>
      atVendor(async (): Promise<ActionResult> => {
        const made = await effects.find('folder', engagementId);
        const begun = made ?? (await effects.find('folder-id', engagementId));
        if (begun === undefined) return { refs: {}, note: 'There was no folder to archive.' };
        const file = await readEngagementFile(db, engagementId);
        // A folder whose making was never answered may be there or not: making it again settles that.
        const folderId = made?.vendorId ?? (await folderOf(file));
        await clients.get('google-drive').rename(folderId, `Archived: ${folderName(file)}`);
        return { refs: { folderId }, note: 'The folder is marked as archived.' };
      }),
  };
}

function folderName({ reference, client }: EngagementFile): string {
  return `${reference} ${client.name}`;
}

function documentKey(engagementId: string, document: string): string {
  return `${engagementId}/${document}`;
}

function page(title: string, text: string): string {
  return `<!doctype html>\n<meta charset="utf-8">\n<title>${htmlOf(title)}</title>\n<h1>${htmlOf(title)}</h1>\n<p>${htmlOf(text)}</p>\n`;
}
