import { answersAskedFor } from '../asked-facts';
import { milestonesOf } from '../milestones';
import { allSteps, type Playbook } from '../playbook';
import type { RulesFault } from '../rules/text';

/** The newest version of each playbook, by name. */
export type Published = ReadonlyMap<string, Playbook>;

/**
 * What is wrong with going on from one playbook to the next once this one is published beside the others: each that is
 * named is there, none leads back to itself, and every one finds what it needs in itself or in those before it.
 */
export function nextFaults(playbook: Playbook, published: Published): RulesFault[] {
  const all = new Map([...published, [playbook.name, playbook]]);
  const own = faultsFrom(playbook, all).map((message) => ({ path: ['next'], message }));
  if (own.length > 0) {
    return own;
  }
  return [...published.values()]
    .filter((one) => one.name !== playbook.name && sequenceFrom(one, all).names.includes(playbook.name))
    .flatMap((one) =>
      faultsFrom(one, all).map((message) => ({
        path: ['name'],
        message: `"${one.name}" goes on by this playbook: ${message}`,
      })),
    );
}

interface Sequence {
  /** The names in their order; the last is missing or comes a second time where the sequence has no end. */
  names: string[];
  playbooks: Playbook[];
  isEndless: boolean;
}

function sequenceFrom(first: Playbook, all: Published): Sequence {
  const names = [first.name];
  const playbooks = [first];
  for (let name = first.next; name !== undefined; ) {
    const isEndless = names.includes(name);
    const next = all.get(name);
    names.push(name);
    if (isEndless || !next) {
      return { names, playbooks, isEndless };
    }
    playbooks.push(next);
    name = next.next;
  }
  return { names, playbooks, isEndless: false };
}

function faultsFrom(first: Playbook, all: Published): string[] {
  const { names, playbooks, isEndless } = sequenceFrom(first, all);
  if (isEndless) {
    return [`an engagement would never end: ${names.join(' -> ')}`];
  }
  if (playbooks.length < names.length) {
    const known = [...all.keys()].filter((name) => name !== first.name).join(', ') || 'none';
    return [`no playbook "${names.at(-1)}" is published: publish it first; there are: ${known}`];
  }
  return playbooks.flatMap((next, index) =>
    index === 0 ? [] : inputFaults(playbooks.slice(0, index), next),
  );
}

/** What a playbook needs and neither it nor those before it have. */
function inputFaults(before: readonly Playbook[], next: Playbook): string[] {
  const given = [...before, next];
  const invoiced = before.flatMap(milestonesOf).map(({ milestone }) => milestone);
  return [
    ...Object.keys(before[0]?.calendars ?? {})
      .filter((name) => next.calendars[name] === undefined)
      .map((name) => `"${next.name}" lacks the calendar "${name}", by which an engagement may be counted`),
    ...milestonesOf(next)
      .filter(({ milestone }) => invoiced.includes(milestone))
      .map(({ milestone }) => `"${next.name}" invoices "${milestone}" a second time`),
    ...missing(given.flatMap(answersGiven), answersAskedFor(next)).map(
      (name) => `"${next.name}" asks for the answer "${name}", which no form before has as one that decides`,
    ),
    ...missing(documentsOf(given, 'storage.saveDocument'), documentsOf([next], 'storage.share')).map(
      (name) => `"${next.name}" shares the document "${name}", which nothing before saves`,
    ),
  ];
}

function missing(there: readonly string[], needed: readonly string[]): string[] {
  return [...new Set(needed)].filter((name) => !there.includes(name));
}

function answersGiven(playbook: Playbook): string[] {
  const steps = [...allSteps(playbook)].map(({ step }) => step);
  const asked = steps.flatMap(({ form }) => form ?? []).filter(({ decides }) => decides);
  const isSurveyed = steps.some((step) => step.for?.signal === 'surveyAnswered');
  return [...asked.map(({ name }) => name), ...(isSurveyed ? ['nps', 'csat'] : [])];
}

function documentsOf(
  playbooks: readonly Playbook[],
  action: 'storage.saveDocument' | 'storage.share',
): string[] {
  return playbooks
    .flatMap((playbook) => [...allSteps(playbook)])
    .filter(({ step }) => step.do === action)
    .map(({ step }) => (step.with as { document: string }).document);
}
