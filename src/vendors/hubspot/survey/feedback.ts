import { z } from 'zod';
import type { VendorHttp } from '../../kit/http';
import { CrmObjects } from '../answers';
import { HUBSPOT_VERSION } from '../auth';

/** HubSpot's limits for one batch: of associations, and of objects. */
const CONTACTS_AT_ONCE = 1_000;
const SUBMISSIONS_AT_ONCE = 100;

const Submissions = z.object({
  results: z.array(
    z.object({
      from: z.object({ id: z.string() }),
      to: z.array(z.object({ toObjectId: z.coerce.string() })),
    }),
  ),
});

/** One answer to one survey, in HubSpot's own values. */
export interface HubspotSubmission {
  readonly id: string;
  readonly contactId: string;
  /** Such as `NPS`. */
  readonly type: string;
  readonly value: string;
  readonly atMs: number;
}

/** What contacts have answered. HubSpot lets it be read only; it sends the surveys by itself and calls nobody about them. */
export class HubspotFeedback {
  constructor(private readonly http: VendorHttp) {}

  /** What these contacts have ever answered, in the order of the answers. */
  async submissionsOf(contactIds: readonly string[]): Promise<HubspotSubmission[]> {
    const contactOf = new Map<string, string>();
    for (const some of chunks(contactIds, CONTACTS_AT_ONCE)) {
      const { body } = await this.http.request({
        op: 'associations.read',
        method: 'POST',
        path: `/crm/associations/${HUBSPOT_VERSION}/contacts/feedback_submissions/batch/read`,
        json: { inputs: some.map((id) => ({ id })) },
      });
      for (const { from, to } of Submissions.parse(body).results) {
        for (const { toObjectId } of to) contactOf.set(toObjectId, from.id);
      }
    }
    const found: HubspotSubmission[] = [];
    for (const some of chunks([...contactOf.keys()], SUBMISSIONS_AT_ONCE)) {
      const { body } = await this.http.request({
        op: 'feedback_submissions.read',
        method: 'POST',
        path: `/crm/objects/${HUBSPOT_VERSION}/feedback_submissions/batch/read`,
        json: {
          inputs: some.map((id) => ({ id })),
          properties: ['hs_survey_type', 'hs_value', 'hs_createdate'],
          propertiesWithHistory: [],
        },
      });
      for (const { id, properties } of CrmObjects.parse(body).results) {
        found.push({
          id,
          contactId: contactOf.get(id) ?? '',
          type: properties['hs_survey_type'] ?? '',
          value: properties['hs_value'] ?? '',
          atMs: Date.parse(properties['hs_createdate'] ?? ''),
        });
      }
    }
    return found.toSorted((a, b) => a.atMs - b.atMs);
  }

  /** Whether the credential may read submissions. */
  async page(): Promise<void> {
    await this.http.request({
      op: 'feedback_submissions.list',
      method: 'GET',
      path: `/crm/objects/${HUBSPOT_VERSION}/feedback_submissions`,
      query: { limit: 1 },
    });
  }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const all: T[][] = [];
  for (let start = 0; start < items.length; start += size) all.push(items.slice(start, start + size));
  return all;
}
