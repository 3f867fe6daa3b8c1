import type { Connection } from '../../database/database';
import { LAST_RESORT } from '../../people/domain/listeners';
import { peopleFor } from '../../people/store/team';
import type { Role } from '../../promise/domain/ladder/rules';
import type { NoticeState } from '../../post/store/outbox';

/** Who sees to it that nobody has too much, and that somebody stands in. */
const OPERATIONS_MANAGER: Role = 'operations-manager';
const UNSENT: NoticeState[] = ['pending', 'announced'];

/** Something that is to be told of a person's time. */
export interface CapacityNotice {
  /** The same again is told once. */
  key: string;
  personId: string;
  reason: string;
  text: string;
  urgent: boolean;
}

/** Puts down that the operations managers, or whoever is here in their place, hear of it; never the person alone. */
export async function tellOperations(
  tx: Connection,
  { key, personId, reason, text, urgent }: CapacityNotice,
  now: Date,
): Promise<void> {
  for (const roles of [[OPERATIONS_MANAGER], LAST_RESORT]) {
    const told = (await peopleFor(tx, roles, {}, now)).filter((id) => id !== personId);
    if (told.length === 0) continue;
    await tx.notice.createMany({
      data: told.map((id) => ({
        ...{ id: `${key}/${id}`, personId: id, subjectId: personId, reason, level: 0, urgent, late: false },
        ...{ text, createdAt: now, state: 'pending' satisfies NoticeState },
      })),
      skipDuplicates: true,
    });
    return;
  }
}

/** Tells no more of a person's time what has not gone out yet, because it is over. */
export async function withdrawNotices(tx: Connection, personId: string, reason: string): Promise<void> {
  await tx.notice.updateMany({
    where: { subjectId: personId, reason, state: { in: UNSENT } },
    data: { state: 'withdrawn' satisfies NoticeState },
  });
}
