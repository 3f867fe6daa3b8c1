import type { AskedOutside } from '../../src/journal/domain/promise-facts';
import { FOR_PERSON } from '../../src/capability/refusal';
import type { Plan } from '../../src/playbook/domain/playbook';
import { termToTarget } from '../../src/promise/domain/duration';
import { isOpen } from '../../src/promise/domain/ladder/promise-state';
import type { PromiseSpec } from '../promise/promise-spec';
import { describeFailure } from './failure';
import type { Standing } from './standing-facts';

/** An engagement, or one track of it, as far as somebody is asked to say something. */
interface Speaking extends Standing {
  readonly input: { readonly plan: Plan };
}

const STEP = 'say-to-client';

/** What stands beside the promises and could not be sent: what it is called, and what was asked of whom. */
interface Unsent extends AskedOutside {
  title: string;
  params: object;
}

/**
 * A reminder that the client wants to hear from a person is a task of whoever it is from; what cannot be sent for another
 * reason is not.
 * @returns whether it is a person's task now
 */
export function isLeftToPerson(life: Speaking, error: unknown, unsent: Unsent): boolean {
  const failed = describeFailure(error);
  if (failed.failure !== FOR_PERSON) return false;
  const { title, params, ...effect } = unsent;
  const { from = life.input.plan.raci.accountable ?? 'operations-manager' } = params as { from?: string };
  const { id: promiseId } = life.promises.open({ ...specOf(life, `${STEP}/${effect.key}`, from), effect });
  life.desk.note({ kind: 'actionFailed', action: effect.action, title, ...failed, promiseId });
  return true;
}

/** The open ones, as they were asked for. */
export function leftToPeople(life: Standing): PromiseSpec[] {
  const open = [...life.desk.promises.values()].filter((promise) => promise.step === STEP && isOpen(promise));
  return open.map(({ key, owedBy }) => specOf(life, key, owedBy));
}

function specOf({ track }: Standing, key: string, owedBy: string): PromiseSpec {
  return {
    ...{ key, step: STEP, kind: 'task', stage: null, track, owedBy },
    title: 'Call the client with what a reminder says',
    target: termToTarget('24 h'),
    awaits: { stepCompleted: ({ signal }) => ({ status: 'kept', by: signal }) },
  };
}
