import type { JournalLine } from '../support/installation-api';
import type { Ledger } from '../work/ledger';
import type { Books, Subject } from './books';
import { type Finding, repeated } from './finding';

/** A clock may stop and go on as often as people say so; every other fact is told once. */
const MAY_REPEAT = new Set(['promisePaused', 'promiseResumed']);
const SETTLINGS = new Set(['promiseKept', 'promiseWaived', 'promiseCancelled']);

/** Every start and every decision that was answered has left its mark, and no journal has a gap. */
export function judgeAccepted({ subjects }: Books, { starts, accepted }: Ledger): Finding[] {
  const byId = new Map(subjects.map((subject) => [subject.id, subject]));
  const missing = starts
    .filter(({ isAccepted, engagementId }) => isAccepted && !byId.has(engagementId ?? ''))
    .map(({ title, engagementId, by }) =>
      lost(engagementId ?? '', `"${title}" was accepted by ${by}, and no such engagement is there`),
    );
  const without = [...accepted.values()].flatMap(({ subjectId, commandId, what }) => {
    const told = (byId.get(subjectId)?.counting ?? []).filter(({ data }) => data['commandId'] === commandId);
    if (told.length === 0) {
      return [lost(subjectId, `${commandId}, ${what}, was accepted and has no outcome`)];
    }
    // Stated again because its answer was lost, it is ignored, once it has had its outcome.
    const isIgnored = told.every(({ kind }) => kind === 'factIgnored');
    return isIgnored ? [lost(subjectId, `${commandId}, ${what}, was accepted and: ${told[0]?.summary}`)] : [];
  });
  return [...missing, ...without, ...subjects.flatMap(gaps)];
}

function gaps({ id, journal }: Subject): Finding[] {
  return journal.flatMap(({ seq }, index) =>
    seq === index + 1 ? [] : [lost(id, `entry ${seq} of the journal stands where ${index + 1} was due`)],
  );
}

/** No fact is told twice, and no promise is opened, warned of, broken or settled twice. */
export function judgeToldOnce({ subjects }: Books): Finding[] {
  return subjects.flatMap(({ id, counting }) => {
    const told = counting.filter(({ kind }) => !MAY_REPEAT.has(kind));
    return repeated(told, (line) => ownKey(line) ?? `${line.kind} ${JSON.stringify(line.data)}`).map(
      ({ first: { kind, summary }, times }) => ({
        fault: 'doubled' as const,
        subjectId: id,
        what: `${kind} was told ${times} times: ${summary}`,
      }),
    );
  });
}

/** By what a fact is known to be the same one, though it may be told in other words; null where all words count. */
function ownKey({ kind, data }: JournalLine): string | null {
  const promiseId = String(data['promiseId']);
  if (SETTLINGS.has(kind)) {
    return `settled ${promiseId}`;
  }
  switch (kind) {
    case 'promiseOpened':
      return `opened ${(data['promise'] as { id: string }).id}`;
    case 'promiseWarned':
    case 'promiseBroken':
      return `${kind} ${promiseId}`;
    case 'escalationResolved':
      return `${kind} ${String(data['escalationId'])}`;
    default:
      return null;
  }
}

function lost(subjectId: string, what: string): Finding {
  return { fault: 'lost', subjectId, what };
}
