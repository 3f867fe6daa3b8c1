import type { Told } from '../../journal/domain/entry';
import type { SharedModel } from '../../journal/domain/model';
import type { PromiseFact } from '../../journal/domain/promise-facts';
import { instantOf } from '../../journal/domain/rows';
import { findStep } from '../../playbook/domain/playbook';
import { pointsOf, type QualityPoint } from '../../playbook/domain/quality-checks';

type Kept = Extract<PromiseFact, { kind: 'promiseKept' }>;

/** How the points of a step came out, from the fact that kept its promise; none when there was nothing to check. */
function checkedPoints(
  { subject }: SharedModel,
  { step, signal }: Kept,
  stated: Told['stated'],
): (QualityPoint & { passed: boolean })[] {
  const playbook = subject.rules.playbook?.rules;
  const failed = (stated['failed'] ?? []) as string[];
  // Whoever says that a check failed and not by what has told nothing of any point.
  if (step === undefined || !playbook || (signal === 'qualityFailed' && failed.length === 0)) {
    return [];
  }
  return pointsOf(playbook, findStep(playbook, step)).map((point) => ({
    ...point,
    passed: !failed.includes(point.id),
  }));
}

/** Keeps how each point of a checklist came out, with the version of the playbook that it was checked by. */
export function recordQuality(model: SharedModel, fact: Kept, { atMs, stated }: Told): void {
  const { engagementId, rules } = model.subject;
  for (const { id: point, title, checklist, passed } of checkedPoints(model, fact, stated)) {
    model.put('qualityCheck', {
      promiseId: fact.promiseId,
      point,
      engagementId: engagementId ?? '',
      checklist,
      title,
      step: fact.step ?? '',
      playbookName: rules.playbook?.name ?? '',
      playbookVersion: rules.playbook?.version ?? 0,
      passed,
      at: instantOf(atMs),
    });
  }
}

/** The points that failed, in words: whoever reads the journal sees them without looking anything up. */
export function failedPoints(model: SharedModel, { fact, stated }: Told): string[] {
  if (fact.kind !== 'promiseKept') {
    return [];
  }
  const failed = checkedPoints(model, fact as Kept, stated).filter(({ passed }) => !passed);
  return failed.length > 0 ? [`failed: ${failed.map(({ title }) => title).join(', ')}`] : [];
}

/** Which version of a course's content was checked. */
export function checkedVersion(_model: SharedModel, { fact, stated }: Told): string[] {
  const version = stated['version'];
  const isOfContent = fact.kind === 'promiseKept' && typeof version === 'string';
  return isOfContent ? [`version ${version}`] : [];
}
