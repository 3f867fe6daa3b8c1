import type { StatableSignal } from '../domain/permissions';
import { normalRole } from '../../people/domain/roles';
import type { SignalFields } from '../domain/signals';
import type { EngagementSignalBody } from '../domain/signals-schema';

/** A fact's name with its body, as the schemas have passed it. */
export type StatedSignal = {
  [S in StatableSignal]: { signal: S; body: EngagementSignalBody[S] };
}[StatableSignal];

/** What of a body may go into a history: closed values, ids, amounts, instants. Texts and names stay in the database. */
export function fieldsOf(
  stated: Exclude<StatedSignal, { signal: 'stepCompleted' }>,
): SignalFields[StatableSignal] {
  const { signal, body } = stated;
  switch (signal) {
    case 'proposalSigned':
      return { party: body.party };
    case 'paymentReceived':
      return { amount: body.amount, currency: body.currency };
    case 'qualityChecked':
      return { passed: body.passed };
    case 'revisionRequested':
      return { items: body.items.length };
    case 'surveyAnswered':
      return { nps: body.nps, csat: body.csat };
    case 'reassigned':
      return {
        role: normalRole(body.role),
        personId: body.personId,
        ...(body.actingUntil === undefined ? {} : { actingUntilMs: Date.parse(body.actingUntil) }),
      };
    case 'deadlineExtended':
      return { dueAtMs: Date.parse(body.dueAt) };
    case 'approvalGiven':
    case 'approvalRefused':
    case 'paymentWaived':
    case 'deliveryAccepted':
    case 'meetingHeld':
    case 'held':
    case 'resumed':
    case 'cancelled':
      return {};
  }
}
