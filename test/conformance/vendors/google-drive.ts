import { shortEffectKey } from '../../../src/vendors/kit/effect-key';
import type { AskVendor, Connector } from '../connector';
import { personal } from '../marks';
import { GOOGLE } from './google';

const FILES = '/drive/v3/files';

interface File {
  id: string;
  appProperties?: { effectKey?: string };
}

async function filesOf(ask: AskVendor, effectKey: string): Promise<File[]> {
  const { files }: { files: File[] } = await ask('GET', FILES);
  return files.filter(({ appProperties }) => appProperties?.effectKey === shortEffectKey(effectKey));
}

async function readersOf(ask: AskVendor, key: string): Promise<number> {
  const [file] = await filesOf(ask, `${key}/folder`);
  type Permission = { emailAddress?: string };
  const { permissions = [] }: { permissions?: Permission[] } = await ask(
    'GET',
    `${FILES}/${file?.id ?? ''}/permissions`,
  );
  return permissions.filter(({ emailAddress }) => emailAddress === personal(key).email).length;
}

export const googleDrive: Connector = {
  ...GOOGLE,
  operations: {
    storage: {
      ensureFolder: {
        run: (storage, key) => storage.ensureFolder(key, personal(key).company),
        makes: [
          {
            call: { method: 'POST', path: FILES },
            count: async (ask, key) => (await filesOf(ask, `${key}/folder`)).length,
          },
        ],
      },
      ensureFile: {
        run: async (storage, key) => {
          const { company, text } = personal(key);
          const folderId = await storage.ensureFolder(key, company);
          const file = { name: `${company}.html`, folderId, mimeType: 'text/html', content: text };
          return storage.ensureFile(`${key}/file`, file);
        },
        makes: [
          {
            call: { method: 'POST', path: `/upload${FILES}` },
            count: async (ask, key) => (await filesOf(ask, `${key}/file`)).length,
          },
        ],
      },
      setReaders: {
        run: async (storage, key) => {
          const folder = await storage.ensureFolder(key, personal(key).company);
          return storage.setReaders(folder, [personal(key).email]);
        },
        makes: [{ call: { method: 'POST', path: `${FILES}/` }, count: readersOf }],
      },
      rename: {
        run: async (storage, key) => {
          const folder = await storage.ensureFolder(key, personal(key).company);
          return storage.rename(folder, `${personal(key).company} (archived)`);
        },
      },
    },
  },
};
