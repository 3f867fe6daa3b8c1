import type { OpenedPromise } from '../../src/journal/domain/promise-facts';
import type { JournalFact } from '../../src/subject/domain/subjects';
import type { Actor } from '../../src/fact/domain/actor';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../../src/database/database';
import { openTestDatabase } from '../support/database';
import { appendJournal } from '../../src/journal/store/append';
import { SHIPPED } from '../support/service-desk';
import { publishPlaybook } from '../../src/playbook/store/playbooks';

const PLAYBOOK = readFileSync(join(__dirname, '../../playbooks/client-delivery.yaml'), 'utf8');
export const SYSTEM: Actor = { kind: 'system', name: 'promisekeeper' };

/** Opens a database in which the house has been at work since an instant. */
export async function openHouse(url: string, since: Date): Promise<Database> {
  const db = openTestDatabase(url);
  const published = await publishPlaybook(db, PLAYBOOK, since);
  if (published.outcome === 'faulty') throw new Error(JSON.stringify(published.faults));
  return db;
}

export async function addPerson(
  db: Database,
  id: string,
  roles: string[],
  createdAt: Date,
  timeZone = 'Etc/UTC',
): Promise<void> {
  await db.person.create({
    data: {
      id,
      name: `Name of ${id}`,
      email: `${id}@company.example`,
      emailKey: `${id}@company.example`,
      roles,
      skills: [],
      capacityHoursPerWeek: 40,
      timeZone,
      createdAt,
      updatedAt: createdAt,
    },
  });
}

/** One engagement whose facts are told to the real journal, one after the other. */
export class Told {
  private seq = 0;

  private constructor(
    private readonly db: Database,
    readonly id: string,
  ) {}

  static async start(
    db: Database,
    reference: string,
    clientId: string,
    startedAt: Date,
    more: { amount?: string; facts?: object; team?: object } = {},
  ): Promise<Told> {
    await db.client.upsert({
      where: { id: clientId },
      create: { id: clientId, name: `Client ${clientId}`, createdAt: startedAt },
      update: {},
    });
    const id = `eng_${reference}`;
    await db.engagement.create({
      data: {
        id,
        reference,
        workflowId: `engagement/${reference}`,
        title: 'Website relaunch',
        playbookName: 'client-delivery',
        playbookVersion: 1,
        clientId,
        stage: 'qualification',
        status: 'active',
        amount: more.amount ?? '1000.00',
        currency: 'EUR',
        facts: { ...more.facts },
        team: { ...more.team },
        externalIds: {},
        startedBy: { ...SYSTEM },
        startedAt,
        updatedAt: startedAt,
      },
    });
    return new Told(db, id);
  }

  async tell(at: Date, fact: JournalFact, commandId?: string, dueMs?: number): Promise<void> {
    this.seq += 1;
    const terms =
      fact.kind === 'promiseOpened' && dueMs !== undefined
        ? [{ id: fact.promise.id, dueMs, warningsMs: [], marksMs: [], explanation: [] }]
        : [];
    await appendJournal(
      this.db,
      {
        subject: { kind: 'engagement', id: this.id },
        writer: this.id,
        toldAtMs: 0,
        entries: [
          {
            seq: this.seq,
            atMs: at.getTime(),
            actor: SYSTEM,
            fact,
            ...(commandId === undefined ? {} : { commandId }),
          },
        ],
        terms: [],
      },
      terms,
    );
  }

  /** Tells the last entry otherwise, as a worker does that plays a task again after news; then the first telling is given up. */
  async tellOtherwise(at: Date, fact: JournalFact): Promise<void> {
    const entry = { seq: this.seq, atMs: at.getTime(), actor: SYSTEM, fact };
    const subject = { kind: 'engagement', id: this.id } as const;
    const telling = { subject, writer: this.id, toldAtMs: 1, terms: [] };
    await appendJournal(this.db, { ...telling, entries: [entry], restsAt: this.seq }, []);
  }

  /** Opens a promise; its id is the engagement's id and the key. */
  async open(
    at: Date,
    key: string,
    promise: { kind?: OpenedPromise['kind']; owedBy?: string; due?: Date } = {},
  ): Promise<string> {
    const id = `prm_${this.id}_${key}`;
    await this.tell(
      at,
      {
        kind: 'promiseOpened',
        promise: {
          id,
          key,
          step: key.split('#')[0] ?? key,
          kind: promise.kind ?? 'task',
          title: key,
          stage: 'delivery',
          track: null,
          owedBy: promise.owedBy ?? 'consultant',
          assignee: null,
          openedAtMs: at.getTime(),
        },
      },
      undefined,
      promise.due?.getTime(),
    );
    return id;
  }

  async break(at: Date, promiseId: string): Promise<void> {
    await this.tell(at, { kind: 'promiseBroken', promiseId, title: promiseId, noticedAtMs: at.getTime() });
  }

  async keep(at: Date, promiseId: string, late = false, signal = 'stepCompleted'): Promise<void> {
    await this.tell(at, { kind: 'promiseKept', promiseId, title: promiseId, late, signal });
  }

  /** The client's answer to the survey, as the API stores it, and the promise that it keeps. */
  async survey(at: Date, nps: number, csat: number): Promise<void> {
    const commandId = `cmd_${this.id}_${this.seq}`;
    const body = { nps, csat, comment: 'words of a person' };
    await this.db.command.create({
      data: {
        subjectId: this.id,
        id: commandId,
        signal: 'surveyAnswered',
        body,
        actor: { kind: 'client' },
        state: 'accepted',
        receivedAt: at,
      },
    });
    const promiseId = await this.open(at, `survey#${this.seq}`, { kind: 'wait', owedBy: 'client' });
    await this.tell(
      at,
      { kind: 'promiseKept', promiseId, title: 'survey', late: false, signal: 'surveyAnswered' },
      commandId,
    );
  }
}

const HOUR_MS = 3_600_000;

/** A ticket of an engagement whose facts are told to the real journal, an hour apart. */
export async function tellTicket(
  db: Database,
  engagementId: string | null,
  id: string,
  opened: Date,
  facts: JournalFact[],
  more: { partnerId?: string; assigneeId?: string } = {},
): Promise<void> {
  await db.ticket.create({
    data: {
      ...{
        id,
        reference: id,
        workflowId: `ticket/${id}`,
        engagementId,
        openedBy: { kind: 'client' },
        deskVersion: SHIPPED,
      },
      ...{
        requesterName: 'x',
        requesterEmail: 'x@client.example',
        requesterKey: 'x@client.example',
        subject: 's',
        description: 'd',
      },
      ...{ channel: 'email', priority: 'high', category: 'general', status: 'new', team: 'support' },
      ...{ openedAt: opened, updatedAt: opened },
      ...more,
    },
  });
  const entries = facts.map((fact, index) => ({
    ...{ seq: index + 1, atMs: opened.getTime() + (index + 1) * HOUR_MS, actor: SYSTEM, fact },
  }));
  await appendJournal(
    db,
    { subject: { kind: 'ticket', id }, writer: `ticket/${id}`, entries, toldAtMs: 0, terms: [] },
    [],
  );
}
