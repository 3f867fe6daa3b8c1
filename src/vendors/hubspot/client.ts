import type { Credentials } from '../../credential/domain/credential';
import { shortEffectKey } from '../kit/effect-key';
import { VendorHttp } from '../kit/http';
import type { VendorSettings } from '../kit/vendor-settings';
import {
  asDeal,
  CrmObject,
  type HubspotContact,
  type HubspotDeal,
  Memberships,
  partlyAssociated,
  Pipelines,
  PROJECT_STATUS,
} from './answers';
import { HUBSPOT_VERSION, hubspotToken, hubspotTrouble } from './auth';
import { createContact, findContact } from './contacts';
import { HubspotMessages } from './helpdesk/messages';
import { HubspotTickets } from './helpdesk/tickets';
import { HubspotFeedback } from './survey/feedback';
import { type SingleSend, singleSend } from './mail/single-send';
import {
  associateDefault,
  associatedIds,
  ensureKeyProperty,
  ensureProperty,
  type HubspotObjectType,
  objectPath,
  readBatch,
  upsertByKey,
} from './objects';

/** Association type of a note with a deal, defined by HubSpot. */
const NOTE_TO_DEAL = 214;
/** Where properties of deals are shown. */
const OF_DEALS = { groupName: 'dealinformation' };
const DEAL_PROPERTIES =
  'dealname,dealstage,amount,deal_currency_code,hs_is_closed_lost,hs_merged_object_ids,engagement_key';

/**
 * HubSpot CRM, 2026-09, by what somebody has consented to, or by the settings values `accessToken` (a service key or private app token), or `refreshToken` with
 * `clientId` and `clientSecret` of an app; `clientSecret` signs the webhooks too. Limits: 190 calls per 10 s on Professional and Enterprise. The account's own
 * validation rules apply to writes: a refusal that no specification shows comes as `rejected`.
 */
export class HubspotClient {
  private readonly http: VendorHttp;
  readonly tickets: HubspotTickets;
  readonly messages: HubspotMessages;
  readonly feedback: HubspotFeedback;

  constructor(settings: VendorSettings, credentials: Credentials) {
    const { baseUrl } = settings;
    this.http = new VendorHttp({
      system: 'hubspot',
      baseUrl,
      auth: hubspotToken(settings, credentials),
      trouble: hubspotTrouble,
    });
    this.tickets = new HubspotTickets(this.http);
    this.messages = new HubspotMessages(this.http);
    this.feedback = new HubspotFeedback(this.http);
  }

  /**
   * A deal that was merged is found by its old ids too, and answers with its new one.
   * @param asked what else is to be read of it; HubSpot passes over names that it does not have
   * @throws VendorError rejected (404) when there is no such deal
   */
  async getDeal(id: string, asked: readonly string[] = []): Promise<HubspotDeal> {
    const { body } = await this.http.request({
      op: 'deals.get',
      method: 'GET',
      path: objectPath('deals', id),
      query: {
        properties: [DEAL_PROPERTIES, ...asked].join(','),
        propertiesWithHistory: 'dealstage,hs_merged_object_ids',
        associations: 'contacts,notes',
      },
    });
    const deal = CrmObject.parse(body);
    const whole: Record<string, string[]> = {};
    for (const type of partlyAssociated(deal)) {
      whole[type] = await associatedIds(this.http, 'deals', deal.id, type);
    }
    return asDeal(deal, whole, asked);
  }

  /** Repeatable: the deal ends with that value, such as in that stage. */
  async setDealProperty(id: string, property: string, value: string): Promise<void> {
    await this.http.request({
      op: 'deals.update',
      method: 'PATCH',
      path: objectPath('deals', id),
      json: { properties: { [property]: value } },
    });
  }

  async getContacts(ids: readonly string[]): Promise<HubspotContact[]> {
    const found = await readBatch(this.http, 'contacts', ids, ['email', 'firstname', 'lastname', 'company']);
    return found.map(({ id, properties }) => ({
      id,
      email: properties['email'] ?? undefined,
      name: [properties['firstname'], properties['lastname']].filter(Boolean).join(' '),
      company: properties['company'] ?? undefined,
    }));
  }

  /**
   * The contact with that address: made if there is none, left as it is if there is. HubSpot's own guard: an address is one
   * contact's (409).
   * @returns its id
   */
  async ensureContact(email: string, properties: Readonly<Record<string, string>>): Promise<string> {
    return (await findContact(this.http, email)) ?? (await createContact(this.http, email, properties));
  }

