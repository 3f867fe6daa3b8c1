import { type BodyOf, fieldsIn, type LookedUp } from '../../../fact/domain/body';
import type { Fault } from '../../../fact/domain/fault';
import type { JudgeWhenStored } from '../../../fact/store/commands';
import { normalRole } from '../../../people/domain/roles';
import { actingPerson } from '../../../people/store/acting-person';
import { milestonesOf } from '../../../playbook/domain/milestones';
import { findStep } from '../../../playbook/domain/playbook';
import { faultsOfCheck, pointsOf } from '../../../playbook/domain/quality-checks';
import { faultOfExtension } from '../../domain/extension';
import { ENGAGEMENT_BODIES, type StatedEngagementFact } from '../../domain/facts/bodies';
import type { SignalFields } from '../../domain/facts/registry';
import { findInvoice } from '../ledger';
import type { About } from './about';
import { completeStep, FOR_PEOPLE } from './completed-step';
import { documentLinked, documentWaived, faultsOfDocuments } from './documents';
import { type Taking, takingRole } from './hours';
import { taskAdded, taskDropped, taskMoved, taskReassigned } from './plan';

type Bodies = typeof ENGAGEMENT_BODIES;

/** A fact as it is kept, and what its workflow is told of it. */
export interface CompletedFact {
  body: Record<string, unknown>;
  fields: object;
  /** Who hears it, where no promise says so; left out: the engagement itself. */
  workflowId?: string | undefined;
  /** Left out: everything was judged before. */
  whenStored?: JudgeWhenStored | undefined;
}

type Wrong = { faults: readonly Fault[] };

/** What the product adds to a fact: to its fields, and to the body that is kept. */
interface Addition<S extends keyof Bodies> {
  fields?: S extends LookedUp<Bodies> ? SignalFields[S] : Partial<SignalFields[S]>;
  body?: Record<string, unknown>;
  workflowId?: string;
  whenStored?: JudgeWhenStored;
}

/** Null: it is right, and nothing is to be added. */
type Check<S extends keyof Bodies> = (
  about: About,
  body: BodyOf<Bodies, S>,
) => Promise<Addition<S> | Wrong | null>;

/** What facts must have to do with the world besides their schemas, and what only the database can add to them. */
const CHECKS: { [S in LookedUp<Bodies>]: Check<S> } & { [S in keyof Bodies]?: Check<S> } = {
  stepCompleted: async (about, { failed, form: given }) => {
    const { promise } = about;
    const faults = [...faultsOfPoints(about, { failed }), ...(await faultsOfDocuments(about))];
    if (faults.length > 0) return { faults };
    if (!promise) return null;
    const completed = await completeStep({ ...about, promise }, given);
    if ('faults' in completed) return completed;
    const { form, fields, taking } = completed;
    return { fields, ...taking, body: { ...taking.body, ...(form ? { form } : {}) } };
  },
  paymentReceived: async ({ db, engagement }, { reference }) => {
    const invoice = reference ? await findInvoice(db, reference, engagement.id) : null;
    return invoice?.invoiceNumber ? { fields: { invoice: invoice.invoiceNumber } } : null;
  },
  invoiceRecorded: async ({ playbook: { stages }, earlier }, { milestone }) => {
    const known = milestonesOf({ stages, earlier }).map((one) => one.milestone);
    if (known.length === 0 || known.includes(milestone)) return null;
    const message = `the playbook invoices no such milestone; it has: ${known.join(', ')}`;
    return { faults: [{ pointer: '/milestone', message }] };
  },
  qualityChecked: async (about, { passed, failed }) => {
    const faults = faultsOfPoints(about, { passed, failed });
    return faults.length > 0 ? { faults } : null;
  },
  contentRefused: async (about, { failed }) => {
    const faults = faultsOfPoints(about, { passed: false, failed });
    return faults.length > 0 ? { faults } : null;
  },
  learnerLeft: async (about, { learner }) => unknownLearners(about, [['/learner', learner]]),
  studentFeedback: async (about, { learner }) =>
    learner === undefined ? null : unknownLearners(about, [['/learner', learner]]),
  attendanceTaken: async (about, { present }) =>
    unknownLearners(
      about,
      present.map((id, index) => [`/present/${index}`, id]),
    ),
  deadlineExtended: async ({ promise, nowMs }, { dueAt }) => {
    const message = faultOfExtension(Date.parse(dueAt), promise?.dueAt ?? null, nowMs);
    return message === null ? null : { faults: [{ pointer: '/dueAt', message }] };
  },
  reassigned,
  taskAdded,
  taskMoved,
  taskDropped,
  taskReassigned,
  documentLinked,
  documentWaived,
};

