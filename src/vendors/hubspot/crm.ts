import type { CrmPort } from '../../capability/crm';
import { ActionRefusedError } from '../../capability/refusal';
import { htmlOf } from '../kit/html';
import { unlessMissing } from '../kit/missing';
import type { PortDeps } from '../kit/vendor';
import type { HubspotClient } from './client';

export function hubspotCrm(hubspot: HubspotClient, { settings }: PortDeps): CrmPort {
  return {
    readDeal: (id) => unlessMissing(() => hubspot.getDeal(id)),
    readContacts: async (ids) => (await unlessMissing(() => hubspot.getContacts(ids))) ?? [],

    async ensureDeal(key, { name, value }) {
      await hubspot.ensureEngagementKeyProperty();
      return hubspot.upsertDeal(key, {
        dealname: name,
        ...(value === null ? {} : { amount: value.amount, deal_currency_code: value.currency }),
      });
    },

    moveDeal: (id, stage) => hubspot.setDealStage(id, stage),

    ensureContact({ email, name, company }) {
      const [firstname = '', ...rest] = name.split(' ');
      return hubspot.upsertContact(email, { firstname, lastname: rest.join(' '), company });
    },

    linkContact: (dealId, contactId) => hubspot.associate('deals', dealId, 'contacts', contactId),
    addNote: (dealId, key, text, atMs) => hubspot.ensureNote(dealId, key, htmlOf(text), atMs),

    surveyList() {
      const { npsListId } = settings.values;
      if (npsListId === undefined) {
        throw new ActionRefusedError(
          'The list of NPS recipients is not set (HUBSPOT_NPS_LIST_ID). Nobody was added.',
        );
      }
      return npsListId;
    },

    addToList: (list, contactIds) => hubspot.addToList(list, contactIds),
  };
}
