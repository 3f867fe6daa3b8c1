import { z } from 'zod';
import { bodyOf, plainBody, reason } from '../../../fact/domain/body';
import { paymentWaived, proposalSigned } from './agreement';
import { PARTIES } from './declare';

/** Somebody outside, who needs no account here. */
export const personName = z.string().trim().min(1).max(200);

export const agreementBodies = {
  proposalSigned: bodyOf(proposalSigned, { party: z.enum(PARTIES), signedBy: personName }, ({ party }) => ({
    party,
  })),
  paymentWaived: plainBody(paymentWaived, { reason }),
};