/** Completes a fact that has passed its schema, or says what is wrong with it. */
export async function completeFact(
  about: About,
  stated: StatedEngagementFact,
): Promise<CompletedFact | Wrong> {
  const { signal, body } = stated;
  const check = CHECKS[signal] as Check<never> | undefined;
  const added = (await check?.(about, body as never)) ?? null;
  if (added !== null && 'faults' in added) return added;
  const { promise } = about;
  return {
    body: { ...body, ...(promise ? { promiseId: promise.id } : {}), ...added?.body },
    fields: { ...fieldsIn(ENGAGEMENT_BODIES, stated), ...(added?.fields as object | undefined) },
    ...(added?.workflowId === undefined ? {} : { workflowId: added.workflowId }),
    ...(added?.whenStored === undefined ? {} : { whenStored: added.whenStored }),
  };
}

function faultsOfPoints({ playbook, promise }: About, said: Parameters<typeof faultsOfCheck>[1]): Fault[] {
  return faultsOfCheck(pointsOf(playbook, promise ? findStep(playbook, promise.step) : undefined), said);
}

/** Whoever learns is a contact of the engagement. */
async function unknownLearners(
  { db, engagement }: About,
  named: readonly (readonly [pointer: string, id: string])[],
): Promise<Wrong | null> {
  const rows = await db.engagementContact.findMany({ where: { engagementId: engagement.id } });
  const known = new Set(rows.map(({ contactId }) => contactId));
  const faults = named
    .filter(([, id]) => !known.has(id))
    .map(([pointer]) => ({ pointer, message: 'no contact of this engagement has that id' }));
  return faults.length > 0 ? { faults } : null;
}

/** Who gets the role, and for how long. */
async function reassigned(
  about: About,
  { role: named, personId, actingUntil, overrideReason }: BodyOf<Bodies, 'reassigned'>,
): Promise<({ fields: SignalFields['reassigned'] } & Taking) | Wrong> {
  const { db, playbook, nowMs, byPerson } = about;
  if (!byPerson) return { faults: [{ pointer: '/personId', message: FOR_PEOPLE }] };
  const role = normalRole(named);
  const faults: Fault[] = [];
  if (!Object.hasOwn(playbook.roles, role)) {
    const known = Object.keys(playbook.roles).join(', ');
    faults.push({ pointer: '/role', message: `the playbook has no such role; it has: ${known}` });
  }
  const acting = await actingPerson(db, personId, nowMs);
  if ('fault' in acting) {
    faults.push({ pointer: '/personId', message: acting.fault });
  }
  const untilMs = actingUntil === undefined ? undefined : Date.parse(actingUntil);
  if (untilMs !== undefined && untilMs <= nowMs) {
    faults.push({ pointer: '/actingUntil', message: 'lies in the past: give a time to come' });
  }
  if ('fault' in acting || faults.length > 0) return { faults };
  const fields = { role, ...acting, ...(untilMs === undefined ? {} : { actingUntilMs: untilMs }) };
  const given = { personId: acting.personId, role, untilMs: untilMs ?? null };
  return { fields, ...takingRole(about, given, overrideReason) };
}
