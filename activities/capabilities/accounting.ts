import { shortEffectKey } from '../../src/vendors/kit/effect-key';
import type { AccountingPort, Invoice } from '../../src/capability/offered/accounting';
import type { ActionActivities, ActionResult, ActionsOf } from '../../src/capability/actions';
import { ActionRefusedError } from '../../src/capability/refusal';
import { moneyOf, textOf } from '../../src/money/domain/money';
import { amountAt } from '../../src/playbook/domain/milestones';
import { zoneOf } from '../../src/promise/domain/calendar/zone';
import { dateText } from '../../src/promise/domain/clock/time-text';
import type { ActionDeps, Door } from './action-deps';
import { type EngagementFile, readEngagementFile } from './engagement-file';
import { atVendor } from './vendor-errors';

/** @param timeZone the house's own, by whose days invoices are dated */
type BooksDeps = ActionDeps & { readonly timeZone: string };

/** The actions on the books: one sales invoice per milestone. */
export function createAccountingActivities(
  { db, clock, timeZone }: BooksDeps,
  { effects, port }: Door<AccountingPort>,
): Pick<ActionActivities, ActionsOf<'accounting'>> {
  return {
    'accounting.createInvoice': ({ engagementId, params }) =>
      atVendor(async () => {
        const { milestone, percent, dueDays } = params;
        const key = milestoneKey(engagementId, milestone);
        const known = await effects.find('invoice', key);
        if (known !== undefined) return created(milestone, known.vendorId, known.data);
        const file = await readEngagementFile(db, engagementId);
        if (file.value === null) {
          throw new ActionRefusedError(
            `${file.reference} has no value, so no invoice could be made. Make it by hand, or state the value.`,
          );
        }
        const today = zoneOf(timeZone).dayOf(clock.productNow());
        const { stages } = file.playbook;
        const playbooks = { stages, earlier: file.earlier };
        const { amount, currency } = textOf(amountAt(playbooks, params, moneyOf(file.value)));
        const dueDate = dateText(today + dueDays);
        const invoice = await port().ensureInvoice(key, {
          customer: {
            key: `client/${file.client.id}`,
            name: file.client.name,
            email: file.client.contacts.find(({ email }) => email !== null)?.email ?? undefined,
          },
          number: invoiceNumber(file, milestone),
          description: `${file.title} (${file.reference}): ${milestone}, ${percent} %`,
          amount,
          currency,
          reference: file.reference,
          date: dateText(today),
          dueDate,
        });
        const made = {
          ...{ engagementId, milestone, invoiceNumber: invoice.number },
          ...{ amount: invoice.total, currency: invoice.currency, dueAt: dueDate },
        };
        await effects.keep('invoice', key, invoice.id, made);
        return created(milestone, invoice.id, made);
      }),

    'accounting.voidInvoice': ({ engagementId, params }) =>
      atVendor(async (): Promise<ActionResult> => {
        const key = milestoneKey(engagementId, params.milestone);
        const id =
          (await effects.find('invoice', key))?.vendorId ??
          (await unanswered(engagementId, params.milestone));
        if (id === undefined) return { refs: {}, note: 'There was no invoice to void.' };
        return voided(params.milestone, await port().voidInvoice(`${key}/void`, id));
      }),
  };

  /** An invoice whose making was never answered may be there all the same. */
  async function unanswered(engagementId: string, milestone: string): Promise<string | undefined> {
    const file = await readEngagementFile(db, engagementId);
    return (await port().findInvoice(invoiceNumber(file, milestone)))?.id;
  }
}

function created(
  milestone: string,
  invoiceId: string,
  { engagementId: _id, ...made }: Readonly<Record<string, string>>,
): ActionResult {
  return {
    refs: { ...made, invoiceId },
    note: `The invoice ${made['invoiceNumber']} for "${milestone}" is approved.`,
  };
}

function voided(milestone: string, { id, number, isVoid, total, paid, currency }: Invoice): ActionResult {
  const note = isVoid
    ? `The invoice for "${milestone}" is void.`
    : `The invoice for "${milestone}" stays: ${paid} ${currency} was paid on it. Decide about a refund.`;
  const refs = { invoiceId: id, invoiceNumber: number, milestone, amount: total, currency };
  return { refs: { ...refs, isVoid: String(isVoid) }, note };
}

function milestoneKey(engagementId: string, milestone: string): string {
  return `${engagementId}/${milestone}`;
}

/** Readable, and the engagement's own even where two installations count their references alike. */
function invoiceNumber({ id, reference }: EngagementFile, milestone: string): string {
  return `${reference}-${milestone}-${shortEffectKey(id).slice(0, 6)}`;
}
