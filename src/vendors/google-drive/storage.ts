import type { StoragePort } from '../../capability/offered/storage';
import { shortEffectKey } from '../kit/effect-key';
import type { PortDeps } from '../kit/vendor';
import type { GoogleDriveClient } from './client';

/** Drive takes an id that it gave before: put down first, it makes every create repeatable. */
export function driveStorage(drive: GoogleDriveClient, { settings, memory }: PortDeps): StoragePort {
  async function idFor(kind: string, key: string): Promise<string> {
    const known = await memory.find(kind, key);
    return (known ?? (await memory.keep(kind, key, await drive.generateId()))).vendorId;
  }

  return {
    async ensureFolder(key, name) {
      const { parentFolderId: parentId } = settings.values;
      const id = await idFor('folder-id', key);
      await drive.createFolder({
        id,
        name,
        key: shortEffectKey(`${key}/folder`),
        ...(parentId === undefined ? {} : { parentId }),
      });
      return id;
    },

    async ensureFile(key, { name, folderId, mimeType, content }) {
      const id = await idFor('upload-id', key);
      await drive.uploadFile({ id, name, parentId: folderId, key: shortEffectKey(key) }, mimeType, content);
      return id;
    },

    async setReaders(fileId, emails) {
      await drive.setReaders(fileId, emails);
    },

    rename: (id, name) => drive.rename(id, name),

    linkTo: (fileId) => `https://drive.google.com/file/d/${encodeURIComponent(fileId)}/view`,
  };
}
