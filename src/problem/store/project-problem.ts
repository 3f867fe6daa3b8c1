import type { JournalEntry } from '../../journal/domain/journal';
import type { ProblemStatus } from '../domain/problem';
import { isServiceFact } from '../../journal/domain/service-words';
import type { Prisma } from '../../database/generated/client';
import type { Projection } from '../../journal/store/projection';

/** What a fact changes in the read model of problems. Texts and figures are those of the command that stated it. */
export async function projectProblem(projection: Projection, entry: JournalEntry): Promise<void> {
  const { subject, tx } = projection;
  const { fact } = entry;
  if (subject.kind !== 'problem' || !isServiceFact(fact)) {
    return;
  }
  const at = new Date(entry.atMs);
  const body = projection.bodyOf(entry);
  const update = async (data: Prisma.ProblemUpdateInput & { status?: ProblemStatus }) => {
    await tx.problem.update({ where: { id: subject.id }, data });
  };
  switch (fact.kind) {
    case 'problemRootCauseFound':
      return await update({ status: 'analysed', analysedAt: at, rootCause: body['rootCause'] as string });
    case 'problemFixImplemented': {
      const solution = body['solution'] as string;
      return await update({ status: 'implemented', implementedAt: at, round: fact.round, solution });
    }
    case 'problemEffectMeasured': {
      const effect = body['effect'] as Prisma.InputJsonObject;
      return await update({ status: 'measured', measuredAt: at, effect });
    }
    case 'problemRefinementRequested':
      return await update({ status: 'analysed' });
    case 'problemWidened': {
      const row = await tx.problem.findUniqueOrThrow({ where: { id: subject.id } });
      return await update({ tickets: [...new Set([...row.tickets, ...fact.tickets])] });
    }
    case 'problemClosed':
      return await update({ status: 'closed', endedAt: at });
    case 'problemCancelled':
      return await update({ status: 'cancelled', endedAt: at });
    default:
      return;
  }
}
