import { summarise } from '../domain/journal-words';
import type { JournalEntry, RecordRequest } from '../domain/journal';
import type { TermAnswer } from '../../promise/domain/ladder/terms';
import type { Actor } from '../../engagement/domain/signals';
import type { BatchBackground } from './batch-background';
import type { Connection } from '../../database/database';
import { projectIncident } from '../../incident/store/project-incident';
import { projectProblem } from '../../problem/store/project-problem';
import { projectPromise } from './project-promise';
import { failedPoints, projectQuality } from '../../engagement/store/project-quality';
import { projectSubject, type SubjectChange } from '../../engagement/store/project-subject';
import { projectTicket } from '../../ticket/store/project-ticket';
import type { Subject } from './subject';
import { projectEscalation } from './project-escalation';

/** A term's instants with the sum that leads to them. */
export type ComputedTerm = TermAnswer & { explanation: string[] };

/** What one batch does to the read model; lives as long as its transaction. */
export class Projection {
  private readonly change: SubjectChange = {};
  private readonly settledCommands = new Set<string>();
  /** Whether the batch leaves somebody something to be told. */
  hasNotices = false;
  /** The roles that were told of the present entry in place of its own, which nobody has. */
  toldInstead: string[] = [];

  private constructor(
    readonly tx: Connection,
    readonly request: RecordRequest,
    readonly subject: Subject,
    private readonly terms: Map<string, ComputedTerm>,
    private readonly commands: Map<string, Record<string, unknown>>,
    private readonly names: Map<string, string>,
    /** Whether rows of an earlier telling may stand under the same ids. */
    readonly retold: boolean,
  ) {}

  /** Begins with what was read once for the whole batch. */
  static open(
    tx: Connection,
    request: RecordRequest,
    subject: Subject,
    { commands, names, retold }: Pick<BatchBackground, 'commands' | 'names'> & { retold: boolean },
    terms: ComputedTerm[],
  ): Projection {
    const termsById = new Map(terms.map((term) => [term.id, term]));
    return new Projection(tx, request, subject, termsById, commands, names, retold);
  }

  /** Takes one entry into the read model; returns its words and its data, the person's own words included. */
  async apply(entry: JournalEntry): Promise<{ summary: string; data: Record<string, unknown> }> {
    const { fact, atMs } = entry;
    const newest = Math.max(atMs, this.change.updatedAt?.getTime() ?? 0, this.subject.updatedAt.getTime());
    this.change.updatedAt = new Date(newest);
    this.toldInstead = [];
    await projectPromise(this, entry);
    await projectQuality(this, entry);
    const told = await projectEscalation(this, entry);
    Object.assign(this.change, await projectSubject(this, entry));
    await projectTicket(this, entry);
    await projectIncident(this, entry);
    await projectProblem(this, entry);
    await this.settleCommand(entry);
    const summary = summarise(fact, {
      actor: this.actorName(entry.actor),
      roleTitle: (role) => (this.subject.roles ?? this.subject.playbook?.roles)?.[role] ?? role,
      personName: (id) => this.nameOf(id),
      told: await Promise.all(told.map((id) => this.lookUpName(id))),
      instead: this.toldInstead,
      words: wordsOf(this.bodyOf(entry), failedPoints(this, entry)),
    });
    const { kind: _kind, ...said } = fact;
    const stated = entry.commandId ? { commandId: entry.commandId, stated: this.bodyOf(entry) } : {};
    const instead = this.toldInstead.length > 0 ? { instead: this.toldInstead } : {};
    return { summary, data: { ...said, ...(told.length > 0 ? { told } : {}), ...instead, ...stated } };
  }

  /** Brings promises and escalations up to their computed terms, and the subject up to its journal. */
  async finish(lastSeq: number): Promise<void> {
    for (const term of this.terms.values()) {
      const dueAt = term.dueMs === null ? null : new Date(term.dueMs);
      if (term.id.startsWith('esc_')) {
        await this.tx.escalation.updateMany({
          where: { id: term.id, state: { not: 'resolved' } },
          data: { respondBy: dueAt },
        });
      } else {
        await this.tx.promiseRecord.updateMany({
          where: { id: term.id, state: 'open' },
          data: { dueAt, paused: false, explanation: term.explanation },
        });
      }
    }
    await this.subject.save(this.tx, { ...this.change, lastSeq });
  }

  /** The term computed in this batch for a promise that is opened in it. */
  takeTerm(id: string): ComputedTerm | undefined {
    const term = this.terms.get(id);
    this.terms.delete(id);
    return term;
  }

  bodyOf(entry: JournalEntry): Record<string, unknown> {
    return (entry.commandId ? this.commands.get(entry.commandId) : undefined) ?? {};
  }

  nameOf(personId: string): string {
    return this.names.get(personId) ?? 'somebody who has left';
  }

  private async lookUpName(personId: string): Promise<string> {
    if (!this.names.has(personId)) {
      const person = await this.tx.person.findUnique({ where: { id: personId }, select: { name: true } });
      this.names.set(personId, person?.name ?? 'somebody who has left');
    }
    return this.nameOf(personId);
  }

  private actorName(actor: Actor): string {
    switch (actor.kind) {
      case 'person':
        return this.nameOf(actor.id);
      case 'administrator':
        return 'the administrator';
      case 'client':
        return 'the client';
      case 'system':
        return actor.name === 'promisekeeper' ? 'Promisekeeper' : actor.name;
    }
  }

  private async settleCommand({ commandId, fact, atMs }: JournalEntry): Promise<void> {
    // Of several facts that one command led to, the first says what became of it.
    if (!commandId || this.settledCommands.has(commandId)) {
      return;
    }
    this.settledCommands.add(commandId);
    const ignored = fact.kind === 'factIgnored';
    await this.tx.command.updateMany({
      where: { subjectId: this.request.subject.id, id: commandId, state: { in: ['received', 'accepted'] } },
      data: {
        state: ignored ? 'ignored' : 'applied',
        reason: ignored ? fact.reason : null,
        settledAt: new Date(atMs),
      },
    });
  }
}

// The free text of a fact: what somebody said in their own words.
function wordsOf(body: Record<string, unknown>, failed: string[]): string | null {
  const said = ['reason', 'note', 'findings', 'text', 'rootCause', 'solution', 'comment'].map(
    (name) => body[name],
  );
  const texts = said
    .flatMap((text) => (Array.isArray(text) ? text : [text]))
    .filter((text) => typeof text === 'string');
  const items = Array.isArray(body['items']) ? body['items'].filter((item) => typeof item === 'string') : [];
  const all = [...texts, ...items, ...(failed.length > 0 ? [`failed: ${failed.join(', ')}`] : [])].filter(
    (text) => text !== '',
  );
  return all.length > 0 ? all.join('; ') : null;
}
