import { z } from 'zod';

const Paging = z.object({ next: z.object({ after: z.string() }).optional() }).optional();
const Ids = z.object({ results: z.array(z.object({ id: z.string() })), paging: Paging });
const Value = z.object({
  value: z.string().nullish(),
  timestamp: z.string(),
  sourceType: z.string().optional(),
  updatedByUserId: z.union([z.int(), z.string()]).nullish(),
});
export const CrmObject = z.object({
  id: z.string(),
  propertiesWithHistory: z.record(z.string(), z.array(Value)).optional(),
  properties: z.record(z.string(), z.string().nullable().optional()),
  associations: z.record(z.string(), Ids).optional(),
});
export const CrmObjects = z.object({ results: z.array(CrmObject) });
export const Pipelines = z.object({
  results: z.array(z.object({ id: z.string(), stages: z.array(z.object({ id: z.string() })) })),
});
export const PartRefusals = z.object({
  errors: z.array(z.object({ category: z.string().optional() })).default([]),
});
export const Memberships = z.object({
  results: z.array(z.object({ recordId: z.string() })),
  paging: Paging,
});
/** What is associated with one object, of one page. */
export const Associated = z.object({
  results: z.array(z.object({ to: z.array(z.object({ toObjectId: z.coerce.string() })), paging: Paging })),
});

/** The property of ours that says how the project of a deal stands, and what it says of one that is closed. */
export const PROJECT_STATUS = 'engagement_status';
export const PROJECT_CLOSED = 'closed';

/** One value that a property had. */
export interface HubspotValue {
  readonly value: string;
  readonly atMs: number;
  /** Who wrote it, in HubSpot's words, such as `CRM_UI` or `INTEGRATION`. */
  readonly source: string;
  /** The user of HubSpot who did, where it was one. */
  readonly userId: string | undefined;
}

/** A deal as the lifecycle sees it. */
export interface HubspotDeal {
  readonly id: string;
  readonly name: string;
  readonly stage: string;
  /** The values that the stage had, the newest first; HubSpot keeps the newest hundred. */
  readonly stages: readonly HubspotValue[];
  readonly isLost: boolean;
  /** Under which `upsertDeal` made it. */
  readonly key: string | undefined;
  /** The ids of the deals that were merged into it. */
  readonly mergedIds: readonly string[];
  /** When the last of them was. */
  readonly mergedAtMs: number | null;
  /** HubSpot's own decimal text, such as `1200.00`. */
  readonly amount: string | undefined;
  /** ISO 4217, where the account uses several currencies. */
  readonly currency: string | undefined;
  readonly contactIds: readonly string[];
  readonly noteIds: readonly string[];
  /** What it says of what else was asked for. */
  readonly properties: Readonly<Record<string, string>>;
}

export interface HubspotContact {
  readonly id: string;
  readonly email: string | undefined;
  readonly name: string;
  readonly company: string | undefined;
}

/** The kinds of objects of which more are associated with a deal than came with it. */
export function partlyAssociated({ associations = {} }: z.infer<typeof CrmObject>): string[] {
  return Object.keys(associations).filter((type) => associations[type]?.paging?.next !== undefined);
}

/**
 * @param deal HubSpot's answer to reading one deal
 * @param whole the ids of what is associated with it, of kinds of which not all came with it
 * @param asked what else was asked for
 */
export function asDeal(
  deal: z.infer<typeof CrmObject>,
  whole: Readonly<Record<string, readonly string[]>>,
  asked: readonly string[],
): HubspotDeal {
  const [merge] = deal.propertiesWithHistory?.['hs_merged_object_ids'] ?? [];
  return {
    id: deal.id,
    name: deal.properties['dealname'] ?? '',
    stage: deal.properties['dealstage'] ?? '',
    stages: (deal.propertiesWithHistory?.['dealstage'] ?? []).map(asValue),
    key: deal.properties['engagement_key'] ?? undefined,
    isLost: deal.properties['hs_is_closed_lost'] === 'true',
    mergedIds: (deal.properties['hs_merged_object_ids'] ?? '').split(';').filter((other) => other !== ''),
    mergedAtMs: merge === undefined ? null : asValue(merge).atMs,
    amount: deal.properties['amount'] ?? undefined,
    currency: deal.properties['deal_currency_code'] ?? undefined,
    contactIds: whole['contacts'] ?? associated(deal, 'contacts'),
    noteIds: whole['notes'] ?? associated(deal, 'notes'),
    properties: Object.fromEntries(
      asked.flatMap((name) => (deal.properties[name] ? [[name, deal.properties[name]]] : [])),
    ),
  };
}

/** A value of a property's history. */
export function asValue({
  value,
  timestamp,
  sourceType = '',
  updatedByUserId,
}: z.infer<typeof Value>): HubspotValue {
  const userId = updatedByUserId == null ? undefined : String(updatedByUserId);
  return { value: value ?? '', atMs: Date.parse(timestamp), source: sourceType, userId };
}

function associated(object: z.infer<typeof CrmObject>, type: string): string[] {
  return [...new Set(object.associations?.[type]?.results.map(({ id }) => id) ?? [])];
}
