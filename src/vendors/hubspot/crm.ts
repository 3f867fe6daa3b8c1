import type { CrmPort, Deal } from '../../capability/offered/crm';
import { ActionRefusedError } from '../../capability/refusal';
import { advised } from '../kit/advised';
import { htmlOf } from '../../text/domain/html';
import { unlessMissing } from '../kit/missing';
import type { PortDeps } from '../kit/vendor';
import { type HubspotDeal, PROJECT_CLOSED, PROJECT_STATUS } from './answers';
import type { HubspotClient } from './client';

export function hubspotCrm(hubspot: HubspotClient, { settings }: PortDeps): CrmPort {
  return {
    async readDeal(id, properties) {
      const deal = await unlessMissing(() => hubspot.getDeal(id, properties));
      return deal && dealOf(deal);
    },
    readContacts: async (ids) => (await unlessMissing(() => hubspot.getContacts(ids))) ?? [],

    async ensureDeal(key, { name, value }) {
      await hubspot.ensureEngagementKeyProperty();
      const money: Record<string, string> =
        value === null ? {} : { amount: value.amount, [CURRENCY]: value.currency };
      return inCurrency(value?.currency ?? '', () => hubspot.upsertDeal(key, { dealname: name, ...money }));
    },

    moveDeal: (id, stage) => hubspot.setDealProperty(id, 'dealstage', stage),

    fillDeal: (id, { currency }) =>
      inCurrency(currency, () => hubspot.fillEmpty('deals', id, { [CURRENCY]: currency })),

    ensureContact({ email, name, company }) {
      // Where a name ends and another begins only its bearer knows: it stands whole in the one field that HubSpot shows first.
      const own = { firstname: name, ...(company === undefined ? {} : { company }) };
      return hubspot.ensureContact(email, own);
    },

    fillContact: (id, fields) => hubspot.fillEmpty('contacts', id, fields),

    linkContact: (dealId, contactId) => hubspot.associate('deals', dealId, 'contacts', contactId),
    addNote: (dealId, key, text, atMs) => hubspot.ensureNote(dealId, key, htmlOf(text), atMs),

    closeProject: (dealId) => closeProject(hubspot, dealId),

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

/** Says on a deal that its project is closed. Repeatable. */
export async function closeProject(hubspot: HubspotClient, dealId: string): Promise<void> {
  await hubspot.ensureProjectStatusProperty();
  await hubspot.setDealProperty(dealId, PROJECT_STATUS, PROJECT_CLOSED);
}

const CURRENCY = 'deal_currency_code';

/** HubSpot refuses the currencies that its account was not given. */
function inCurrency<T>(currency: string, ask: () => Promise<T>): Promise<T> {
  return advised(
    ask,
    new RegExp(CURRENCY),
    `The account in HubSpot does not have the currency ${currency}, so nothing was written there. Add it in HubSpot's settings under Currencies, or do this step by hand.`,
  );
}

/** Values that an app wrote; ours come back to us this way. */
export const WRITTEN_BY_APPS = new Set(['INTEGRATION', 'API']);

function dealOf({ stages, ...deal }: HubspotDeal): Deal {
  const way = stages
    .map(({ value, atMs, source }) => ({ stage: value, atMs, byApp: WRITTEN_BY_APPS.has(source) }))
    .toReversed();
  return { ...deal, way };
}
