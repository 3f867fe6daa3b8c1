import { fact, type Party } from './declare';

/** Facts of the agreement and its first payment: they count whether or not somebody waits for them yet. */

export const proposalSigned = fact<{ party: Party }>()({
  name: 'proposalSigned',
  says: 'One party signed the proposal',
  statedBy: 'party',
  keeps: {
    wait: ({ party = 'client' }) => ({
      body: { party, signedBy: '' },
      offers: { signedBy: party === 'client' ? 'contact' : 'signatory' },
    }),
  },
  told: (party, actor) => `The proposal was signed for the ${party}, stated by ${actor}`,
});

export const paymentReceived = fact<{ amount: string; currency: string }>()({
  name: 'paymentReceived',
  says: 'A payment arrived',
  statedBy: 'deciders',
  keeps: {
    wait: ({ payment: { amount, currency, invoiceReference } }) => ({
      body: {
        amount: amount ?? '0.00',
        currency: currency ?? 'EUR',
        ...(invoiceReference === null ? {} : { reference: invoiceReference }),
      },
    }),
  },
  told: (amount, actor) => `A payment of ${amount} arrived, stated by ${actor}`,
});

export const paymentWaived = fact()({
  name: 'paymentWaived',
  says: 'Delivery may start without the first payment',
  statedBy: 'deciders',
  personal: true,
  keeps: { waiver: {} },
  told: (_detail, actor) => `${actor} let delivery start without the first payment`,
});
