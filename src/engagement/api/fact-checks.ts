import type { ApiDeps } from '../../edge/http/deps';
import { invalid } from '../../edge/http/problem';
import type { BodyOf, LookedUp } from '../../fact/domain/body';
import { actingPerson } from '../../people/api/acting-person';
import { normalRole } from '../../people/domain/roles';
import { moneyOf, textOf } from '../../money/domain/money';
import { milestonesOf } from '../../playbook/domain/milestones';
import { findVendor } from '../../vendors/registry';
import { findInvoice } from '../store/ledger';
import { findStep, type Playbook } from '../../playbook/domain/playbook';
import { faultsOfCheck, pointsOf } from '../../playbook/domain/quality-checks';
import { ENGAGEMENT_BODIES, type StatedEngagementFact } from '../domain/facts/bodies';
import { faultOfExtension } from '../domain/extension';
import type { SignalFields } from '../domain/facts/registry';
import type { Engagement, PromiseRecord } from '../store/engagements';
import { completeStep } from './completed-step';

type Bodies = typeof ENGAGEMENT_BODIES;

/** What a fact is stated about. */
interface About {
  deps: ApiDeps;
  engagement: Engagement;
  playbook: Playbook;
  /** Those by which it went before, oldest first. */
  earlier: readonly Playbook[];
  promise: PromiseRecord | null;
  nowMs: number;
}

/** What the product adds to a fact: to its fields, and to the body that is kept. */
interface Completion<S extends keyof Bodies> {
  fields?: SignalFields[S];
  body?: Record<string, unknown>;
}

type Check<S extends keyof Bodies> = (about: About, body: BodyOf<Bodies, S>) => Promise<Completion<S>>;

/** What facts must have to do with the world besides their schemas, and what only the database can add to them. */
const CHECKS: { [S in LookedUp<Bodies>]: Check<S> } & { [S in keyof Bodies]?: Check<S> } = {
  stepCompleted: async (about, body) => {
    checkPoints(about, { failed: body.failed });
    const { deps, playbook, engagement, promise } = about;
    if (!promise) {
      return {};
    }
    const hostsOf = (vendor: string) => findVendor(vendor, deps.vendors)?.linkHosts;
    const { form, fields } = await completeStep(deps.db, playbook, engagement, promise, body.form, hostsOf);
    return { fields, body: form ? { form } : {} };
  },
  paymentReceived: async ({ deps, engagement }, { reference, ...body }) => {
    const { amount, currency } = textOf(moneyOf(body));
    const invoice = reference ? await findInvoice(deps.db, reference, engagement.id) : null;
    const named = invoice?.invoiceNumber;
    return { fields: { amount, currency, ...(named ? { invoice: named } : {}) } };
  },
  invoiceRecorded: async ({ playbook: { stages }, earlier }, { milestone }) => {
    const known = milestonesOf({ stages, earlier }).map((one) => one.milestone);
    if (known.length > 0 && !known.includes(milestone)) {
      const message = `the playbook invoices no such milestone; it has: ${known.join(', ')}`;
      throw invalid([{ pointer: '/milestone', message }]);
    }
    return {};
  },
  qualityChecked: async (about, { passed, failed }) => {
    checkPoints(about, { passed, failed });
    return {};
  },
  deadlineExtended: async ({ promise, nowMs }, { dueAt }) => {
    const message = faultOfExtension(Date.parse(dueAt), promise?.dueAt ?? null, nowMs);
    if (message !== null) throw invalid([{ pointer: '/dueAt', message }]);
    return {};
  },
  reassigned: async (about, body) => ({ fields: await reassignedTo(about, body) }),
};

/**
 * Checks a fact and completes it.
 * @throws Problem 422
 */
export async function complete(
  about: About,
  { signal, body }: StatedEngagementFact,
): Promise<Completion<keyof Bodies>> {
  const check = CHECKS[signal] as Check<never> | undefined;
  return (await check?.(about, body as never)) ?? {};
}

function checkPoints({ playbook, promise }: About, said: Parameters<typeof faultsOfCheck>[1]): void {
  const points = pointsOf(playbook, promise ? findStep(playbook, promise.step) : undefined);
  const faults = faultsOfCheck(points, said);
  if (faults.length > 0) throw invalid(faults);
}

/** Who gets the role, and for how long. */
async function reassignedTo(
  { deps, playbook, nowMs }: About,
  { role: named, personId, actingUntil }: BodyOf<Bodies, 'reassigned'>,
): Promise<SignalFields['reassigned']> {
  const role = normalRole(named);
  const faults = [];
  if (!Object.hasOwn(playbook.roles, role)) {
    const known = Object.keys(playbook.roles).join(', ');
    faults.push({ pointer: '/role', message: `the playbook has no such role; it has: ${known}` });
  }
  const acting = await actingPerson(deps, personId);
  if ('fault' in acting) {
    faults.push({ pointer: '/personId', message: acting.fault });
  }
  const untilMs = actingUntil === undefined ? undefined : Date.parse(actingUntil);
  if (untilMs !== undefined && untilMs <= nowMs) {
    faults.push({ pointer: '/actingUntil', message: 'lies in the past: give a time to come' });
  }
  if ('fault' in acting || faults.length > 0) throw invalid(faults);
  return { role, ...acting, ...(untilMs === undefined ? {} : { actingUntilMs: untilMs }) };
}
