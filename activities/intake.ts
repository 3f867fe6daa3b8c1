import { ApplicationFailure } from '@temporalio/common';
import { VendorError } from '../src/vendors/kit/errors';
import { dealMark, judgeDeal, rememberStart } from '../src/intake/dispatch/deal-judgement';
import { startOrderOf } from '../src/intake/dispatch/deal-start';
import { judgeInvoice } from '../src/intake/dispatch/invoice-judgement';
import { tellEngagement } from '../src/fact/dispatch/system-commands';
import type {
  DealActivities,
  IntakeActivities,
  InvoiceActivities,
  StartSight,
} from '../src/intake/domain/intake';
import { settleDelivery } from '../src/intake/store/deliveries';
import { startEngagement } from '../src/engagement/store/engagements-start';
import type { TemporalGateway } from '../src/temporal/client';
import type { ActionDeps } from './capabilities/action-deps';
import { atVendor, toFailure } from './capabilities/vendor-errors';

export function createIntakeActivities(deps: ActionDeps & { temporal: TemporalGateway }): IntakeActivities {
  const { db } = deps;
  return {
    'intake.judgeDeal': (request) => judgeDeal(deps, request),
    'intake.judgeInvoice': ({ key, invoice }) => judgeInvoice(deps, key, invoice),
    'intake.tell': ({ engagementId, commandIds }) => tellEngagement(deps, engagementId, commandIds),
    'intake.settle': ({ vendor, key, outcome }) => settleDelivery(db, { vendor, key }, outcome),
  };
}

export function createDealActivities(deps: ActionDeps): DealActivities {
  const { db, clients } = deps;
  return {
    'hubspot.readDeal': async ({ dealId }) => {
      const mark = await dealMark(db, dealId);
      const deal = await orMissing(() => clients.get('hubspot').getDeal(dealId));
      return deal ? { found: true, stage: deal.stage, mark } : { found: false };
    },
    'hubspot.startEngagement': ({ key, dealId, stage, playbook }) =>
      atVendor<StartSight>(async () => {
        const hubspot = clients.get('hubspot');
        const deal = await orMissing(() => hubspot.getDeal(dealId));
        if (deal?.stage !== stage) {
          return { outcome: 'moved' };
        }
        const contacts = await orMissing(() => hubspot.getContacts(deal.contactIds));
        const started = await startEngagement(deps, startOrderOf(deal, contacts ?? [], playbook));
        switch (started.outcome) {
          case 'invalid':
            return { outcome: 'refused', why: started.errors.map(({ pointer }) => pointer).join(', ') };
          case 'key-reused':
            return { outcome: 'refused', why: 'its key was used before' };
          case 'created':
          case 'existing':
            await rememberStart(deps, { key, dealId, stage });
            return {
              outcome: started.outcome === 'created' ? 'started' : 'existing',
              reference: started.engagement.reference,
            };
        }
      }),
  };
}

export function createInvoiceActivities({ clients }: ActionDeps): InvoiceActivities {
  return {
    'xero.readInvoice': async ({ invoiceId }) => {
      const invoice = await orMissing(() => clients.get('xero').getInvoice(invoiceId));
      if (!invoice) {
        return { found: false };
      }
      const { number = '', amountPaid, currency = null } = invoice;
      return { found: true, invoiceId, number, paid: amountPaid.toFixed(2), currency };
    },
  };
}

/**
 * Reads something that may not be there yet. A refused read is tried again: once the credentials are right again, what
 * a vendor told meanwhile must have its effect.
 */
async function orMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof VendorError)) {
      throw error;
    }
    if (error.status === 404) {
      return undefined;
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
