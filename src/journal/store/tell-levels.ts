import { toColumns } from '../../database/columns';
import type { Database } from '../../database/database';
import { readDirectory } from '../../people/store/team';
import type { RecordRequest } from '../../subject/domain/recording';
import { statesOf } from '../../subject/store/subjects';
import { listenersTo, rolesToTell } from '../domain/listeners';
import { Model } from '../domain/model';
import { escalationNotices } from '../domain/notices';

/**
 * Tells the people of a ladder of levels whose facts cannot be stored in their journal. By the same keys as if they had
 * been: when they are stored at last, nobody is told twice.
 * @returns whether there was anybody to tell
 */
export async function tellLevels(
  db: Database,
  { subject, entries }: Pick<RecordRequest, 'subject' | 'entries'>,
): Promise<boolean> {
  const [state] = await statesOf(db, subject.kind, [subject.id]);
  if (!state) {
    return false;
  }
  const model = new Model(state);
  const roles = rolesToTell(
    state,
    entries.map(({ fact }) => fact),
  );
  const people = await readDirectory(db, { ids: Object.values(state.team), roles });
  for (const { fact, atMs } of entries) {
    if (fact.kind === 'escalationRaised' || fact.kind === 'escalationClimbed') {
      escalationNotices(model, fact, listenersTo(model, fact, people, atMs).told, atMs);
    }
  }
  const notices = model.all('notice').map((notice) => toColumns({ ...notice, state: 'pending' }));
  await db.$executeRaw`
    INSERT INTO notice SELECT * FROM jsonb_populate_recordset(NULL::notice, ${JSON.stringify(notices)}::jsonb)
    ON CONFLICT DO NOTHING`;
  return notices.length > 0;
}
