import type { CrmPort } from '../../src/capability/offered/crm';
import type { ActionActivities, ActionsOf } from '../../src/capability/actions';
import { nameKey } from '../../src/client/domain/name';
import { dealIdsOf } from '../../src/vendors/kit/vendor';
import type { ActionDeps, Door } from './action-deps';
import {
  type ClientContact,
  type EngagementFile,
  readEngagementFile,
  unreachableNote,
} from './engagement-file';
import { renderTemplate } from './templates';
import { atVendor } from './vendor-errors';

/** The actions on the CRM: the deal, its contacts and notes, the NPS recipients. */
export function createCrmActivities(
  { db, clock }: ActionDeps,
  { vendor, effects, port }: Door<CrmPort>,
): Pick<ActionActivities, ActionsOf<'crm'>> {
  const system = dealIdsOf(vendor);

  /** The engagement's deal; one that came without a deal gets one, which is then its own for good. */
  async function dealOf(file: EngagementFile): Promise<string> {
    const known = file.externalIds[system] ?? (await effects.find('deal', file.id))?.vendorId;
    if (known !== undefined) return known;
    const name = `${file.reference} ${file.title}`;
    const id = await port().ensureDeal(file.id, { name, value: file.value });
    // The CRM will tell of this deal's changes: they belong to this engagement and must not start another.
    await db.externalId.createMany({
      data: { system, externalId: id, engagementId: file.id },
      skipDuplicates: true,
    });
    return (await effects.keep('deal', file.id, id)).vendorId;
  }

  /** What came from this CRM is that contact there, and its own; undefined for somebody whom it could not find again. */
  async function contactOf(
    file: EngagementFile,
    { name, email, origin }: ClientContact,
  ): Promise<string | undefined> {
    if (origin?.system === vendor.name) return origin.externalId;
    return email === null ? undefined : await port().ensureContact({ name, email, company: companyOf(file) });
  }

  return {
    'crm.updateDeal': ({ engagementId, params }) =>
      atVendor(async () => {
        const file = await readEngagementFile(db, engagementId);
        const dealId = await dealOf(file);
        // Before the call: a CRM tells of our own move at once, and whoever takes that in must know it as ours.
        const before = await effects.find('deal-stage', dealId);
        const stages = new Set([...(before?.data['stages'] ?? '').split('\n'), params.stage]);
        await effects.replace('deal-stage', dealId, params.stage, { stages: [...stages].join('\n').trim() });
        await port().moveDeal(dealId, params.stage);
        if (params.fillEmpty === true && file.value !== null) {
          await port().fillDeal(dealId, { currency: file.value.currency });
        }
        return { refs: { dealId }, note: `The deal is at the stage ${params.stage}.` };
      }),

    'crm.upsertContacts': ({ engagementId, params }) =>
      atVendor(async () => {
        const file = await readEngagementFile(db, engagementId);
        const dealId = await dealOf(file);
        const ids: string[] = [];
        for (const contact of file.client.contacts) {
          const id = await contactOf(file, contact);
          if (id === undefined) continue;
          const company = companyOf(file);
          if (params.fillEmpty === true && company !== undefined) await port().fillContact(id, { company });
          await port().linkContact(dealId, id);
          await effects.restOn('contact', id, engagementId);
          ids.push(id);
        }
        return {
          refs: { dealId, contactIds: ids.join(',') },
          note: `${counted(ids.length, 'contact')} of the engagement on the deal in the CRM.${unreachableNote(file)}`,
        };
      }),

    'crm.addToNpsList': ({ engagementId }) =>
      atVendor(async () => {
        const file = await readEngagementFile(db, engagementId);
        const listId = port().surveyList();
        const willing = file.client.contacts.filter(
          ({ hasConsented, email }) => hasConsented && email !== null,
        );
        const known = await Promise.all(willing.map((contact) => contactOf(file, contact)));
        const ids = known.filter((contactId) => contactId !== undefined);
        if (ids.length > 0) await port().addToList(listId, ids);
        const without = file.client.contacts.filter(({ hasConsented }) => !hasConsented).length;
        return {
          refs: { listId, contactIds: ids.join(',') },
          note: `${counted(ids.length, 'contact')} among the NPS recipients, ${without} left out without consent.${unreachableNote(file)}`,
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
        const noteId = await port().addNote(dealId, key, text, clock.productNow());
        await effects.keep('note', key, noteId);
        return { refs: { dealId, noteId }, note };
      }),

    'crm.closeProject': ({ engagementId }) =>
      atVendor(async () => {
        const dealId = await dealOf(await readEngagementFile(db, engagementId));
        // Before the call: it may be opened again before that is answered.
        await effects.restOn('project', dealId, engagementId);
        await port().closeProject(dealId);
        return { refs: { dealId }, note: 'The project is closed on the deal.' };
      }),
  };
}

/** A client that goes by its deal's name has not said what its company is called. */
function companyOf({ client, title }: EngagementFile): string | undefined {
  return nameKey(client.name) === nameKey(title) ? undefined : client.name;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
