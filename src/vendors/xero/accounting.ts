import type { AccountingPort, Invoice } from '../../capability/accounting';
import { unlessMissing } from '../kit/missing';
import type { XeroClient, XeroInvoice } from './client';

export function xeroAccounting(xero: XeroClient): AccountingPort {
  return {
    async ensureInvoice(key, { customer, ...invoice }) {
      const contactId = await xero.ensureContact(customer.key, customer.name, customer.email);
      return invoiceOf(await xero.ensureInvoice(key, { ...invoice, contactId }));
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

function invoiceOf({ id, number = '', status, amountPaid, currency }: XeroInvoice): Invoice {
  const isVoid = status === 'VOIDED' || status === 'DELETED';
  return { id, number, isVoid, paid: amountPaid.toFixed(2), currency };
}
