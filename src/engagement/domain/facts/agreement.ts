import type { MoneyText } from '../../../money/domain/money';
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

export const paymentReceived = fact<
  MoneyText & {
    /** The number of the invoice that it is for, as far as it names one. */
    invoice?: string;
  }
>()({
  name: 'paymentReceived',
  says: 'A payment arrived',
  statedBy: 'deciders',
  countsAfterTheEnd: true,
  keeps: {
    wait: ({ payment: { amount, currency, invoiceReference } }) => ({
      body: {
        amount: amount ?? '0',
        currency: currency ?? 'EUR',
        ...(invoiceReference === null ? {} : { reference: invoiceReference }),
      },
    }),
  },
});

export const paymentWaived = fact()({
  name: 'paymentWaived',
  says: 'Delivery may start without the first payment',
  statedBy: 'deciders',
  personal: true,
  keeps: { waiver: {} },
  told: (_detail, actor) => `${actor} let delivery start without the first payment`,
});
