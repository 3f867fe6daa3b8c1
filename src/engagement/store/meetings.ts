import type { Connection } from '../../database/database';
import { findStepOrMeeting } from '../../playbook/domain/playbook';
import { playbooksOf } from '../../playbook/store/playbooks-of';
import type { OwnMeeting } from '../domain/facts/system';

/** The meeting of an engagement that goes by this id at its vendor; undefined when none of its promises made it. */
export async function meetingAt(
  db: Connection,
  { vendor, id, engagementId }: { vendor: string; id: string; engagementId: string },
): Promise<OwnMeeting | undefined> {
  const events = await db.externalRef.findMany({ where: { system: vendor, kind: 'event', vendorId: id } });
  const keys = new Set(events.map(({ key }) => key));
  const promises = keys.size === 0 ? [] : await db.promiseRecord.findMany({ where: { engagementId } });
  const promise = promises.find(({ workflowId, key }) => keys.has(`${workflowId}/${key}`));
  if (!promise) {
    return undefined;
  }
  const { step } = promise;
  const { playbook, earlier } = await playbooksOf(
    db,
    await db.engagement.findUniqueOrThrow({ where: { id: engagementId } }),
  );
  const found = [playbook, ...earlier.toReversed()].map((one) => findStepOrMeeting(one, step)).find(Boolean);
  return { promiseId: promise.id, step, title: found?.of.title ?? promise.title };
}
