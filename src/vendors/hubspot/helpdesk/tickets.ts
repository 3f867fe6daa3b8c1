import { z } from 'zod';
import type { VendorHttp } from '../../kit/http';
import { asValue, CrmObject, type HubspotValue } from '../answers';
import { HUBSPOT_VERSION } from '../auth';
import {
  associateDefault,
  associatedIds,
  ensureKeyProperty,
  type HubspotObjectType,
  objectPath,
  readBatch,
  upsertByKey,
} from '../objects';

const PROPERTIES = [
  'subject',
  'content',
  'hs_pipeline',
  'hs_pipeline_stage',
  'hs_ticket_priority',
  'hs_ticket_category',
  'source_type',
  'hs_merged_object_ids',
  'ticket_key',
];
/** What is asked for on one page of a search; HubSpot shows so many on all pages of one, and the next look goes on from there. */
const SEARCH_PAGE = 100;
const MOST_FOUND = 10_000;

const Found = z.object({
  results: z.array(
    z.object({ id: z.string(), properties: z.record(z.string(), z.string().nullable().optional()) }),
  ),
  paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
});

/** A ticket of HubSpot's, in its own values. */
export interface HubspotTicket {
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null | undefined>>;
  /** The values that its stage and its priority had, the newest first. */
  readonly stages: readonly HubspotValue[];
  readonly priorities: readonly HubspotValue[];
  readonly contactIds: readonly string[];
  readonly companyIds: readonly string[];
  readonly dealIds: readonly string[];
}

/** An object that was changed, and when. */
export interface HubspotChange {
  readonly id: string;
  readonly atMs: number;
}

/** Service Hub's tickets. Same settings, limits and errors as the CRM's objects. */
export class HubspotTickets {
  constructor(private readonly http: VendorHttp) {}

  /**
   * A ticket that was merged is found by its old ids too, and answers with its new one.
   * @throws VendorError rejected (404) when there is no such ticket
   */
  async get(id: string): Promise<HubspotTicket> {
    const { body } = await this.http.request({
      op: 'tickets.get',
      method: 'GET',
      path: objectPath('tickets', id),
      query: {
        properties: PROPERTIES.join(','),
        propertiesWithHistory: 'hs_pipeline_stage,hs_ticket_priority',
        associations: 'contacts,companies,deals',
      },
    });
    const ticket = CrmObject.parse(body);
    const ids = async (type: string) =>
      ticket.associations?.[type]?.paging?.next === undefined
        ? [...new Set(ticket.associations?.[type]?.results.map((one) => one.id) ?? [])]
        : await associatedIds(this.http, 'tickets', ticket.id, type);
    const values = (property: string) => (ticket.propertiesWithHistory?.[property] ?? []).map(asValue);
    return {
      id: ticket.id,
      properties: ticket.properties,
      stages: values('hs_pipeline_stage'),
      priorities: values('hs_ticket_priority'),
      contactIds: await ids('contacts'),
      companyIds: await ids('companies'),
      dealIds: await ids('deals'),
    };
  }

  /** One ticket per key. @returns its id */
  async upsert(key: string, properties: Readonly<Record<string, string>>): Promise<string> {
    return await upsertByKey(this.http, 'tickets', { property: 'ticket_key', key }, properties);
  }

  /** Makes the unique property that `upsert` relies on. Repeatable. */
  async ensureKeyProperty(): Promise<void> {
    const property = { name: 'ticket_key', label: 'Ticket key', groupName: 'ticketinformation' };
    await ensureKeyProperty(this.http, 'tickets', property);
  }

  /** Repeatable. @throws VendorError rejected (404) when there is no such ticket */
  async update(id: string, properties: Readonly<Record<string, string>>): Promise<void> {
    await this.http.request({
      op: 'tickets.update',
      method: 'PATCH',
      path: objectPath('tickets', id),
      json: { properties },
    });
  }

  /** Repeatable. */
  async associate(id: string, to: HubspotObjectType, toId: string): Promise<void> {
    await associateDefault(this.http, ['tickets', id], [to, toId]);
  }

  /** The companies of a contact, the first one first. */
  async companiesOf(contactId: string): Promise<string[]> {
    return await associatedIds(this.http, 'contacts', contactId, 'companies');
  }

  async companyNames(ids: readonly string[]): Promise<string[]> {
    const companies = await readBatch(this.http, 'companies', ids, ['name']);
    return companies.map(({ properties }) => properties['name'] ?? '').filter((name) => name.trim() !== '');
  }

  /** The stages of every pipeline of tickets. */
  async pipelines(): Promise<void> {
    await this.http.request({
      op: 'pipelines.list',
      method: 'GET',
      path: `/crm/pipelines/${HUBSPOT_VERSION}/tickets`,
    });
  }

  /**
   * The tickets of a pipeline that were changed since an instant, the earliest first. HubSpot's search
   * lags behind what is written by some seconds.
   */
  async changedSince(pipeline: string, sinceMs: number): Promise<HubspotChange[]> {
    return await changedSince(this.http, 'tickets', sinceMs, [
      { propertyName: 'hs_pipeline', operator: 'EQ', value: pipeline },
    ]);
  }
}

/** What of a type was changed since an instant, the earliest first. */
export async function changedSince(
  http: VendorHttp,
  type: string,
  sinceMs: number,
  filters: readonly { propertyName: string; operator: string; value: string }[] = [],
): Promise<HubspotChange[]> {
  const changed = { propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: String(sinceMs) };
  const changes: HubspotChange[] = [];
  let after: string | undefined;
  do {
    const { body } = await http.request({
      op: `${type}.search`,
      method: 'POST',
      path: `/crm/objects/${HUBSPOT_VERSION}/${type}/search`,
      json: {
        filterGroups: [{ filters: [changed, ...filters] }],
        sorts: ['hs_lastmodifieddate'],
        properties: ['hs_lastmodifieddate'],
        limit: SEARCH_PAGE,
        ...(after === undefined ? {} : { after }),
      },
    });
    const page = Found.parse(body);
    for (const { id, properties } of page.results) {
      changes.push({ id, atMs: Date.parse(properties['hs_lastmodifieddate'] ?? '') });
    }
    after = page.paging?.next?.after;
  } while (after !== undefined && changes.length < MOST_FOUND);
  return changes;
}
