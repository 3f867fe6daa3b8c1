import type { EngagementSignal, SignalFields } from '../../src/engagement/domain/facts/registry';
import type { PromiseRecord } from '../../src/database/generated/client';
import type { Random } from '../promise/clock/random';
import type { Member } from './cast';

export interface AnswerFact {
  signal: EngagementSignal;
  fields: SignalFields[EngagementSignal];
}

const TEAM = [
  'operations-manager',
  'accountable-manager',
  'customer-relationship-manager',
  'sales-manager',
  'project-manager',
  'consultant',
];

/** What somebody says to a promise: mostly what it waits for, sometimes a refusal or a waiver. */
export function answerOf(promise: PromiseRecord, fate: Random, cast: readonly Member[]): AnswerFact {
  const isFirst = promise.key.endsWith('#1');
  switch (promise.kind === 'wait' || promise.kind === 'approval' ? promise.step : promise.kind) {
    case 'meeting':
      return { signal: 'meetingHeld', fields: {} };
    case 'confirm-team':
    case 'internal-review':
      return { signal: isFirst && fate.chance(0.15) ? 'approvalRefused' : 'approvalGiven', fields: {} };
    case 'client-signature':
      return { signal: 'proposalSigned', fields: { party: 'client' } };
    case 'provider-signature':
      return { signal: 'proposalSigned', fields: { party: 'provider' } };
    case 'check':
      return { signal: 'qualityChecked', fields: { passed: !isFirst || fate.chance(0.85) } };
    case 'acceptance':
      return isFirst && fate.chance(0.2)
        ? { signal: 'revisionRequested', fields: { items: 2 } }
        : { signal: 'deliveryAccepted', fields: {} };
    case 'survey-answer':
      return { signal: 'surveyAnswered', fields: { nps: fate.int(0, 10), csat: fate.int(1, 5) } };
    case 'task':
      return { signal: 'stepCompleted', fields: taskFields(promise.step, fate, cast) };
    default:
      throw new Error(`Nobody knows what to say to ${promise.kind} ${promise.step}`);
  }
}

function taskFields(step: string, fate: Random, cast: readonly Member[]): SignalFields['stepCompleted'] {
  if (step === 'sales-details') {
    return { answers: { scale: fate.pick(['small', 'medium', 'large']) } };
  }
  if (step === 'agree-cycle') {
    return { answers: { cycleFactor: fate.int(50, 200) } };
  }
  if (step !== 'propose-team') {
    return { answers: {} };
  }
  const team = TEAM.map((role) => [role, fate.pick(cast.filter(({ roles }) => roles.includes(role))).id]);
  return { answers: {}, team: Object.fromEntries(team) as Record<string, string> };
}
