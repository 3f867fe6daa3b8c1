import type { ActionParams } from '../../capability/actions';
import type { InvoiceState, InvoiceVerdict } from '../domain/intake';
import { allSteps, type Playbook } from '../../playbook/domain/playbook';
import type { Clock } from '../../promise/domain/time';
import type { Database } from '../../database/database';
import { readPayload } from '../store/deliveries';
import { loadPlaybook } from '../../playbook/store/playbooks';
import { occurredAtMs } from './delivery-subject';
import { storeSystemCommands } from '../../fact/dispatch/system-commands';

/**
 * Judges an invoice on which something was paid: the one whose milestone lets delivery begin tells its engagement of
 * the payment, once per amount paid.
 */
export async function judgeInvoice(
  { db, clock }: { db: Database; clock: Clock },
  key: string,
  { invoiceId, number, paid, currency }: InvoiceState,
): Promise<InvoiceVerdict> {
  const made = await db.externalRef.findFirst({
    where: { system: 'xero', kind: 'invoice', vendorId: invoiceId },
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
  const id = `xero/${invoiceId}/${paid}`;
  const command = {
    id,
    signal: 'paymentReceived' as const,
    fields: { amount: paid, currency: currency ?? engagement.currency ?? '' },
    more: { reference: number },
    occurredAtMs: occurredAtMs(await readPayload(db, { vendor: 'xero', key }), nowMs),
  };
  await storeSystemCommands(db, 'xero', engagementId, [command], new Date(nowMs));
  return { do: 'tell', engagementId, commandIds: [id] };
}

/** The milestones whose payment opens the gate before delivery: those that the payment gate invoices. */
function gatingMilestones(playbook: Pick<Playbook, 'stages'>): string[] {
  return [...allSteps(playbook)]
    .filter(({ stage, step }) => stage === 'payment-gate' && step.do === 'accounting.createInvoice')
    .map(({ step }) => (step.with as ActionParams['accounting.createInvoice']).milestone);
}
