import type { PreferredChannel } from '../../client/domain/channel';
import type { Playbook } from '../../playbook/domain/playbook';
import type { LadderRules, Role } from '../../promise/domain/ladder/rules';
import type { OpenedPromise } from './promise-facts';
import { type Instant, ROW_KEYS, type Rows, type TableName, type Way } from './rows';

/** One version of a playbook. Versions never change once they are published. */
export interface PlaybookRules {
  rules: Playbook;
  name: string;
  version: number;
}

/** By what rules a subject is counted, named and kept. */
export interface SubjectRules {
  /** Titles of roles. */
  roles: Readonly<Record<Role, string>>;
  ladder: LadderRules;
  /** The one in force. */
  playbook: PlaybookRules | null;
  /** Those by which it went before, oldest first. */
  earlier: readonly PlaybookRules[];
  /** Those that begin with a fact that is still to be taken in. */
  toBegin: readonly PlaybookRules[];
}

/** The rules of a subject that goes by this playbook alone. */
export function rulesBy(playbook: PlaybookRules): SubjectRules {
  const { roles, ladder } = playbook.rules;
  return { roles, ladder, playbook, earlier: [], toBegin: [] };
}

/** What a journal is kept of, as far as its facts concern it. `Own` are the columns that its facts change. */
export interface SubjectState<Own extends object = Record<string, unknown>> {
  kind: string;
  id: string;
  reference: string;
  title: string;
  engagementId: string | null;
  ticketId: string | null;
  clientId: string | null;
  amount: string | null;
  currency: string | null;
  /** Who holds which role here. */
  team: Readonly<Record<Role, string>>;
  updatedAt: Instant;
  own: Readonly<Own>;
  rules: SubjectRules;
}

/** What has to happen elsewhere because of a fact, in the transaction that stores it. */
export type Consequence =
  | { kind: 'crisisReached'; escalationId: string; promise: string; atMs: number }
  | { kind: 'incidentClosed'; atMs: number }
  /** An incident follows these from now on, too: it has to know which of them do not go on. */
  | { kind: 'incidentConcerns'; engagements: readonly string[]; atMs: number }
  | { kind: 'surveyConsentGiven'; atMs: number }
  | { kind: 'channelPreferred'; channel: PreferredChannel; atMs: number }
  /** What belongs to an engagement follows it. `cause`: the same one has its effect once. */
  | { kind: 'engagementTurned'; turn: EngagementTurn; cause: string; why: string; atMs: number };

/** What happens to an engagement that concerns what belongs to it. */
export type EngagementTurn = 'held' | 'resumed' | 'cancelled';

/** A model as far as every subject shares it. */
export type SharedModel = Omit<Model, 'subject' | 'changeOwn'> & { subject: Omit<SubjectState, 'own'> };

/** A promise as its subject lists the facts that keep it. */
export type Keepable = Pick<OpenedPromise, 'id' | 'key' | 'step' | 'kind' | 'owedBy' | 'asks'>;
export type KeepingWays<Own extends object> = (subject: SubjectState<Own>, promise: Keepable) => Way[];

type Tables = { [T in TableName]: ReadonlyMap<string, Rows[T]> };

/** The read model of one subject, or the part of it that a batch concerns. Rows are replaced, never changed. */
export class Model<Own extends object = Record<string, unknown>> {
  readonly consequences: Consequence[] = [];
  private readonly tables: { [T in TableName]: Map<string, Rows[T]> };

  constructor(
    public subject: SubjectState<Own>,
    before: Partial<Tables> = {},
  ) {
    this.tables = {
      promise: new Map(before.promise),
      escalation: new Map(before.escalation),
      notice: new Map(before.notice),
      track: new Map(before.track),
      planTask: new Map(before.planTask),
      qualityCheck: new Map(before.qualityCheck),
      ledgerEntry: new Map(before.ledgerEntry),
      effect: new Map(before.effect),
      command: new Map(before.command),
    };
  }

  get<T extends TableName>(table: T, key: string): Rows[T] | undefined {
    return this.tables[table].get(key);
  }

  all<T extends TableName>(table: T): Rows[T][] {
    return [...this.tables[table].values()];
  }

  put<T extends TableName>(table: T, row: Rows[T]): void {
    this.tables[table].set(ROW_KEYS[table](row), row);
  }

  /** Changes a row that is there; nothing where there is none. */
  change<T extends TableName>(table: T, key: string, patch: Partial<Rows[T]>): void {
    const row = this.get(table, key);
    if (row) {
      this.put(table, { ...row, ...patch });
    }
  }

  /** The same state, to be changed apart from this one. */
  copy(): Model<Own> {
    return new Model(this.subject, this.tables);
  }

  /** The rows that another state of the same subject has not. */
  changedSince<T extends TableName>(before: Model<Own>, table: T): Rows[T][] {
    return [...this.tables[table]].flatMap(([key, row]) => (before.get(table, key) === row ? [] : [row]));
  }

  changeOwn(patch: Partial<Own>): void {
    this.subject = { ...this.subject, own: { ...this.subject.own, ...patch } };
  }

  /** From now on the subject goes by another playbook. @throws when that was not read with the facts */
  goOnBy(name: string, version: number): void {
    const { rules } = this.subject;
    const next = rules.toBegin.find((one) => one.name === name && one.version === version);
    if (!next) {
      throw new Error(`The rules of ${name}@${version} were not read with the fact that lets it begin`);
    }
    const earlier = [...rules.earlier, ...(rules.playbook ? [rules.playbook] : [])];
    this.subject = {
      ...this.subject,
      rules: { ...rulesBy(next), earlier, toBegin: rules.toBegin },
    };
  }

  /** @param personId null: nobody has the role any more */
  giveRole(role: Role, personId: string | null): void {
    const { [role]: _before, ...others } = this.subject.team;
    this.subject = { ...this.subject, team: personId === null ? others : { ...others, [role]: personId } };
  }
}
