import type { ActionActivities, ActionsOf } from '../../../src/capability/actions';
import type { NewPage, NotesPort } from '../../../src/capability/offered/notes';
import { ActionRefusedError } from '../../../src/capability/refusal';
import { putPage } from '../../../src/engagement/store/pages';
import { VendorUnconfiguredError } from '../../../src/vendors/kit/errors';
import type { ActionDeps, Door } from '../action-deps';
import { readEngagementFile } from '../engagement-file';
import { renderTemplate } from '../templates';
import { atVendor } from '../vendor-errors';

/** The action on pages: what is to stand on one is prepared here, whoever makes it. */
export function createNotesActivities(
  { db, clock }: ActionDeps,
  { effects, vendor, port }: Door<NotesPort>,
): Pick<ActionActivities, ActionsOf<'notes'>> {
  return {
    'notes.makePage': ({ engagementId, key, params: { page, template }, fills }) =>
      atVendor(async () => {
        const known = await effects.find('page', key);
        const link = known?.vendorId ?? (await made());
        return { refs: { page, link }, note: `The page "${page}" is there.` };

        async function made(): Promise<string> {
          const file = await readEngagementFile(db, engagementId);
          const { subject, text } = await renderTemplate(db, file, template, fills);
          const prepared = { title: subject, text: text.trim() };
          await putPage(db, { key, engagementId, page, ...prepared }, new Date(clock.productNow()));
          const address = await makePage(key, prepared);
          return (await effects.keep('page', key, address)).vendorId;
        }
      }),
  };

  /** Where there is no way to the vendor, people make the page, as where the vendor lets nobody else do it. */
  async function makePage(key: string, page: NewPage): Promise<string> {
    try {
      return await port().makePage(key, page);
    } catch (error) {
      if (!(error instanceof VendorUnconfiguredError)) throw error;
      throw new ActionRefusedError(
        `Make the page in ${vendor.title}, paste the text that stands under the engagement's pages, and give its link here.`,
      );
    }
  }
}
