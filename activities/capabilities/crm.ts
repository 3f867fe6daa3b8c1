import type { ActionActivities } from '../../src/capability/actions';
import type { ActionDeps } from './action-deps';
import { Effects } from './effects';
import { type ClientContact, type EngagementFile, readEngagementFile } from './engagement-file';
import { htmlOf, renderTemplate } from './templates';
import { ActionRefusedError, atVendor } from './vendor-errors';

/** Under this name an engagement's deal is known among its external ids. */
const DEAL = 'hubspotDeal';

/** The actions on the CRM: the deal, its contacts and notes, the NPS recipients. */
export function createCrmActivities(
  deps: ActionDeps,
): Pick<ActionActivities, 'crm.updateDeal' | 'crm.upsertContacts' | 'crm.addToNpsList' | 'crm.addNote'> {
  const { db, clients, clock } = deps;
  const effects = new Effects(deps, 'hubspot');

  /** The engagement's deal; one that came without a deal gets one, which is then its own for good. */
  async function dealOf(file: EngagementFile): Promise<string> {
    const known = file.externalIds[DEAL] ?? (await effects.find('deal', file.id))?.vendorId;
    if (known !== undefined) return known;
    const hubspot = clients.get('hubspot');
    await hubspot.ensureEngagementKeyProperty();
    const id = await hubspot.upsertDeal(file.id, {
      dealname: `${file.reference} ${file.title}`,
      ...(file.amount === null ? {} : { amount: file.amount }),
    });
    // HubSpot will tell of this deal's changes: they belong to this engagement and must not start another.
    await db.externalId.createMany({
      data: { system: DEAL, externalId: id, engagementId: file.id },
      skipDuplicates: true,
    });
    return (await effects.keep('deal', file.id, id)).vendorId;
  }

  async function upsert(file: EngagementFile, contact: ClientContact): Promise<string> {
    const [firstname = '', ...rest] = contact.name.split(' ');
    const fields = { firstname, lastname: rest.join(' '), company: file.client.name };
    return await clients.get('hubspot').upsertContact(contact.email, fields);
  }

  return {
    'crm.updateDeal': ({ engagementId, params }) =>
      atVendor(async () => {
        const dealId = await dealOf(await readEngagementFile(db, engagementId));
        // Before the call: HubSpot tells of our own move at once, and whoever takes that in must know it as ours.
        await effects.replace('deal-stage', dealId, params.stage);
        await clients.get('hubspot').setDealStage(dealId, params.stage);
        return { refs: { dealId }, note: `The deal is at the stage ${params.stage}.` };
      }),

    'crm.upsertContacts': ({ engagementId }) =>
      atVendor(async () => {
        const file = await readEngagementFile(db, engagementId);
        const dealId = await dealOf(file);
        const ids: string[] = [];
        for (const contact of file.client.contacts) {
          const id = await upsert(file, contact);
          await clients.get('hubspot').associate('deals', dealId, 'contacts', id);
          ids.push(id);
        }
        return {
          refs: { dealId, contactIds: ids.join(',') },
          note: `${counted(ids.length, 'contact')} of the client up to date in the CRM.`,
        };
      }),

    'crm.addToNpsList': ({ engagementId }) =>
      atVendor(async () => {
        const file = await readEngagementFile(db, engagementId);
        const listId = clients.value('hubspot', 'npsListId');
        const hubspot = clients.get('hubspot');
        if (listId === undefined) {
          throw new ActionRefusedError(
            'The list of NPS recipients is not set (HUBSPOT_NPS_LIST_ID). Nobody was added.',
          );
        }
        const willing = file.client.contacts.filter(({ hasConsented }) => hasConsented);
        const ids = await Promise.all(willing.map((contact) => upsert(file, contact)));
        if (ids.length > 0) await hubspot.addToList(listId, ids);
        const without = file.client.contacts.length - ids.length;
        return {
          refs: { listId, contactIds: ids.join(',') },
          note: `${counted(ids.length, 'contact')} among the NPS recipients, ${without} left out without consent.`,
        };
      }),

    'crm.addNote': ({ engagementId, key, params }) =>
      atVendor(async () => {
        const known = await effects.find('note', key);
        const file = await readEngagementFile(db, engagementId);
        const dealId = await dealOf(file);
        const note = 'A note is on the deal.';
        if (known !== undefined) return { refs: { dealId, noteId: known.vendorId }, note };
        const { text } = await renderTemplate(db, file, params.template);
        const noteId = await clients.get('hubspot').ensureNote(dealId, key, htmlOf(text), clock.productNow());
        await effects.keep('note', key, noteId);
        return { refs: { dealId, noteId }, note };
      }),
  };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
