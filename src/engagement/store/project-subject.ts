import type { JournalEntry, JournalFact } from '../../journal/domain/journal';
import type { Projection } from '../../journal/store/projection';
import type { SubjectUpdate } from '../../journal/store/subject';

export type SubjectChange = Omit<SubjectUpdate, 'lastSeq'>;

/** What a fact changes in the engagement itself: its stage, status, team and answers, and its tracks. */
export async function projectSubject(projection: Projection, entry: JournalEntry): Promise<SubjectChange> {
  const { subject, tx } = projection;
  const { fact } = entry;
  const at = new Date(entry.atMs);
  switch (fact.kind) {
    case 'stageEntered':
    case 'stageLeft':
      return { stage: fact.shown };
    case 'engagementHeld':
      return { status: 'held' };
    case 'engagementResumed':
      return { status: 'active' };
    case 'engagementCompleted':
      return { status: 'completed' };
    case 'engagementCancelled':
      return { status: 'cancelled' };
    case 'answersGiven':
      Object.assign(subject.facts, projection.bodyOf(entry)['form']);
      return { facts: subject.facts };
    case 'reassigned':
      subject.team[fact.role] = fact.personId;
      await tx.promiseRecord.updateMany({
        where: { subjectId: subject.id, owedBy: fact.role, state: 'open' },
        data: { assigneeId: fact.personId },
      });
      return { team: subject.team };
    case 'trackOpened':
      await openTrack(projection, fact, at);
      return {};
    case 'trackEnded':
      await tx.track.updateMany({
        where: { id: fact.trackId },
        data: { state: fact.outcome, endedAt: at },
      });
      return {};
    default:
      return {};
  }
}

async function openTrack(
  { tx, subject }: Projection,
  { trackId, workflowId, trackKind, title }: Extract<JournalFact, { kind: 'trackOpened' }>,
  openedAt: Date,
): Promise<void> {
  const values = { workflowId, kind: trackKind, title, state: 'open', openedAt };
  await tx.track.upsert({
    where: { id: trackId },
    create: { id: trackId, engagementId: subject.id, ...values },
    update: values,
  });
}
