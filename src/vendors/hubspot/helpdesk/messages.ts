import { z } from 'zod';
import type { HelpdeskChannel } from '../../../capability/offered/helpdesk';
import { VendorError } from '../../kit/errors';
import type { VendorHttp } from '../../kit/http';
import { HUBSPOT_VERSION } from '../auth';
import { associatedIds, readBatch } from '../objects';

/** Something that was said on a ticket. */
export interface HubspotMessage {
  readonly atMs: number;
  /** To the client, or by the client. */
  readonly side: 'ours' | 'theirs';
  readonly channel: HelpdeskChannel;
  /** As the message itself says. */
  readonly author: string | undefined;
  readonly ownerId: string | undefined;
}

type Properties = Readonly<Record<string, string | null | undefined>>;

interface Kind {
  readonly type: 'emails' | 'calls' | 'communications';
  readonly properties: readonly string[];
  /** Undefined: it is nothing that was said between us and the client. */
  readonly read: (properties: Properties) => Pick<HubspotMessage, 'side' | 'channel' | 'author'> | undefined;
}

const COMMON = ['hs_timestamp', 'hubspot_owner_id'];

/** Where HubSpot keeps what is said with clients. */
const KINDS: readonly Kind[] = [
  {
    type: 'emails',
    properties: ['hs_email_direction', 'hs_email_from_firstname', 'hs_email_from_lastname'],
    read(properties) {
      const side = EMAIL_SIDES[properties['hs_email_direction'] ?? ''];
      const names = [properties['hs_email_from_firstname'], properties['hs_email_from_lastname']];
      return side && { side, channel: 'email', author: nameIn(names) };
    },
  },
  {
    type: 'calls',
    properties: ['hs_call_direction'],
    read(properties) {
      const side = CALL_SIDES[properties['hs_call_direction'] ?? ''];
      return side && { side, channel: 'phone', author: undefined };
    },
  },
  {
    type: 'communications',
    properties: ['hs_communication_channel_type'],
    read(properties) {
      // HubSpot does not say in which direction one went; it is people of ours who log them.
      const isWhatsApp = properties['hs_communication_channel_type'] === 'WHATS_APP';
      return isWhatsApp ? { side: 'ours', channel: 'whatsapp', author: undefined } : undefined;
    },
  },
];

const EMAIL_SIDES: Readonly<Record<string, HubspotMessage['side']>> = {
  EMAIL: 'ours',
  INCOMING_EMAIL: 'theirs',
};
const CALL_SIDES: Readonly<Record<string, HubspotMessage['side']>> = { OUTBOUND: 'ours', INBOUND: 'theirs' };

const Owner = z.object({ firstName: z.string().nullish(), lastName: z.string().nullish() });

/** What HubSpot keeps beside tickets of what was said with clients, as far as the scopes let it be read. */
export class HubspotMessages {
  constructor(private readonly http: VendorHttp) {}

  /** What was said on a ticket, the oldest first. */
  async of(ticketId: string): Promise<HubspotMessage[]> {
    const messages: HubspotMessage[] = [];
    for (const { type, properties, read } of KINDS) {
      const objects = await unlessClosed(async () => {
        const ids = await associatedIds(this.http, 'tickets', ticketId, type);
        return await readBatch(this.http, type, ids, [...COMMON, ...properties]);
      });
      for (const { properties: values } of objects ?? []) {
        const said = read(values);
        const atMs = Date.parse(values['hs_timestamp'] ?? '');
        if (said !== undefined && Number.isFinite(atMs)) {
          messages.push({ ...said, atMs, ownerId: values['hubspot_owner_id'] || undefined });
        }
      }
    }
    return messages.toSorted((a, b) => a.atMs - b.atMs);
  }

  /** What somebody is called who works in HubSpot. */
  async nameOf(idProperty: 'id' | 'userId', id: string): Promise<string | undefined> {
    const owner = await unlessClosed(async () => {
      const { body } = await this.http.request({
        op: 'owners.get',
        method: 'GET',
        path: `/crm/owners/${HUBSPOT_VERSION}/${encodeURIComponent(id)}`,
        query: { idProperty },
      });
      return Owner.parse(body);
    });
    return owner && nameIn([owner.firstName, owner.lastName]);
  }
}

function nameIn(parts: readonly (string | null | undefined)[]): string | undefined {
  const name = parts.filter(Boolean).join(' ').trim();
  return name === '' ? undefined : name;
}

/** A ticket is shared also where the account has not let us read this beside it. */
async function unlessClosed<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof VendorError && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}
