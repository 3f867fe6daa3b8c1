import { problemSubject } from '../domain/subject';
import type { Actor } from '../../fact/domain/actor';
import { v7 as uuidv7 } from 'uuid';
import { problemWorkflowId, type ProblemSource, type ProblemStatus } from '../domain/problem';
import type { Connection, Database } from '../../database/database';
import { type ChangePlace, changedBefore, NEWEST_CHANGE_FIRST } from '../../database/page';
import { nextReference } from '../../database/references';
import type { Escalation, Problem, PromiseRecord } from '../../database/generated/client';
import { type Claim, claimKey, findClaimed } from '../../fact/store/idempotency';

export type { Problem } from '../../database/generated/client';

export interface ProblemOrder {
  title: string;
  description: string;
  source: ProblemSource;
  /** At least one. */
  tickets: string[];
  incidentId: string | null;
  /** What the crisis has told already; null: it is still to be found. */
  rootCause: string | null;
  /** Of the rules by which it is opened. */
  deskVersion: number;
  openedBy: Actor;
  idempotency?: Claim | undefined;
}

export type OpenOutcome = { outcome: 'created' | 'existing'; problem: Problem } | { outcome: 'key-reused' };

/** Makes a problem durable, once per idempotency key. Its workflow is handed to Temporal afterwards. */
export async function openProblem(db: Database, order: ProblemOrder, now: Date): Promise<OpenOutcome> {
  const { idempotency, ...opened } = order;
  return db.$transaction(async (tx) => {
    const id = `${problemSubject.idPrefix}_${uuidv7()}`;
    const claimed = idempotency
      ? ((await findClaimed(tx, idempotency)) ?? (await claimKey(tx, idempotency, id, now)))
      : null;
    if (claimed) {
      const where = { id: claimed.resourceId };
      return claimed.same
        ? { outcome: 'existing', problem: await tx.problem.findUniqueOrThrow({ where }) }
        : { outcome: 'key-reused' };
    }
    const reference = await nextReference(tx, 'PRB');
    const isAnalysed = opened.rootCause !== null;
    const problem = await tx.problem.create({
      data: {
        ...opened,
        id,
        reference,
        workflowId: problemWorkflowId(reference),
        status: (isAnalysed ? 'analysed' : 'identified') satisfies ProblemStatus,
        analysedAt: isAnalysed ? now : null,
        openedAt: now,
        updatedAt: now,
      },
    });
    return { outcome: 'created', problem };
  });
}

export async function findProblem(db: Connection, id: string): Promise<Problem | null> {
  return db.problem.findUnique({ where: { id } });
}

/** A problem with all that its page shows; promises and escalations in the order of their beginning. */
export interface ProblemDetail {
  problem: Problem;
  promises: PromiseRecord[];
  escalations: Escalation[];
}

export async function withProblemDetails(db: Connection, problems: Problem[]): Promise<ProblemDetail[]> {
  const where = { subjectId: { in: problems.map(({ id }) => id) } };
  const [promises, escalations] = await Promise.all([
    db.promiseRecord.findMany({ where, orderBy: [{ openedAt: 'asc' }, { id: 'asc' }] }),
    db.escalation.findMany({ where, orderBy: [{ raisedAt: 'asc' }, { id: 'asc' }] }),
  ]);
  return problems.map((problem) => ({
    problem,
    promises: promises.filter(({ subjectId }) => subjectId === problem.id),
    escalations: escalations.filter(({ subjectId }) => subjectId === problem.id),
  }));
}

/** Newest change first. `after` is the place of the last row of the page before. */
export async function listProblems(
  db: Connection,
  filter: { status?: ProblemStatus | undefined; ticket?: string | undefined },
  limit: number,
  after: ChangePlace | null,
): Promise<Problem[]> {
  const { status, ticket } = filter;
  return db.problem.findMany({
    where: {
      ...(status === undefined ? {} : { status }),
      ...(ticket === undefined ? {} : { tickets: { has: ticket } }),
      ...changedBefore(after),
    },
    orderBy: NEWEST_CHANGE_FIRST,
    take: limit,
  });
}
