import type { StoragePort } from '../../src/capability/offered/storage';
import { htmlOf, htmlPage } from '../../src/text/domain/html';
import type { Door } from './action-deps';
import type { EngagementFile } from './engagement-file';

/** The folder of an engagement, made if it is not there. @returns its id */
export async function folderOf(
  { effects, port }: Pick<Door<StoragePort>, 'effects' | 'port'>,
  file: EngagementFile,
): Promise<string> {
  const known = await effects.find('folder', file.id);
  if (known !== undefined) return known.vendorId;
  // Put down first: whoever has to archive it finds it, even if the answer never came.
  const { vendorId: name } = await effects.keep('folder-name', file.id, folderName(file));
  const folderId = await port().ensureFolder(file.id, name);
  await effects.restOn('folder', folderId, file.id);
  return (await effects.keep('folder', file.id, folderId)).vendorId;
}

function folderName({ reference, client }: EngagementFile): string {
  return `${reference} ${client.name}`;
}

/** Under which key the latest file of a document of an engagement is remembered. */
export function documentKey(engagementId: string, document: string): string {
  return `${engagementId}/${document}`;
}

/** A page of plain text. */
export function page(title: string, text: string): string {
  return htmlPage(title, pageBody(title, text));
}

/** What stands in the body of such a page. */
export function pageBody(title: string, text: string): string {
  return `<h1>${htmlOf(title)}</h1>\n<p>${htmlOf(text)}</p>\n`;
}
