import type { Colleague } from '../../src/people/domain/listeners';
import { Model, type SubjectState } from '../../src/journal/domain/model';
import type { ComputedTerm } from '../../src/journal/domain/fold';
import { type Background, type NewEntry, project } from '../../src/journal/domain/project';
import type { JournalFact, SubjectKind } from '../../src/subject/domain/subjects';
import { declarationOf, WORDS } from '../../src/subject/domain/subjects';
import { LADDER } from '../promise/ladder/states';

export const AT = Date.UTC(2026, 5, 1, 9);
export const at = (ms: number) => new Date(ms).toISOString();

/** A subject before its first entry. */
export function born(kind: SubjectKind, own: Record<string, unknown> = {}): SubjectState {
  return {
    kind,
    id: `${kind}_1`,
    reference: 'REF-0001',
    title: 'Relaunch',
    engagementId: kind === 'engagement' ? 'engagement_1' : null,
    ticketId: kind === 'ticket' ? 'ticket_1' : null,
    clientId: 'cli_1',
    amount: '1200.00',
    currency: 'EUR',
    team: {},
    updatedAt: at(AT),
    own,
    rules: {
      roles: { 'operations-manager': 'Operations Manager' },
      ladder: LADDER,
      playbook: null,
      earlier: [],
      toBegin: [],
    },
  };
}

const NOBODY: Background = {
  lastWriterSeq: 0,
  hasSetAside: false,
  commands: new Map(),
  names: new Map(),
  people: new Map(),
};

/** What some facts make of a model, with what they were stated with and who is there to be told. */
export function tell(
  model: Model,
  facts: (JournalFact | [JournalFact, Partial<NewEntry>])[],
  more: { background?: Partial<Background>; terms?: ComputedTerm[]; lastSeq?: number } = {},
) {
  const entries = facts.map((given, index): NewEntry => {
    const [fact, extra] = Array.isArray(given) ? given : [given, {}];
    return { seq: index + 1, atMs: AT, actor: { kind: 'system', name: 'promisekeeper' }, fact, ...extra };
  });
  const { terms = [], lastSeq = 0, background = {} } = more;
  const kind = model.subject.kind as SubjectKind;
  const batch = { writer: 'w', entries, terms, lastSeq };
  return project(model, declarationOf(kind), batch, { ...NOBODY, ...background }, WORDS);
}

export function opened(id: string, extra: object = {}): JournalFact {
  return {
    kind: 'promiseOpened',
    promise: {
      id,
      key: `${id}#1`,
      step: 'do-work',
      kind: 'task',
      stage: null,
      track: null,
      owedBy: 'operations-manager',
      assignee: null,
      openedAtMs: AT,
      title: 'Do the work',
      ...extra,
    },
  };
}

export function person(id: string, roles: string[], extra: Partial<Colleague> = {}): [string, Colleague] {
  return [
    id,
    { id, name: `Name of ${id}`, roles, deputyId: null, awayFrom: null, awayUntil: null, ...extra },
  ];
}

export function fresh(kind: SubjectKind, own?: Record<string, unknown>): Model {
  return new Model(born(kind, own));
}
