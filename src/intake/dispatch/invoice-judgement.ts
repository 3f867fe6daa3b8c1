import type { Command } from '../../database/generated/client';
import type { Connection, Database } from '../../database/database';
import { lockName } from '../../database/lock';
import type { FieldsOf } from '../../fact/domain/declaration';
import type { invoiceChanged } from '../../engagement/domain/facts/ledger';
import { findInvoice } from '../../engagement/store/ledger';
import { type MoneyText, textOf, zero } from '../../money/domain/money';
import type { Clock } from '../../promise/domain/time';
import { shortEffectKey } from '../../vendors/kit/effect-key';
import type { Vendor } from '../../vendors/kit/vendor';
import type { DeliveryKey, InvoiceState, InvoiceVerdict } from '../domain/intake';
import { readPayload } from '../store/deliveries';
import { eventOf, occurredAtMs } from './delivery-subject';
import { putVendorFacts } from './vendor-facts';

/** What an engagement was told of an invoice, with the vendor's instant of it. */
type ToldInvoice = FieldsOf<typeof invoiceChanged> & { asOf: string | null };

/** The engagement that an invoice belongs to, what it is for, and what it asked for when it was made. */
interface Owner extends MoneyText {
  engagementId: string;
  milestone: string | null;
  /** `YYYY-MM-DD`; null: not known. */
  dueOn: string | null;
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
    const known = verdictOnKnown(invoice, owner, before);
    if (known) {
      return { do: 'nothing', outcome: known };
    }
    const nowMs = clock.productNow();
    const event = await eventOf(vendors, vendor, await readPayload(tx, { vendor, key }));
    const command = {
      id,
      signal: 'invoiceChanged' as const,
      fields: { ...fieldsOf(invoice, owner, before) },
      occurredAtMs: occurredAtMs(event, nowMs),
    };
    await putVendorFacts(tx, vendor, engagementId, [command], new Date(nowMs));
    return { do: 'tell', engagementId, commandIds: [id] };
  });
}

/** Of an invoice that an engagement made, or that somebody recorded in its ledger. */
async function ownerOf(tx: Connection, vendor: string, invoice: InvoiceState): Promise<Owner | undefined> {
  const { invoiceId, number } = invoice;
  const made = await tx.externalRef.findFirst({
    where: { system: vendor, kind: 'invoice', vendorId: invoiceId },
  });
  if (made) {
    const { engagementId = '', milestone = null, dueAt, ...money } = (made.data ?? {}) as MadeInvoice;
    return { engagementId, milestone, dueOn: dueAt ?? null, ...madeOver(money, invoice) };
  }
  const recorded = await findInvoice(tx, number);
  const dueOn = recorded?.dueAt?.toISOString().slice(0, 10) ?? null;
  return recorded ? { ...recorded, dueOn, ...madeOver(recorded, invoice) } : undefined;
}

/** What was put down of an invoice when it was made. */
type MadeInvoice = Partial<Omit<Owner, 'dueOn'> & { dueAt: string }>;

async function toldOf(tx: Connection, subjectId: string, number: string): Promise<Command[]> {
  return tx.command.findMany({
    where: { subjectId, signal: 'invoiceChanged', body: { path: ['invoice'], equals: number } },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
  });
}

function madeOver(
  { amount, currency }: Partial<MoneyText>,
  { total, currency: present }: InvoiceState,
): MoneyText {
  return { amount: amount ?? total, currency: currency ?? present };
}

/** Why there is nothing to tell; undefined when there is. */
function verdictOnKnown(
  invoice: InvoiceState,
  { amount, currency, dueOn }: Owner,
  before: ToldInvoice | undefined,
): string | undefined {
  const { number, net, asOfMs } = invoice;
  const none = textOf(zero(currency)).amount;
  const asMade = {
    total: amount,
    currency,
    net,
    paid: none,
    credited: none,
    isVoid: false,
    dueOn,
    asOf: null,
  };
  const last = before ?? asMade;
  if (last.asOf !== null && asOfMs !== null && asOfMs < Date.parse(last.asOf)) {
    return `noted: a newer state of ${number} was told already`;
  }
  const isDueAnew = invoice.dueOn !== null && last.dueOn !== null && invoice.dueOn !== last.dueOn;
  if (isDueAnew || STANDING.some((field) => invoice[field] !== last[field])) {
    return undefined;
  }
  return before ? `noted: ${number} stands as it was told` : `noted: nothing is paid on ${number}`;
}

/** What an engagement is told of, beside the day until which it is to be paid. */
const STANDING = ['total', 'net', 'currency', 'paid', 'credited', 'isVoid'] as const;

function fieldsOf(
  invoice: InvoiceState,
  { milestone, amount }: Owner,
  before: ToldInvoice | undefined,
): ToldInvoice {
  const { number, currency, total, net, paid, credited, isVoid, dueOn, asOfMs } = invoice;
  return {
    invoice: number,
    milestone,
    ...{ currency, total, net, paid, credited, isVoid, dueOn },
    totalBefore: before?.total ?? amount,
    paidBefore: before?.paid ?? textOf(zero(currency)).amount,
    asOf: asOfMs === null ? null : new Date(asOfMs).toISOString(),
  };
}
