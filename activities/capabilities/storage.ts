import { createHash } from 'node:crypto';
import type { StoragePort } from '../../src/capability/offered/storage';
import type { ActionActivities, ActionResult, ActionsOf } from '../../src/capability/actions';
import { ActionRefusedError } from '../../src/capability/refusal';
import type { ActionDeps, Door } from './action-deps';
import { documentKey, folderOf, page } from './documents';
import { addressees, type EngagementFile, readEngagementFile } from './engagement-file';
import { renderTemplate } from './templates';
import { atVendor } from './vendor-errors';

/** The actions on the documents: the engagement's folder, what is in it, and who may read it. */
export function createStorageActivities(
  { db, clock }: ActionDeps,
  door: Door<StoragePort>,
): Pick<ActionActivities, ActionsOf<'storage'>> {
  const { effects, port } = door;

  /** @returns the file's id, with its hash */
  async function save(
    file: EngagementFile,
    folderId: string,
    key: string,
    document: string,
    template: string,
  ) {
    const known = await effects.find('upload', key);
    if (known !== undefined) return known;
    const { subject, text } = await renderTemplate(db, file, template);
    const name = `${file.reference} ${document}.html`;
    const content = page(subject, text);
    const fileId = await port().ensureFile(key, { name, folderId, mimeType: 'text/html', content });
    await effects.restOn('file', fileId, file.id);
    const sha256 = createHash('sha256').update(content, 'utf8').digest('hex');
    return await effects.keep('upload', key, fileId, { sha256 });
  }

  return {
    'storage.createFolder': ({ engagementId }) =>
      atVendor(async () => {
        const folderId = await folderOf(door, await readEngagementFile(db, engagementId));
        return { refs: { folderId }, note: 'The folder is there.' };
      }),

    'storage.saveDocument': ({ engagementId, key, params: { document, template } }) =>
      atVendor(async () => {
        const file = await readEngagementFile(db, engagementId);
        const folderId = await folderOf(door, file);
        const { vendorId: fileId, data } = await save(file, folderId, key, document, template);
        const link = port().linkTo?.(fileId);
        const refs = { folderId, fileId, document, ...data, ...(link !== undefined && { link }) };
        await effects.replace('document', documentKey(engagementId, document), fileId);
        return { refs, note: `The document "${document}" is in the folder.` };
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
        await port().setReaders(
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
        const begun = await effects.find('folder-name', engagementId);
        if (begun === undefined) return { refs: {}, note: 'There was no folder to archive.' };
        // A folder whose making was never answered may be there or not: making it again settles that.
        const folderId = await folderOf(door, await readEngagementFile(db, engagementId));
        await port().rename(folderId, `Archived: ${begun.vendorId}`);
        return { refs: { folderId }, note: 'The folder is marked as archived.' };
      }),
  };
}
