import { shortEffectKey } from '../../src/vendors/kit/effect-key';
import type { AccountingPort, Invoice } from '../../src/capability/accounting';
import type { ActionActivities, ActionResult, ActionsOf } from '../../src/capability/actions';
import { ActionRefusedError } from '../../src/capability/refusal';
import type { ActionDeps, Door } from './action-deps';
import { type EngagementFile, readEngagementFile } from './engagement-file';
import { atVendor } from './vendor-errors';

const DAY_MS = 86_400_000;

/** The actions on the books: one sales invoice per milestone. */
export function createAccountingActivities(
  { db, clock }: ActionDeps,
  { effects, port }: Door<AccountingPort>,
): Pick<ActionActivities, ActionsOf<'accounting'>> {
  return {
    'accounting.createInvoice': ({ engagementId, params }) =>
      atVendor(async () => {
        const { milestone, percent, dueDays } = params;
        const key = milestoneKey(engagementId, milestone);
        const known = await effects.find('invoice', key);
        if (known !== undefined) return created(milestone, known.vendorId, known.data['invoiceNumber'] ?? '');
        const file = await readEngagementFile(db, engagementId);
        if (file.amount === null) {
          throw new ActionRefusedError(
            `${file.reference} has no value, so no invoice could be made. Make it by hand, or state the value.`,
          );
        }
        const nowMs = clock.productNow();
        const { id, number } = await port().ensureInvoice(key, {
          customer: {
            key: `client/${file.client.id}`,
            name: file.client.name,
            email: file.client.contacts.find(({ email }) => email !== null)?.email ?? undefined,
          },
          number: invoiceNumber(file, milestone),
          description: `${file.title} (${file.reference}): ${milestone}, ${percent} %`,
          amount: share(file.amount, percent),
          ...(file.currency === null ? {} : { currency: file.currency }),
          reference: file.reference,
          date: dateOf(nowMs),
          dueDate: dateOf(nowMs + dueDays * DAY_MS),
        });
        await effects.keep('invoice', key, id, { engagementId, milestone, invoiceNumber: number });
        return created(milestone, id, number);
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

function created(milestone: string, invoiceId: string, invoiceNumber: string) {
  return {
    refs: { invoiceId, invoiceNumber },
    note: `The invoice ${invoiceNumber} for "${milestone}" is approved.`,
  };
}

function voided(milestone: string, { id, number, isVoid, paid }: Invoice) {
  const note = isVoid
    ? `The invoice for "${milestone}" is void.`
    : `The invoice for "${milestone}" stays: ${paid} was paid on it. Decide about a refund.`;
  return { refs: { invoiceId: id, invoiceNumber: number }, note };
}

function milestoneKey(engagementId: string, milestone: string): string {
  return `${engagementId}/${milestone}`;
}

/** Readable, and the engagement's own even where two installations count their references alike. */
function invoiceNumber({ id, reference }: EngagementFile, milestone: string): string {
  return `${reference}-${milestone}-${shortEffectKey(id).slice(0, 6)}`;
}

/**
 * A part of an amount, to the cent, half a cent up.
 * @param amount decimal text with two places
 */
export function share(amount: string, percent: number): string {
  const cents = BigInt(amount.replace('.', ''));
  const hundredths = BigInt(Math.round(percent * 100));
  const part = (cents * hundredths + 5_000n) / 10_000n;
  return `${part / 100n}.${String(part % 100n).padStart(2, '0')}`;
}

/** `YYYY-MM-DD` in UTC. */
function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
