import { z } from 'zod';
import type { VendorEvent } from '../../capability/events';
import { refuse, type VendorWebhook } from '../kit/webhook/webhook-receiver';

const Told = z.object({ envelopeId: z.string().min(1), atMs: z.number() });

function read(payload: unknown): VendorEvent {
  const told = Told.safeParse(payload);
  return told.success
    ? { about: 'envelope', id: told.data.envelopeId, atMs: told.data.atMs }
    : { about: 'unknown', why: 'it tells of no envelope' };
}

/** What the page puts down with each signature is read like a vendor's call; from outside nobody calls for it. */
export const signingPageEvents: VendorWebhook = {
  verify: () => refuse('nobody calls for our own page'),
  refusal: 'problem',
  read,
};
