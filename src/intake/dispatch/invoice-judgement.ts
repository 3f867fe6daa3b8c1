import type { Command } from '../../database/generated/client';
import type { Connection, Database } from '../../database/database';
import { lockName } from '../../database/lock';
import type { FieldsOf } from '../../fact/domain/declaration';
import type { invoiceChanged } from '../../engagement/domain/facts/ledger';
import { findInvoice } from '../../engagement/store/ledger';
import { storeSystemCommands } from '../../fact/dispatch/system-commands';
import { textOf, zero } from '../../money/domain/money';
import type { Clock } from '../../promise/domain/time';
import { shortEffectKey } from '../../vendors/kit/effect-key';
import type { Vendor } from '../../vendors/kit/vendor';
import type { DeliveryKey, InvoiceState, InvoiceVerdict } from '../domain/intake';
import { readPayload } from '../store/deliveries';
import { eventOf, occurredAtMs } from './delivery-subject';

/** What an engagement was told of an invoice, with the vendor's instant of it. */
type ToldInvoice = FieldsOf<typeof invoiceChanged> & { asOf: string | null };

/** The engagement that an invoice belongs to, and what it is for. */
interface Owner {
  engagementId: string;
  milestone: string | null;
}

/**
 * Judges an invoice that changed in the books: its engagement is told how it stands, once for each state. What is told
 * is stored in the same transaction, so that a repeated call gives the same verdict; of two readings the one that the
 * vendor dates later counts.
 */
export async function judgeInvoice(
  { db, clock, vendors }: { db: Database; clock: Clock; vendors: readonly Vendor[] },
  { vendor, key, invoice }: DeliveryKey & { invoice: InvoiceState },
): Promise<InvoiceVerdict> {
  return db.$transaction(async (tx) => {
    await lockName(tx, `invoice:${vendor}:${invoice.invoiceId}`);
    const owner = await ownerOf(tx, vendor, invoice);
    if (!owner) {
      return { do: 'wait' };
    }
    const { engagementId } = owner;
    const id = `${vendor}/${shortEffectKey(key)}/${invoice.number}`;
    const told = await toldOf(tx, engagementId, invoice.number);
    if (told.some((command) => command.id === id)) {
      return { do: 'tell', engagementId, commandIds: [id] };
    }
    const before = told.at(-1)?.body as ToldInvoice | undefined;
    const known = verdictOnKnown(invoice, before);
    if (known) {
      return { do: 'nothing', outcome: known };
    }
    const nowMs = clock.productNow();
    const event = eventOf(vendors, vendor, await readPayload(tx, { vendor, key }));
    const command = {
      id,
      signal: 'invoiceChanged' as const,
      fields: { ...fieldsOf(invoice, owner, before) },
      occurredAtMs: occurredAtMs(event, nowMs),
    };
    await storeSystemCommands(tx, vendor, engagementId, [command], new Date(nowMs));
    return { do: 'tell', engagementId, commandIds: [id] };
  });
}

/** Of an invoice that an engagement made, or that somebody recorded in its ledger. */
async function ownerOf(
  tx: Connection,
  vendor: string,
  { invoiceId, number }: InvoiceState,
): Promise<Owner | undefined> {
  const made = await tx.externalRef.findFirst({
    where: { system: vendor, kind: 'invoice', vendorId: invoiceId },
  });
  if (made) {
    const { engagementId = '', milestone = null } = (made.data ?? {}) as Partial<Owner>;
    return { engagementId, milestone };
  }
  return (await findInvoice(tx, number)) ?? undefined;
}

async function toldOf(tx: Connection, subjectId: string, number: string): Promise<Command[]> {
  return tx.command.findMany({
    where: { subjectId, signal: 'invoiceChanged', body: { path: ['invoice'], equals: number } },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
  });
}

/** Why there is nothing to tell; undefined when there is. */
function verdictOnKnown(invoice: InvoiceState, before: ToldInvoice | undefined): string | undefined {
  const { number, paid, credited, isVoid, currency, asOfMs } = invoice;
  const none = textOf(zero(currency)).amount;
  const last = before ?? { paid: none, credited: none, isVoid: false, asOf: null };
  if (last.asOf !== null && asOfMs !== null && asOfMs < Date.parse(last.asOf)) {
    return `noted: a newer state of ${number} was told already`;
  }
  if (paid !== last.paid || credited !== last.credited || isVoid !== last.isVoid) {
    return undefined;
  }
  return before ? `noted: ${number} stands as it was told` : `noted: nothing is paid on ${number}`;
}

function fieldsOf(invoice: InvoiceState, { milestone }: Owner, before: ToldInvoice | undefined): ToldInvoice {
  const { number, currency, paid, credited, isVoid, asOfMs } = invoice;
  return {
    invoice: number,
    milestone,
    ...{ currency, paid, credited, isVoid },
    paidBefore: before?.paid ?? textOf(zero(currency)).amount,
    asOf: asOfMs === null ? null : new Date(asOfMs).toISOString(),
  };
}
