import { ApplicationFailure } from '@temporalio/common';
import type { AccountingPort } from '../src/capability/offered/accounting';
import type { CrmPort } from '../src/capability/offered/crm';
import type { HelpdeskPort } from '../src/capability/offered/helpdesk';
import type { LearningPort } from '../src/capability/offered/learning';
import type { SignaturePort } from '../src/capability/offered/signature';
import type { SurveyPort } from '../src/capability/offered/survey';
import type { HandOverDeps } from '../src/dispatch/hand-over';
import { startEngagement } from '../src/engagement/store/engagements-start';
import { restOn } from '../src/engagement/store/outside';
import { eventOf } from '../src/intake/dispatch/delivery-subject';
import { judgeDeal, rememberStart } from '../src/intake/dispatch/deal-judgement';
import { startOrderOf } from '../src/intake/dispatch/deal-start';
import { askersOf, judgeEnrolment } from '../src/intake/dispatch/enrolment-judgement';
import { askerOf, judgeEnvelope } from '../src/intake/dispatch/envelope-judgement';
import { judgeInvoice } from '../src/intake/dispatch/invoice-judgement';
import { lookNow } from '../src/intake/dispatch/look-outside';
import { judgeOutside } from '../src/intake/dispatch/outside-judgement';
import { judgeSurvey } from '../src/intake/dispatch/survey-judgement';
import { judgeTicket } from '../src/intake/dispatch/ticket-judgement';
import { takeStatement } from '../src/intake/dispatch/statement';
import { tellEngagement } from '../src/intake/dispatch/vendor-facts';
import type {
  DealActivities,
  EnrolmentActivities,
  EnvelopeActivities,
  IntakeActivities,
  InvoiceActivities,
  StartSight,
  SurveyActivities,
  TicketActivities,
} from '../src/intake/domain/intake';
import { askedProperties, decisiveProperties, factsOfDeal } from '../src/playbook/domain/starts';
import { newestRules } from '../src/playbook/store/newest-rules';
import { loadPlaybook, resolvePlaybook } from '../src/playbook/store/playbooks';
import { readPayload, settleDelivery } from '../src/intake/store/deliveries';
import { VendorError } from '../src/vendors/kit/errors';
import type { Vendor } from '../src/vendors/kit/vendor';
import type { ActionDeps, Door, ServingDeps } from './capabilities/action-deps';
import { sendLetters } from './capabilities/signature/letters';
import { atVendor, toFailure } from './capabilities/vendor-errors';
import { isShared } from './helpdesk';

export function createIntakeActivities(
  deps: ActionDeps & HandOverDeps & { vendors: readonly Vendor[] },
): IntakeActivities {
  const { db } = deps;
  return {
    'intake.judgeDeal': (request) => judgeDeal(deps, request),
    'intake.judgeOutside': (request) => judgeOutside(deps, request),
    'intake.takeStatement': (request) => takeStatement(deps, request),
    'intake.look': ({ vendor }) => lookNow(deps, vendor),
    'intake.judgeInvoice': (request) => judgeInvoice(deps, request),
    'intake.tell': ({ engagementId, commandIds }) => tellEngagement(deps, engagementId, commandIds),
    'intake.settle': ({ vendor, key, outcome }) => settleDelivery(db, { vendor, key }, outcome),
  };
}

/** What of a deal's way goes into a history at most. */
const MOST_STAGES = 100;

/** @param deps with the house's own currency, a code of ISO 4217 */
export function createDealActivities(
  deps: ActionDeps & { readonly currency: string },
  { vendor, port }: Door<CrmPort>,
): DealActivities {
  const { db } = deps;
  return {
    'crm.readDeal': async ({ dealId }) => {
      const rules = await newestRules(db);
      const asked = askedProperties(rules, vendor.name);
      const deal = await patiently(() => port().readDeal(dealId, asked));
      if (deal === undefined) {
        return { found: false };
      }
      const { id, stage, isLost, mergedAtMs, key } = deal;
      const mergedIds = [...new Set([...deal.mergedIds, dealId])].filter((other) => other !== id);
      const way = deal.way.slice(-MOST_STAGES);
      const made = key === undefined ? {} : { madeBy: key };
      const properties = decisiveProperties(rules, vendor.name, deal.properties);
      return { found: true, dealId: id, stage, isLost, ...made, mergedIds, mergedAtMs, way, properties };
    },
    'crm.startEngagement': ({ dealId, stage, playbook }) =>
      atVendor<StartSight>(async () => {
        const found = await resolvePlaybook(db, playbook);
        if (!found) throw new Error(`No playbook ${playbook} is published.`);
        const rules = await loadPlaybook(db, found.name, found.version);
        const deal = await patiently(() => port().readDeal(dealId, askedProperties([rules], vendor.name)));
        if (deal?.stage !== stage) {
          return { outcome: 'moved' };
        }
        const contacts = await patiently(() => port().readContacts(deal.contactIds));
        const started = await startEngagement(
          deps,
          startOrderOf(
            vendor,
            deal,
            contacts,
            playbook,
            deps.currency,
            factsOfDeal(vendor.name, rules, deal.properties),
          ),
        );
        switch (started.outcome) {
          case 'invalid':
            return { outcome: 'refused', why: started.errors.map(({ pointer }) => pointer).join(', ') };
          case 'key-reused':
            return { outcome: 'refused', why: 'its key was used before' };
          case 'created':
          case 'existing':
            await rememberStart(deps, { vendor: vendor.name, dealId, stage, way: deal.way });
            for (const vendorId of deal.contactIds) {
              const contact = { vendor: vendor.name, what: 'contact', vendorId } as const;
              const { id: engagementId } = started.engagement;
              await restOn(db, { ...contact, engagementId }, new Date(deps.clock.productNow()));
            }
            return {
              outcome: started.outcome === 'created' ? 'started' : 'existing',
              reference: started.engagement.reference,
            };
        }
      }),
  };
}

