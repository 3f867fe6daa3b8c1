import { z } from 'zod';
import type { PromiseSummary } from '../store/promises';
import { id, instant, instantOf, level, levelOf } from '../../edge/http/schemas';
import { isLateAt } from '../domain/lateness';

export const promiseSchema = z
  .strictObject({
    id,
    title: z.string(),
    stage: z.string().nullable(),
    track: z.string().nullable(),
    owedBy: z.string().describe('A role'),
    assignee: z.string().nullable().describe("A person's id"),
    openedAt: instant,
    dueAt: instant.nullable().describe('null while its clock is paused'),
    state: z.enum(['open', 'kept', 'waived', 'cancelled']),
    late: z.boolean().describe('Past its due time while open, or kept after it'),
    level,
    brokenAt: instant
      .nullable()
      .describe('When it was broken; stays on record whatever its deadline became afterwards'),
    keptBy: z
      .array(z.strictObject({ signal: z.string(), body: z.record(z.string(), z.unknown()) }))
      .describe(
        "The signals that keep it, at the signals of what it belongs to, each with a body that needs only the person's own input added: a reason, a score, for an update the time of the next one (nextUpdateAt) or a note",
      ),
    why: z.array(z.string()).describe('The sum that leads to its due time'),
  })
  .meta({ id: 'Promise' });

/** A promise as people see it at an instant. */
export function showPromise(row: PromiseSummary, now: Date): Record<string, unknown> {
  const isOpen = row.state === 'open';
  return {
    id: row.id,
    title: row.title,
    stage: row.stage,
    track: row.track,
    owedBy: row.owedBy,
    assignee: row.assigneeId,
    openedAt: instantOf(row.openedAt),
    dueAt: instantOf(row.dueAt),
    state: row.state,
    late: isLateAt(row, now),
    brokenAt: instantOf(row.brokenAt),
    level: levelOf(row.level),
    keptBy: isOpen ? row.keptBy : [],
    why: row.explanation,
  };
}
