import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../../kit/sandbox/vendor-sandbox';
import { change, find, make, refusal } from './state';

const Order = z.strictObject({
  emailId: z.int(),
  message: z.strictObject({
    to: z.string(),
    from: z.string().optional(),
    sendId: z.string().max(255).optional(),
    cc: z.array(z.string()).optional(),
    bcc: z.array(z.string()).optional(),
    replyTo: z.array(z.string()).optional(),
  }),
  customProperties: z.record(z.string(), z.unknown()).optional(),
  contactProperties: z.record(z.string(), z.string()).optional(),
});

/** Mails that went to a contact, as HubSpot counts them on it. */
const DELIVERED = 'hs_email_delivered';

/**
 * Sends one mail for each `sendId`, and counts it on the contact of the address, who is made if there is none. An email that
 * was not saved for single sends is not known.
 */
export async function sendSingle({ body }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const order = Order.safeParse(body);
  if (!order.success) return refusal(400, 'VALIDATION_ERROR', z.prettifyError(order.error));
  const { emailId, message } = order.data;
  const { to, sendId } = message;
  if (String(emailId) !== world.settings.values['emailId']) {
    return refusal(404, 'OBJECT_NOT_FOUND', `No email with the id ${emailId} was found.`);
  }
  if (!/^[^\s@]+@[^\s@]+\.[^\s@.]+$/u.test(to)) return answered(world, 'CANCELED', 'INVALID_TO_ADDRESS');
  const isNew = sendId === undefined || (await world.insert('single-send', sendId, order.data));
  if (!isNew) return answered(world, 'COMPLETE', 'IDEMPOTENT_IGNORE');
  const contact =
    (await find(world, 'contacts', to, 'email')) ??
    (await make(world, 'contacts', { email: to }, 'MARKETING_EMAIL'));
  const count = String(Number(contact.properties[DELIVERED] ?? '0') + 1);
  await change(world, 'contacts', contact, { [DELIVERED]: count }, 'MARKETING_EMAIL');
  return answered(world, 'COMPLETE', 'SENT');
}

function answered(world: SandboxWorld, status: string, sendResult: string): SandboxAnswer {
  const at = new Date(world.nowMs()).toISOString();
  const body = { status, sendResult, statusId: randomUUID(), requestedAt: at, completedAt: at };
  return { status: 200, body };
}
