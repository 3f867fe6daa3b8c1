import { parseDate } from '../../promise/domain/clock/time-text';
import { allSteps, type Condition, type Playbook } from './playbook';
import { plansOf } from './plans';

type Facts = Record<string, string | number | boolean>;

/**
 * What of an engagement's facts may go into a history: only those that a condition of the playbook asks for, and of
 * texts only those that decide one. For every condition any other text is as good as none, and it could be a name.
 */
export function factsAskedFor(playbook: Pick<Playbook, 'stages'>, facts: Facts): Facts {
  const conditions = [...allSteps(playbook)].flatMap(({ step }) => step.when ?? []);
  const deadlines = deadlinesOf(playbook);
  return Object.fromEntries(
    Object.entries(facts).filter(
      ([name, value]) =>
        (deadlines.includes(name) && isDate(value)) ||
        conditions.some((condition) => condition.fact === name && isDecisive(condition, value)),
    ),
  );
}

/** The answers that the conditions of a playbook ask for, and the days from which its plans count backward. */
export function answersAskedFor(playbook: Pick<Playbook, 'stages'>): string[] {
  return [
    ...[...allSteps(playbook)].flatMap(({ step }) => step.when?.answer ?? []),
    ...deadlinesOf(playbook),
  ];
}

function deadlinesOf(playbook: Pick<Playbook, 'stages'>): string[] {
  return plansOf(playbook).flatMap(({ plan }) => plan.deadline ?? []);
}

function isDate(value: unknown): boolean {
  return typeof value === 'string' && parseDate(value) !== null;
}

function isDecisive({ is, isNot, atLeast, atMost }: Condition, value: string | number | boolean): boolean {
  if (typeof value !== 'string') return true;
  const isNumber = value.trim() !== '' && Number.isFinite(Number(value));
  return value === is || value === isNot || ((atLeast ?? atMost) !== undefined && isNumber);
}
