import { createHash } from 'node:crypto';
import type { WebhookDeliveryItem } from './webhook-receiver';

/** The columns that hold a key are indexed: longer ones are known by their hash. */
const LONGEST_KEY = 300;

/**
 * One delivery for each thing that a verified call holds, whatever it is: what cannot be read is stored as it came, and
 * does not take the others with it.
 * @param keyOf the parts of the key under which the vendor repeats a thing; undefined when it does not carry them: then it
 * is known by its content
 */
export function deliveriesOf(
  items: readonly unknown[],
  keyOf: (item: unknown) => readonly (string | number)[] | undefined,
): WebhookDeliveryItem[] {
  return items.map((payload) => {
    const parts = keyOf(payload);
    return { key: parts === undefined ? unreadKey(payload) : bounded(parts.join(':')), payload };
  });
}

/** The single delivery of a call that holds no list, or nothing that can be read. */
export function wholeDelivery(text: string, parsed: unknown): WebhookDeliveryItem {
  const payload = parsed === undefined ? text : parsed;
  return { key: unreadKey(payload), payload };
}

/** Vendors count their tries in the thing itself; the rest is the same each time. */
function unreadKey(payload: unknown): string {
  const same =
    typeof payload === 'object' && payload !== null && !Array.isArray(payload)
      ? { ...payload, attemptNumber: undefined }
      : payload;
  return `unread:${hash(JSON.stringify(same) ?? '')}`;
}

function bounded(key: string): string {
  return key.length > LONGEST_KEY ? `long:${hash(key)}` : key;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
