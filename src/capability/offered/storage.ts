import { action, capability, port } from '../capability';
import { parties, slug, template } from '../parameters';

/** A file to be kept. */
export interface NewFile {
  readonly name: string;
  readonly folderId: string;
  readonly mimeType: string;
  /** Text is kept as UTF-8. */
  readonly content: string | Uint8Array;
}

/** Where documents are kept. Everything here is repeatable. */
export interface StoragePort {
  /** One folder per key, in the place that the settings name. @returns its id */
  ensureFolder(key: string, name: string): Promise<string>;
  /** One file per key: one that is there stays as it is. @returns its id */
  ensureFile(key: string, file: NewFile): Promise<string>;
  /** Makes those who may only read exactly these, by address. Owners and writers are left alone; nobody gets a mail. */
  setReaders(fileId: string, emails: readonly string[]): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  /** Where people open a file; left out where only the vendor can tell. */
  readonly linkTo?: (fileId: string) => string;
}

const archiveFolder = action({});

/** The engagement's folder, what is in it, and who may read it. */
export const storage = capability({
  port: port<StoragePort>(),
  actions: {
    /** Makes the engagement's folder. */
    createFolder: action({}, { by: archiveFolder, with: () => ({}) }),
    /** Saves a document of the engagement, rendered from a template, into its folder. */
    saveDocument: action({ document: slug, template }),
    /** Gives read access to a saved document to exactly the named parties: others that had it lose it. */
    share: action({ document: slug, with: parties }),
    /** Marks the engagement's folder as archived; its content stays. */
    archiveFolder,
  },
});
