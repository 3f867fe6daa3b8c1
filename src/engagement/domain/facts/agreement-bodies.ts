import { z } from 'zod';
import { bodyOf, plainBody, reason } from '../../../fact/domain/body';
import { paymentReceived, paymentWaived, proposalSigned } from './agreement';
import { PARTIES } from './declare';

/** Somebody outside, who needs no account here. */
export const personName = z.string().trim().min(1).max(200);

export const agreementBodies = {
  proposalSigned: bodyOf(proposalSigned, { party: z.enum(PARTIES), signedBy: personName }, ({ party }) => ({
    party,
  })),
  paymentReceived: bodyOf(
    paymentReceived,
    {
      amount: z.string().regex(/^\d{1,15}(\.\d{1,2})?$/, 'an amount such as "1200.00"'),
      currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as "EUR"'),
      reference: z.string().trim().max(200).optional(),
    },
    ({ amount, currency }) => ({ amount, currency }),
  ),
  paymentWaived: plainBody(paymentWaived, { reason }),
};
