import { Prisma } from '../../../src/database/generated/client';
import type { Engagement, PromiseRecord } from '../../../src/engagement/store/engagements';
import { allSteps } from '../../../src/playbook/domain/playbook';
import { loadPlaybook } from '../../../src/playbook/store/playbooks';
import type { TestApi } from '../../support/api';

const HOUR_MS = 3_600_000;
const SYSTEM = { kind: 'system' };

/** A promise of a step or a meeting, by its generation, with what is different of it: else it is kept, after an hour. */
export type Played = [step: string, generation: number, different?: Partial<PromiseRecord>];

/** Puts an engagement by `client-delivery` into the read model, with what it has gone through and a step that it passed by. */
export async function play(
  api: TestApi,
  reference: string,
  played: Played[],
  leftOut: string,
): Promise<Engagement> {
  const playbook = await loadPlaybook(api.db, 'client-delivery', 1);
  const places = new Map([...allSteps(playbook)].map((place) => [place.step.id, place]));
  const engagementId = `eng_${reference}`;
  const workflowId = `engagement/${reference}`;
  const startedAt = new Date(api.clock.nowMs);
  const engagement = await api.db.engagement.create({
    data: {
      ...{ id: engagementId, reference, workflowId, title: 'Website relaunch', stage: 'onboarding' },
      ...{ playbookName: 'client-delivery', playbookVersion: 1, status: 'active', facts: {}, team: {} },
      ...{ externalIds: {}, startedBy: SYSTEM, startedAt, updatedAt: startedAt },
      client: { create: { id: `cli_${reference}`, name: 'Acme', createdAt: startedAt } },
    },
  });
  let at = new Date('2026-05-26T08:00:00Z');
  const rows = played.map(([step, generation, different]) => {
    const place = places.get(step);
    const openedAt = at;
    at = new Date(at.getTime() + HOUR_MS);
    return {
      ...{
        id: `${engagementId}/${step}#${generation}`,
        key: `${step}#${generation}`,
        subjectId: engagementId,
      },
      ...{ engagementId, workflowId, step, kind: place?.step.kind ?? 'action', title: step },
      ...{ stage: place?.stage ?? 'planning', track: place?.track ?? null, owedBy: place?.step.owner ?? '' },
      ...{ openedAt, keptBy: [], explanation: [], ...settled('kept', 'stepCompleted', at), ...different },
    };
  });
  await api.db.promiseRecord.createMany({ data: rows as Prisma.PromiseRecordCreateManyInput[] });
  await api.db.journalEntry.create({
    data: {
      ...{ subjectId: engagementId, seq: 1, writer: 'w', writerSeq: 1, at, toldAt: at, kind: 'stepSkipped' },
      ...{ actor: SYSTEM, summary: 'Not needed here', data: { step: leftOut } },
    },
  });
  return engagement;
}

/** What there is of a promise that was settled. */
export function settled(
  state: 'kept' | 'waived' | 'cancelled',
  signal: string,
  settledAt: Date,
  late = false,
): Partial<PromiseRecord> {
  return { state, late, settledAt, settledBy: { actor: SYSTEM, signal } };
}

/** What there is of one that is open. */
export function open(dueAt: string | null, more: Partial<PromiseRecord> = {}): Partial<PromiseRecord> {
  const due = dueAt === null ? null : new Date(dueAt);
  return { state: 'open', dueAt: due, settledAt: null, settledBy: Prisma.DbNull as never, ...more };
}
