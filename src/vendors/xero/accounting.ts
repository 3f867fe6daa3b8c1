import type { AccountingPort, Invoice } from '../../capability/offered/accounting';
import { ActionRefusedError } from '../../capability/refusal';
import { roundedMoney, textOf, zero } from '../../money/domain/money';
import { advised } from '../kit/advised';
import { unlessMissing } from '../kit/missing';
import type { XeroClient, XeroInvoice } from './client';

export function xeroAccounting(xero: XeroClient): AccountingPort {
  return {
    async ensureInvoice(key, { customer, ...invoice }) {
      const contactId = await xero.ensureContact(customer.key, customer.name, customer.email);
      const made = await advised(
        () => xero.ensureInvoice(key, { ...invoice, contactId }),
        /not subscribed to currency/i,
        `The organisation in Xero does not have the currency ${invoice.currency}, so no invoice was made. Add it in Xero's settings under Currencies, or make the invoice by hand.`,
      );
      return invoiceOf(made);
    },

    async readInvoice(id) {
      const found = await unlessMissing(() => xero.getInvoice(id));
      return found && invoiceOf(found);
    },

    async findInvoice(number) {
      const found = await xero.findInvoice(number);
      return found && invoiceOf(found);
    },

    voidInvoice: async (key, id) => invoiceOf(await xero.voidInvoice(key, id)),
  };
}

/** Xero tells amounts as numbers. */
function invoiceOf({ id, number = '', status, dueOn, updatedAtMs, ...invoice }: XeroInvoice): Invoice {
  const { currency, amountPaid, amountCredited, total, totalTax } = invoice;
  if (currency === undefined) {
    throw new ActionRefusedError(`Xero does not say in which currency the invoice ${number} is.`);
  }
  const text = (amount: number) => textOf(roundedMoney(amount.toFixed(6), currency) ?? zero(currency)).amount;
  return {
    id,
    number,
    isVoid: status === 'VOIDED' || status === 'DELETED',
    total: text(total),
    net: text(total - totalTax),
    paid: text(amountPaid),
    credited: text(amountCredited),
    currency,
    dueOn,
    asOfMs: updatedAtMs,
  };
}
