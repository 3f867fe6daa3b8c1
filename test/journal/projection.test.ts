import { BORN, entryOf } from '../../src/journal/domain/project';
import { type History, replay, type WrittenRow } from '../../src/journal/domain/replay';
import { declarationOf, type JournalFact, SUBJECTS } from '../../src/subject/domain/subjects';
import { AT, at, born, fresh, opened, person, tell } from './told';

const HOUR = 3_600_000;
const kept: JournalFact = {
  kind: 'promiseKept',
  promiseId: 'prm_1',
  step: 'do-work',
  title: 'Do the work',
  late: false,
  signal: 'stepCompleted',
};
const climbed = (level: 1 | 2 | 4, roles = ['account-manager']): JournalFact => ({
  kind: level === 1 ? 'escalationRaised' : 'escalationClimbed',
  escalationId: 'esc_1',
  promiseId: 'prm_1',
  title: 'Do the work',
  level,
  roles,
  late: false,
});
const due = (id: string, dueMs: number) => ({ id, dueMs, explanation: ['the sum'] });

describe('What a fact makes of the read model', () => {
  it('opens a promise without a deadline until its term is computed', () => {
    const model = fresh('engagement');
    tell(model, [opened('prm_1')]);
    expect(model.get('promise', 'prm_1')).toMatchObject({ state: 'open', dueAt: null, paused: true });
    tell(model, [], { terms: [due('prm_1', AT + HOUR)] });
    expect(model.get('promise', 'prm_1')).toMatchObject({ dueAt: at(AT + HOUR), paused: false });
  });

  it('has what belongs to an engagement follow it, with the reason that was stated', () => {
    const model = fresh('engagement', { status: 'active' });
    const commands = new Map([['cmd_1', { reason: 'No budget' }]]);
    const { consequences } = tell(
      model,
      [[{ kind: 'engagementHeld' }, { commandId: 'cmd_1' }], { kind: 'engagementResumed' }],
      { background: { commands } },
    );
    expect(consequences).toEqual([
      {
        kind: 'engagementTurned',
        ...{ turn: 'held', cause: 'cmd_1', why: 'REF-0001 is on hold: No budget', atMs: AT },
      },
      {
        kind: 'engagementTurned',
        ...{ turn: 'resumed', cause: `resumed@${AT}`, why: 'REF-0001 goes on', atMs: AT },
      },
    ]);
  });

  it.each([
    ['held', [{ kind: 'engagementTurned', turn: 'resumed' }]],
    ['active', []],
  ])('lets go of what belongs to an engagement that is completed while it is %s', (status, expected) => {
    const { consequences } = tell(fresh('engagement', { status }), [{ kind: 'engagementCompleted' }]);
    expect(consequences).toMatchObject(expected);
  });

  it('settles a promise, and leaves nothing that would keep it', () => {
    const model = fresh('engagement');
    tell(model, [opened('prm_1'), kept]);
    expect(model.get('promise', 'prm_1')).toMatchObject({ state: 'kept', settledAt: at(AT), keptBy: [] });
  });

  it('still says when a promise would have been due that was settled before that was known', () => {
    const model = fresh('engagement');
    tell(model, [opened('prm_1'), kept], { terms: [due('prm_1', AT + HOUR)] });
    expect(model.get('promise', 'prm_1')).toMatchObject({ state: 'kept', dueAt: at(AT + HOUR) });
  });

  it('takes no deadline back from a promise that was settled with one', () => {
    const model = fresh('engagement');
    tell(model, [opened('prm_1')], { terms: [due('prm_1', AT + HOUR)] });
    tell(model, [kept], { terms: [due('prm_1', AT + 2 * HOUR)] });
    expect(model.get('promise', 'prm_1')?.dueAt).toBe(at(AT + HOUR));
  });

  it('pauses a promise with its escalation', () => {
    const model = fresh('engagement');
    tell(model, [opened('prm_1'), climbed(1)], { terms: [due('esc_1', AT + HOUR), due('prm_1', AT)] });
    expect(model.get('escalation', 'esc_1')?.respondBy).toBe(at(AT + HOUR));
    tell(model, [{ kind: 'promisePaused', promiseId: 'prm_1' }]);
    expect(model.get('promise', 'prm_1')).toMatchObject({ dueAt: null, paused: true });
    expect(model.get('escalation', 'esc_1')?.respondBy).toBeNull();
  });

  it('tells a level once to each person, and names them in the journal', () => {
    const model = fresh('engagement');
    const people = new Map([person('amy', ['account-manager']), person('ben', ['account-manager'])]);
    const { rows } = tell(model, [opened('prm_1'), climbed(1)], { background: { people } });
    expect(model.get('escalation', 'esc_1')?.climbs).toEqual([
      { level: 1, at: at(AT), told: ['amy', 'ben'] },
    ]);
    expect(model.all('notice').map(({ id, reason }) => [id, reason])).toEqual([
      ['esc_1/1/amy', 'Level 1'],
      ['esc_1/1/ben', 'Level 1'],
    ]);
    expect(rows[1]?.data['told']).toEqual(['amy', 'ben']);
    expect(rows[1]?.summary).toContain('Name of amy, Name of ben');
  });

  it('has a crisis managed, once for each escalation', () => {
    const model = fresh('engagement');
    const { consequences } = tell(model, [opened('prm_1'), climbed(1), climbed(4)]);
    expect(consequences).toEqual([
      { kind: 'crisisReached', escalationId: 'esc_1', promise: 'Do the work', atMs: AT },
    ]);
    model.change('escalation', 'esc_1', { incidentId: 'inc_1' });
    const again = model.copy();
    expect(tell(again, [climbed(4)]).consequences).toEqual([]);
  });

  it('gives a role with all open promises that it owes', () => {
    const model = fresh('engagement');
    tell(model, [
      opened('prm_1'),
      opened('prm_2', { owedBy: 'project-manager' }),
      { kind: 'reassigned', role: 'operations-manager', personId: 'olga' },
    ]);
    expect(model.subject.own['team']).toEqual({ 'operations-manager': 'olga' });
    expect(model.all('promise').map(({ assigneeId }) => assigneeId)).toEqual(['olga', null]);
  });

  it('says why somebody was given a role beyond their hours', () => {
    const model = fresh('engagement');
    const commands = new Map([['c1', { overrideReason: 'Olga agreed to it' }]]);
    const given: JournalFact = { kind: 'reassigned', role: 'operations-manager', personId: 'olga' };
    const { rows } = tell(model, [[given, { commandId: 'c1' }]], { background: { commands } });
    expect(rows[0]?.summary).toMatch(/ from now on: Olga agreed to it$/);
  });

  it('says what became of a command by the first of its facts', () => {
    const model = fresh('engagement');
    const ignored: JournalFact = { kind: 'factIgnored', signal: 'held', reason: 'held already' };
    tell(model, [
      [{ kind: 'engagementHeld' }, { commandId: 'c1' }],
      [{ kind: 'promisePaused', promiseId: 'x' }, { commandId: 'c1' }],
      [ignored, { commandId: 'c2' }],
    ]);
    expect(model.all('command').map(({ id, state, reason }) => [id, state, reason])).toEqual([
      ['c1', 'applied', null],
      ['c2', 'ignored', 'held already'],
    ]);
  });

  it('keeps in the first entry what the subject was born with', () => {
    const model = fresh('engagement', { status: 'active' });
    const { rows } = tell(model, [{ kind: 'engagementHeld' }, { kind: 'engagementResumed' }]);
    expect(rows.map(({ data }) => data[BORN])).toEqual([{ status: 'active', updatedAt: at(AT) }, undefined]);
  });

  it('changes nothing that it was given', () => {
    const before = fresh('engagement', { status: 'active' });
    const after = before.copy();
    tell(after, [opened('prm_1'), { kind: 'engagementHeld' }]);
    expect([before.all('promise'), before.subject.own]).toEqual([[], { status: 'active' }]);
    expect(after.changedSince(before, 'promise').map(({ id }) => id)).toEqual(['prm_1']);
  });
});

