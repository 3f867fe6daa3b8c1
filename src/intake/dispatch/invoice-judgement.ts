import type { ActionParams } from '../../capability/actions';
import type { DeliveryKey, InvoiceState, InvoiceVerdict } from '../domain/intake';
import { allSteps, type Playbook } from '../../playbook/domain/playbook';
import type { Clock } from '../../promise/domain/time';
import type { Database } from '../../database/database';
import { readPayload } from '../store/deliveries';
import { loadPlaybook } from '../../playbook/store/playbooks';
import type { Vendor } from '../../vendors/kit/vendor';
import { eventOf, occurredAtMs } from './delivery-subject';
import { storeSystemCommands } from '../../fact/dispatch/system-commands';

/**
 * Judges an invoice on which something was paid: the one whose milestone lets delivery begin tells its engagement of
 * the payment, once per amount paid.
 */
export async function judgeInvoice(
  { db, clock, vendors }: { db: Database; clock: Clock; vendors: readonly Vendor[] },
  { vendor, key, invoice }: DeliveryKey & { invoice: InvoiceState },
): Promise<InvoiceVerdict> {
  const { invoiceId, number, paid, currency } = invoice;
  const made = await db.externalRef.findFirst({
    where: { system: vendor, kind: 'invoice', vendorId: invoiceId },
  });
  if (!made) {
    return { do: 'wait' };
  }
  const { engagementId = '', milestone = '' } = (made.data ?? {}) as Record<string, string>;
  const engagement = await db.engagement.findUniqueOrThrow({ where: { id: engagementId } });
  const playbook = await loadPlaybook(db, engagement.playbookName, engagement.playbookVersion);
  if (!gatingMilestones(playbook).includes(milestone)) {
    return { do: 'nothing', outcome: `noted: ${number} of ${engagement.reference} is not the first payment` };
  }
  const nowMs = clock.productNow();
  const id = `${vendor}/${invoiceId}/${paid}`;
  const event = eventOf(vendors, vendor, await readPayload(db, { vendor, key }));
  const command = {
    id,
    signal: 'paymentReceived' as const,
    fields: { amount: paid, currency: currency ?? engagement.currency ?? '' },
    more: { reference: number },
    occurredAtMs: occurredAtMs(event, nowMs),
  };
  await storeSystemCommands(db, vendor, engagementId, [command], new Date(nowMs));
  return { do: 'tell', engagementId, commandIds: [id] };
}

/** The milestones whose payment opens the gate before delivery: those that the payment gate invoices. */
function gatingMilestones(playbook: Pick<Playbook, 'stages'>): string[] {
  return [...allSteps(playbook)]
    .filter(({ stage, step }) => stage === 'payment-gate' && step.do === 'accounting.createInvoice')
    .map(({ step }) => (step.with as ActionParams['accounting.createInvoice']).milestone);
}
