import { z } from 'zod';
import { bodyOf, plainBody, reason, words } from '../../../fact/domain/body';
import { paymentWaived, proposalSigned } from './agreement';
import { PARTIES } from './declare';

/** Somebody outside, who needs no account here. */
export const personName = words(200);

export const agreementBodies = {
  proposalSigned: bodyOf(proposalSigned, { party: z.enum(PARTIES), signedBy: personName }, ({ party }) => ({
    party,
  })),
  paymentWaived: plainBody(paymentWaived, { reason }),
};