export function createInvoiceActivities({ port }: Pick<Door<AccountingPort>, 'port'>): InvoiceActivities {
  return {
    'accounting.readInvoice': async ({ invoiceId }) => {
      const invoice = await patiently(() => port().readInvoice(invoiceId));
      if (!invoice) {
        return { found: false };
      }
      const { id: _id, ...standing } = invoice;
      return { found: true, invoiceId, ...standing };
    },
  };
}

export function createEnvelopeActivities(deps: ServingDeps, door: Door<SignaturePort>): EnvelopeActivities {
  const { name: vendor } = door.vendor;
  return {
    'signature.takeEnvelope': async ({ envelopeId: id }) => {
      const asker = await askerOf(deps.db, vendor, id);
      if (!asker) {
        return { do: 'wait' };
      }
      const envelope = await patiently(() => door.port().readEnvelope(id));
      const verdict = await judgeEnvelope(deps, { vendor, id, asker, envelope });
      await patiently(() => sendLetters(deps, door, asker.engagementId, id));
      return verdict;
    },
  };
}

export function createTicketActivities(
  deps: ActionDeps & { vendors: readonly Vendor[] },
  { vendor, port }: Door<HelpdeskPort>,
): TicketActivities {
  const { db, vendors } = deps;
  return {
    'helpdesk.takeTicket': async ({ key, ticketId }) => {
      const { name } = vendor;
      if (!isShared(port)) return { do: 'nothing', outcome: `ignored: no tickets are shared with ${name}` };
      const event = await eventOf(vendors, name, await readPayload(db, { vendor: name, key }));
      if (event.about !== 'ticket') return { do: 'nothing', outcome: 'ignored: it is about something else' };
      const ticket = await patiently(() => port().readTicket(ticketId));
      return judgeTicket(deps, { vendor, event, ticket });
    },
  };
}

export function createAnswerActivities(
  deps: ActionDeps & { vendors: readonly Vendor[] },
  { vendor: { name: vendor }, port }: Door<SurveyPort>,
): SurveyActivities {
  const { db, vendors } = deps;
  return {
    'survey.takeAnswers': async ({ key, respondentId }) => {
      const event = await eventOf(vendors, vendor, await readPayload(db, { vendor, key }));
      if (event.about !== 'survey') return { do: 'nothing', outcome: 'ignored: it is about something else' };
      const answers = await patiently(() => port().readAnswers(respondentId));
      const questions = port().questions();
      return judgeSurvey(deps, { vendor, respondentId, questions, answers, isLast: event.isLast });
    },
  };
}

export function createEnrolmentActivities(
  deps: ActionDeps,
  { vendor: { name: vendor }, port }: Door<LearningPort>,
): EnrolmentActivities {
  return {
    'learning.takeEnrolment': async ({ enrolmentId: id }) => {
      const askers = await askersOf(deps.db, vendor, id);
      if (askers.length === 0) {
        return { do: 'wait' };
      }
      const enrolment = await patiently(() => port().readEnrolment(id));
      return judgeEnrolment(deps, { vendor, id, askers, enrolment });
    },
  };
}

/**
 * A refused read is tried again: once the credentials are right again, what a vendor told meanwhile must have its effect.
 */
export async function patiently<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof VendorError)) {
      throw error;
    }
    const failure = toFailure(error);
    throw failure.nonRetryable
      ? ApplicationFailure.create({
          type: 'VendorRejected',
          message: failure.message,
          nextRetryDelay: '1 minute',
        })
      : failure;
  }
}
