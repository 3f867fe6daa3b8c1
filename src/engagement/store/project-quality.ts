import type { JournalEntry } from '../../journal/domain/journal';
import { findStep } from '../../playbook/domain/playbook';
import { pointsOf, type QualityPoint } from '../../playbook/domain/quality-checks';
import type { Projection } from '../../journal/store/projection';

/** How the points of a step came out, from the fact that kept its promise; null when there was nothing to check. */
function checked(
  projection: Projection,
  entry: JournalEntry,
): { promiseId: string; step: string; points: (QualityPoint & { passed: boolean })[] } | null {
  const { fact } = entry;
  const { playbook } = projection.subject;
  if (fact.kind !== 'promiseKept' || fact.step === undefined || !playbook) {
    return null;
  }
  const failed = (projection.bodyOf(entry)['failed'] ?? []) as string[];
  // Whoever says that a check failed and not by what has told nothing of any point.
  if (fact.signal === 'qualityFailed' && failed.length === 0) {
    return null;
  }
  const points = pointsOf(playbook, findStep(playbook, fact.step));
  return {
    promiseId: fact.promiseId,
    step: fact.step,
    points: points.map((point) => ({ ...point, passed: !failed.includes(point.id) })),
  };
}

/** Keeps how each point of a checklist came out, with the version of the playbook that it was checked by. */
export async function projectQuality(projection: Projection, entry: JournalEntry): Promise<void> {
  const result = checked(projection, entry);
  const { subject, tx } = projection;
  if (!result || result.points.length === 0 || subject.engagementId === null) {
    return;
  }
  const { promiseId, step, points } = result;
  const { engagementId } = subject;
  const { playbookName, playbookVersion } = await tx.engagement.findUniqueOrThrow({
    where: { id: engagementId },
    select: { playbookName: true, playbookVersion: true },
  });
  if (projection.retold) {
    await tx.qualityCheck.deleteMany({ where: { promiseId } });
  }
  await tx.qualityCheck.createMany({
    data: points.map(({ id: point, title, checklist, passed }) => ({
      ...{ promiseId, point, engagementId, checklist, title, step, playbookName, playbookVersion, passed },
      at: new Date(entry.atMs),
    })),
    skipDuplicates: true,
  });
}

/** The points that failed, in words: whoever reads the journal sees them without looking anything up. */
export function failedPoints(projection: Projection, entry: JournalEntry): string[] {
  return (checked(projection, entry)?.points ?? []).filter(({ passed }) => !passed).map(({ title }) => title);
}
