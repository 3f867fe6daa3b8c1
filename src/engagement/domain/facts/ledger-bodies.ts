import { z } from 'zod';
import { bodyOf, instant, reason } from '../../../fact/domain/body';
import { type MoneyText, moneyOf, textOf } from '../../../money/domain/money';
import { checkMoney, moneyFields } from '../../../money/domain/money-schema';
import { paymentReceived } from './agreement';
import { invoiceCredited, invoiceRecorded, invoiceVoided, paymentRefunded } from './ledger';

/** It goes into histories, where no names belong. */
const invoiceNumber = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9]+([ ._/#-]+[A-Za-z0-9]+)*$/, "an invoice's number, such as INV-0001");
const milestone = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens, such as signature');

/** With all of the currency's places. */
const inFull = (body: MoneyText): MoneyText => textOf(moneyOf(body));

export const ledgerBodies = {
  paymentReceived: bodyOf(
    paymentReceived,
    {
      ...moneyFields,
      reference: z
        .string()
        .trim()
        .max(200)
        .optional()
        .describe("What the client gave; an invoice's number makes it that invoice's payment"),
    },
    // Which invoice it names takes a look into the ledger.
    inFull,
    checkMoney,
  ),
  paymentRefunded: bodyOf(
    paymentRefunded,
    { ...moneyFields, reason, invoice: invoiceNumber.optional() },
    (body) => ({ ...inFull(body), invoice: body.invoice ?? null }),
    checkMoney,
  ),
  invoiceRecorded: bodyOf(
    invoiceRecorded,
    {
      ...moneyFields,
      invoice: invoiceNumber,
      milestone: milestone.describe("What it is for: a milestone of the playbook's own"),
      dueAt: instant.optional(),
    },
    (body) => ({
      ...inFull(body),
      invoice: body.invoice,
      milestone: body.milestone,
      dueAtMs: body.dueAt === undefined ? null : Date.parse(body.dueAt),
    }),
    checkMoney,
  ),
  invoiceVoided: bodyOf(invoiceVoided, { invoice: invoiceNumber, reason }, ({ invoice }) => ({ invoice })),
  invoiceCredited: bodyOf(
    invoiceCredited,
    { ...moneyFields, invoice: invoiceNumber, reason },
    (body) => ({ ...inFull(body), invoice: body.invoice }),
    checkMoney,
  ),
};
