import { clientOf } from '../vendors/clients';
import { failureOf, newEngagement, type Office, openOffice } from './support';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const has = (vendor: string, event: string, currencies: string[]) =>
  office.server.emit(vendor, { event, object: { currencies }, deliver: false });
const stage = 'contractsent';

describe('The currencies of an account', () => {
  it('in HubSpot: a deal in another one is refused, and whoever has to make it is told what to do', async () => {
    await has('hubspot', 'account.currencies', ['EUR']);
    const engagementId = await newEngagement(office, {
      amount: '10.125',
      currency: 'BHD',
      client: 'Bahrain',
    });
    const update = () => office.actions['crm.updateDeal']({ engagementId, key: 'k/bhd', params: { stage } });
    const failure = await failureOf(update());
    expect(failure).toMatchObject({
      type: 'VendorRejected',
      nonRetryable: true,
      details: [
        {
          advice:
            "The account in HubSpot does not have the currency BHD, so nothing was written there. Add it in HubSpot's settings under Currencies, or do this step by hand.",
        },
      ],
    });
    await has('hubspot', 'account.currencies', ['EUR', 'BHD', 'USD']);
    const { refs } = await update();
    const deal = await clientOf(office.server.clients, 'hubspot').getDeal(refs['dealId'] ?? '');
    expect(deal).toMatchObject({ amount: '10.125', currency: 'BHD' });
  });

  it("in HubSpot: a deal of people's own gets one only where it has none and the playbook says so", async () => {
    await has('hubspot', 'account.currencies', ['EUR', 'USD']);
    const hubspot = clientOf(office.server.clients, 'hubspot');
    const currencyOf = async (id: string, own: object, params: { stage: string; fillEmpty?: boolean }) => {
      const properties = { dealname: id, dealstage: 'planning_proposal', ...own };
      const object = { id, properties };
      await office.server.emit('hubspot', { event: 'deal.propertyChange', object, deliver: false });
      const externalIds = { hubspotDeal: id };
      const engagementId = await newEngagement(office, {
        currency: 'USD',
        client: `Deal ${id}`,
        externalIds,
      });
      await office.actions['crm.updateDeal']({ engagementId, key: `k/${id}`, params });
      return (await hubspot.getDeal(id)).currency;
    };
    expect(await currencyOf('9501', {}, { stage })).toBeUndefined();
    expect(await currencyOf('9502', {}, { stage, fillEmpty: true })).toBe('USD');
    expect(await currencyOf('9503', { deal_currency_code: 'EUR' }, { stage, fillEmpty: true })).toBe('EUR');
  });

  it('in Xero: an invoice in another one is refused, and whoever has to make it is told what to do', async () => {
    await has('xero', 'organisation.currencies', ['EUR']);
    const engagementId = await newEngagement(office, { currency: 'SEK', client: 'Sweden' });
    const params = { milestone: 'signature', percent: 50, dueDays: 14 };
    const failure = await failureOf(
      office.actions['accounting.createInvoice']({ engagementId, key: 'k/sek', params }),
    );
    expect(failure.details).toEqual([
      {
        advice: expect.stringMatching(
          /^The organisation in Xero does not have the currency SEK, .* by hand\.$/,
        ),
      },
    ]);
  });
});