  /** Writes those of an object's properties that are empty. Repeatable. */
  async fillEmpty(
    type: HubspotObjectType,
    id: string,
    wanted: Readonly<Record<string, string>>,
  ): Promise<void> {
    const [object] = await readBatch(this.http, type, [id], Object.keys(wanted));
    if (object === undefined) return;
    const empty = Object.entries(wanted).filter(([name]) => !object.properties[name]?.trim());
    if (empty.length === 0) return;
    await this.http.request({
      op: `${type}.update`,
      method: 'PATCH',
      path: objectPath(type, id),
      json: { properties: Object.fromEntries(empty) },
    });
  }

  /** One deal per key. @returns its id */
  async upsertDeal(key: string, properties: Readonly<Record<string, string>>): Promise<string> {
    return await upsertByKey(this.http, 'deals', { property: 'engagement_key', key }, properties);
  }

  /** Makes the unique property that `upsertDeal` relies on. Repeatable. */
  async ensureEngagementKeyProperty(): Promise<void> {
    await ensureKeyProperty(this.http, 'deals', {
      name: 'engagement_key',
      label: 'Engagement key',
      ...OF_DEALS,
    });
  }

  /** Makes the property that says how a deal's project stands. Repeatable. */
  async ensureProjectStatusProperty(): Promise<void> {
    await ensureProperty(this.http, 'deals', {
      name: PROJECT_STATUS,
      label: 'Engagement status',
      ...OF_DEALS,
    });
  }

  /** Repeatable. */
  async associate(
    from: HubspotObjectType,
    fromId: string,
    to: HubspotObjectType,
    toId: string,
  ): Promise<void> {
    await associateDefault(this.http, [from, fromId], [to, toId]);
  }

  /**
   * A note on a deal, exactly once per key. HubSpot has no guard for notes, so the key stands in the note's text and
   * the deal's own notes are read first; reads by id are consistent there, its search is not.
   * @param html the text, as HTML
   * @param atMs the time that the note shows
   * @returns the note's id
   */
  async ensureNote(dealId: string, key: string, html: string, atMs: number): Promise<string> {
    const marker = `[${shortEffectKey(key)}]`;
    const { noteIds } = await this.getDeal(dealId);
    const notes = await readBatch(this.http, 'notes', noteIds, ['hs_note_body']);
    const present = notes.find(({ properties }) => properties['hs_note_body']?.includes(marker) === true);
    if (present !== undefined) return present.id;
    const { body } = await this.http.request({
      op: 'notes.create',
      method: 'POST',
      path: `/crm/objects/${HUBSPOT_VERSION}/notes`,
      json: {
        properties: {
          hs_timestamp: new Date(atMs).toISOString(),
          hs_note_body: `${html}<p>${marker}</p>`,
        },
        associations: [
          {
            to: { id: dealId },
            types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: NOTE_TO_DEAL }],
          },
        ],
      },
    });
    return CrmObject.parse(body).id;
  }

  /** Repeatable: a record is on a list once. HubSpot sends a survey when a contact enters the survey's list. */
  async addToList(listId: string, recordIds: readonly string[]): Promise<void> {
    await this.http.request({
      op: 'lists.add',
      method: 'PUT',
      path: `/crm/lists/${HUBSPOT_VERSION}/${encodeURIComponent(listId)}/memberships/add`,
      json: recordIds,
    });
  }

  /** The ids of a list's records, page by page. */
  async listMembers(listId: string): Promise<string[]> {
    const ids: string[] = [];
    let after: string | undefined;
    do {
      const { body } = await this.http.request({
        op: 'lists.members',
        method: 'GET',
        path: `/crm/lists/${HUBSPOT_VERSION}/${encodeURIComponent(listId)}/memberships`,
        query: { limit: 250, after },
      });
      const page = Memberships.parse(body);
      ids.push(...page.results.map(({ recordId }) => recordId));
      after = page.paging?.next?.after;
    } while (after !== undefined);
    return ids;
  }

  /** As `singleSend` does. */
  async singleSend(mail: SingleSend): Promise<boolean> {
    return await singleSend(this.http, mail);
  }

  /** The stages that a deal can be in, over all pipelines. */
  async dealStages(): Promise<string[]> {
    const { body } = await this.http.request({
      op: 'pipelines.list',
      method: 'GET',
      path: `/crm/pipelines/${HUBSPOT_VERSION}/deals`,
    });
    return Pipelines.parse(body).results.flatMap(({ stages }) => stages.map(({ id }) => id));
  }
}
