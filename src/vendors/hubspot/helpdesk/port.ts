import type {
  HelpdeskChannel,
  HelpdeskPort,
  HelpdeskPriority,
  HelpdeskStage,
  HelpdeskTicket,
  HelpdeskWriting,
} from '../../../capability/offered/helpdesk';
import { ActionRefusedError } from '../../../capability/refusal';
import { unlessMissing } from '../../kit/missing';
import type { PortDeps } from '../../kit/vendor';
import type { HubspotValue } from '../answers';
import type { HubspotClient } from '../client';
import { WRITTEN_BY_APPS } from '../crm';
import { withReplies } from './replies';
import { DEFAULT_STAGES, readStages, stageId, type TicketStages } from './stages';
import type { HubspotTicket } from './tickets';

const PRIORITIES: Readonly<Record<HelpdeskPriority, string>> = {
  critical: 'URGENT',
  high: 'HIGH',
  medium: 'MEDIUM',
  low: 'LOW',
};

const CHANNELS: Readonly<Record<string, HelpdeskChannel>> = {
  EMAIL: 'email',
  PHONE: 'phone',
  FORM: 'portal',
  CHAT: 'portal',
};

export function hubspotHelpdesk(hubspot: HubspotClient, { settings }: PortDeps): HelpdeskPort {
  const { ticketPipeline: pipeline = '', ticketStages = DEFAULT_STAGES, portalUrl } = settings.values;
  const stages = () => readStages(ticketStages);
  const { tickets } = hubspot;

  return {
    isShared: () => pipeline !== '',
    portalUrl: () => (portalUrl === '' ? undefined : portalUrl),

    async readTicket(id) {
      const ticket = await unlessMissing(() => tickets.get(id));
      return ticket && (await asHelpdeskTicket(hubspot, ticket, { pipeline, stages: stages() }));
    },

    async ensureTicket(key, { subject, description, stage, priority, requester, dealId }) {
      await tickets.ensureKeyProperty();
      const id = await tickets.upsert(key, {
        subject,
        content: description,
        hs_pipeline: pipeline,
        ...stageProperty(stages(), stage),
        hs_ticket_priority: PRIORITIES[priority],
      });
      if (requester.email !== undefined) {
        const contactId = await hubspot.ensureContact(requester.email, { firstname: requester.name });
        await tickets.associate(id, 'contacts', contactId);
        const [company] = await tickets.companiesOf(contactId);
        if (company !== undefined) await tickets.associate(id, 'companies', company);
      }
      if (dealId !== undefined) await tickets.associate(id, 'deals', dealId);
      return id;
    },

    async changeTicket(id, { stage, priority }) {
      const changed = await unlessMissing(async () => {
        await tickets.update(id, {
          ...(stage === undefined ? {} : stageProperty(stages(), stage)),
          ...(priority === undefined ? {} : { hs_ticket_priority: PRIORITIES[priority] }),
        });
        return true;
      });
      return changed ?? false;
    },
  };
}

function stageProperty(stages: TicketStages, wanted: HelpdeskStage): { hs_pipeline_stage: string } {
  const id = stageId(stages, wanted);
  if (id === undefined) {
    throw new ActionRefusedError(
      `HUBSPOT_TICKET_STAGES names no stage that says ${wanted}, so nothing was written there. Name one, and bring the ticket up to date by hand.`,
    );
  }
  return { hs_pipeline_stage: id };
}

async function asHelpdeskTicket(
  hubspot: HubspotClient,
  { id, properties, stages: moves, priorities, contactIds, companyIds, dealIds }: HubspotTicket,
  { pipeline, stages }: { pipeline: string; stages: TicketStages },
): Promise<HelpdeskTicket> {
  const [requester] = await hubspot.getContacts(contactIds.slice(0, 1));
  const [company] = await hubspot.tickets.companyNames(companyIds.slice(0, 1));
  const way = historyOf(moves, (value) => {
    const stage = stages.get(value);
    return stage && { stage };
  });
  const [category] = (properties['hs_ticket_category'] ?? '').split(';');
  return {
    id,
    mergedIds: (properties['hs_merged_object_ids'] ?? '').split(';').filter((other) => other !== ''),
    key: properties['ticket_key'] ?? undefined,
    isFollowed: properties['hs_pipeline'] === pipeline,
    subject: properties['subject'] ?? '',
    description: properties['content'] ?? '',
    priority: priorityOf(properties['hs_ticket_priority'] ?? ''),
    channel: CHANNELS[properties['source_type'] ?? ''],
    category: category?.toLowerCase().replaceAll('_', '-'),
    way: await withReplies(hubspot.messages, id, way),
    priorities: historyOf(priorities, (value) => {
      const priority = priorityOf(value);
      return priority && { priority };
    }),
    requester,
    company,
    dealIds,
  };
}

/** A property's values that say something to us, the oldest first. */
function historyOf<T extends object>(
  values: readonly HubspotValue[],
  meaningOf: (value: string) => T | undefined,
): (T & HelpdeskWriting & { userId: string | undefined })[] {
  const said = values.flatMap(({ value, atMs, source, userId }) => {
    const meaning = meaningOf(value);
    return meaning === undefined ? [] : [{ ...meaning, atMs, byApp: WRITTEN_BY_APPS.has(source), userId }];
  });
  return said.toReversed();
}

function priorityOf(value: string): HelpdeskPriority | undefined {
  const words: HelpdeskPriority[] = ['critical', 'high', 'medium', 'low'];
  return words.find((word) => PRIORITIES[word] === value);
}