describe('What is declared of a subject', () => {
  it.each(Object.entries(SUBJECTS))(
    'has words for each of its facts, and its own kind: %s',
    (kind, declared) => {
      expect(declared.kind).toBe(kind);
      const changed = Object.keys(declared.changes).filter((name) => !/^promise|^escalation/.test(name));
      expect(changed.filter((name) => !(name in declared.words))).toEqual([]);
    },
  );
});

describe('A journal told from the beginning', () => {
  it('makes the same read model as its batches did', () => {
    const people = new Map([person('amy', ['account-manager'])]);
    const model = fresh('engagement', { status: 'active', stage: 'delivery', team: {}, facts: {} });
    const batches = [
      { facts: [opened('prm_1'), opened('prm_2')], terms: [due('prm_1', AT + HOUR), due('prm_2', AT)] },
      { facts: [climbed(1)], terms: [due('esc_1', AT + 3 * HOUR)] },
      { facts: [{ kind: 'promisePaused', promiseId: 'prm_2' } as const, kept], terms: [] },
      { facts: [], terms: [due('prm_2', AT + 9 * HOUR)] },
    ];
    const rows: WrittenRow[] = [];
    const terms: History['terms'][number][] = [];
    for (const { facts, terms: computed } of batches) {
      const told = tell(model, facts, { background: { people }, terms: computed, lastSeq: rows.length });
      rows.push(...told.rows.map((row) => ({ ...row, writer: 'w', writerSeq: row.seq })));
      terms.push(...computed.map((term) => ({ ...term, seq: rows.length })));
    }
    const state = born('engagement', { status: 'active', stage: 'delivery', team: {}, facts: {} });
    const told = replay(state, { rows, terms }, declarationOf('engagement'));
    for (const table of ['promise', 'escalation', 'notice'] as const) {
      expect(told.all(table)).toEqual(model.all(table));
    }
    expect(told.subject).toEqual(model.subject);
    expect(rows.map((row) => entryOf({ ...row, writer: 'w' }).fact.kind)).toEqual(
      rows.map(({ kind }) => kind),
    );
  });
});
