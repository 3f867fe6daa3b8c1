import type { Connection } from '../../database/database';
import { counts } from '../../journal/domain/replay';
import { playbooksOf } from '../../playbook/store/playbooks-of';
import type { ChartedPromise, ChartedTrack, PassedBy } from '../domain/flowchart/course';
import type { ChartedEngagement } from '../domain/flowchart/running-chart';
import type { EarlierPlaybook } from '../domain/subject';

interface ChartedRow {
  reference: string;
  title: string;
  status: ChartedEngagement['status'];
  playbookName: string;
  playbookVersion: number;
  earlierPlaybooks: EarlierPlaybook[];
  promises: WithTexts<ChartedPromise>[];
  tracks: WithTexts<ChartedTrack>[];
  entries: { kind: 'stepSkipped' | 'playbookBegan'; writer: string; step: string | null; at: string }[];
}

/** As JSON has it: instants are texts. */
type WithTexts<T> = {
  [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K];
};

/**
 * An engagement with what its flowchart shows; null when there is none. One statement, so that all of it is as it was at one
 * instant; the rules of a version never change.
 */
export async function findCharted(db: Connection, id: string): Promise<ChartedEngagement | null> {
  const [row] = await db.$queryRaw<ChartedRow[]>`
    SELECT e.reference, e.title, e.status, e.playbook_name AS "playbookName",
      e.playbook_version AS "playbookVersion", e.earlier_playbooks AS "earlierPlaybooks",
      (SELECT coalesce(jsonb_agg(jsonb_build_object('key', p.key, 'kind', p.kind, 'owedBy', p.owed_by,
          'assignee', a.name, 'state', p.state, 'late', p.late, 'level', p.level, 'paused', p.paused,
          'openedAt', p.opened_at, 'dueAt', p.due_at, 'settledAt', p.settled_at,
          'settledBy', p.settled_by ->> 'signal')), '[]')
        FROM promise p LEFT JOIN person a ON a.id = p.assignee_id AND a.active WHERE p.subject_id = e.id) AS promises,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('key', substr(t.workflow_id, length(e.workflow_id) + 2),
          'state', t.state, 'openedAt', t.opened_at)), '[]')
        FROM track t WHERE t.engagement_id = e.id) AS tracks,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', j.kind, 'writer', j.writer,
          'step', j.data ->> 'step', 'at', j.at) ORDER BY j.seq), '[]')
        FROM journal_entry j
        WHERE j.subject_id = e.id AND j.kind IN ('stepSkipped', 'playbookBegan')) AS entries
    FROM engagement e WHERE e.id = ${id}`;
  if (!row) return null;
  const { reference, title, status, playbookVersion, earlierPlaybooks } = row;
  const { playbook, earlier } = await playbooksOf(db, row);
  return {
    ...{ reference, title, status, playbook, version: playbookVersion },
    earlier: earlierPlaybooks.map(({ name, version, until }, index) => ({
      ...{ name, version, until: new Date(until), title: earlier[index]?.title ?? name },
    })),
    way: {
      promises: row.promises.map(({ openedAt, dueAt, settledAt, ...promise }) => ({
        ...promise,
        openedAt: new Date(openedAt),
        dueAt: dueAt === null ? null : new Date(dueAt),
        settledAt: settledAt === null ? null : new Date(settledAt),
      })),
      tracks: row.tracks.map(({ openedAt, ...track }) => ({ ...track, openedAt: new Date(openedAt) })),
      passedBy: passedBy(row.entries.filter(counts)),
    },
  };
}

/** Which steps were passed by in which leg; each further leg begins with its entry. */
function passedBy(entries: ChartedRow['entries']): PassedBy[] {
  let leg = 1;
  return entries.flatMap(({ kind, step, at }) => {
    if (kind === 'playbookBegan') leg += 1;
    return step === null ? [] : [{ leg, step, at: new Date(at) }];
  });
}
