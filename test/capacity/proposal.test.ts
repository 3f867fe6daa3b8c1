import { chooseFor, type Skilled, type SkilledWork } from '../../src/capacity/domain/choice';
import { type Candidate, type Proposal, propose, type Wanted } from '../../src/capacity/domain/proposal';
import { personWeeks } from '../../src/capacity/domain/person-week';
import { weeksBetween } from '../../src/capacity/domain/week';
import type { Absence } from '../../src/capacity/domain/working-person';
import { parseDate } from '../../src/promise/domain/clock/time-text';

const MONDAY = parseDate('2026-06-01') ?? NaN;
const WEEKS = weeksBetween(MONDAY, MONDAY + 27);
const wanted = (more: Partial<Wanted> = {}): Wanted => ({
  role: 'consultant',
  skills: [],
  hoursPerWeek: 16,
  ...more,
});

interface Person {
  roles?: string[];
  skills?: string[];
  taken?: number;
  absences?: Absence[];
  openPromises?: number;
  hasItAlready?: boolean;
}

function candidate(id: string, given: Person = {}): Candidate {
  const { roles = ['consultant'], skills = [], taken = 0, absences = [], ...rest } = given;
  const person = { id, name: id, timeZone: 'Europe/Berlin', hoursPerWeek: 40, changes: [], absences };
  const role = { takes: 'role', personId: id, engagementId: 'e', role: 'x', untilMs: null } as const;
  const weeks = personWeeks(person, [{ ...role, hoursPerWeek: taken, fromMs: 0 }], WEEKS);
  return { person: { ...person, roles, skills }, weeks, openPromises: 0, hasItAlready: false, ...rest };
}

const away = (from: string, until: string | null): Absence => ({
  fromMs: Date.parse(from),
  untilMs: until === null ? null : Date.parse(until),
});
const names = ({ best, alternatives, others }: Proposal) => [
  best?.name ?? null,
  alternatives.map(({ name }) => name).join(),
  others.map(({ name }) => name).join(),
];

describe('A proposal', () => {
  it('names its reasons, and why the others come after', () => {
    const found = propose(wanted({ skills: ['kubernetes'] }), [
      candidate('Bo', { skills: ['Kubernetes'], openPromises: 3 }),
      candidate('Ann', { skills: [' KUBERNETES '], taken: 20, openPromises: 1 }),
      candidate('Cy'),
      candidate('Dan', { skills: ['kubernetes'], taken: 30 }),
      candidate('Eve', { roles: ['trainer'], skills: ['kubernetes'] }),
      candidate('Fay', { roles: ['trainer'] }),
    ]);
    expect(found).toMatchObject({
      best: {
        personId: 'Ann',
        reasons: [
          'holds the role consultant',
          'can do: kubernetes',
          '20 h a week free at the least, 16 wanted',
          '1 open promise',
          'here all the time',
        ],
      },
      alternatives: [{ personId: 'Bo', reasons: expect.arrayContaining(['owes more than Ann']) }],
      others: [
        { personId: 'Cy', reasons: ['lacks: kubernetes'] },
        {
          personId: 'Dan',
          reasons: ['10 h free in 2026-W23 (from 2026-06-01 on), 16 wanted, and too little in 3 more'],
        },
        { personId: 'Eve', reasons: ['does not hold the role consultant'] },
      ],
      nobody: null,
    });
  });

  it('prefers whoever has it already, is here, owes less, has more hours, has been here longer', () => {
    const has = candidate('has', { hasItAlready: true, openPromises: 9, taken: 20 });
    const gone = candidate('gone', {
      absences: [away('2026-06-08T00:00:00+02:00', '2026-06-11T00:00:00+02:00')],
    });
    const owes = candidate('owes', { openPromises: 1 });
    const busy = candidate('busy', { taken: 10 });
    expect(names(propose(wanted(), [gone, owes, busy, candidate('b'), candidate('a'), has]))).toEqual([
      'has',
      'a,b,busy,owes,gone',
      '',
    ]);
    expect(propose(wanted(), [gone, candidate('a')]).alternatives[0]?.reasons).toEqual(
      expect.arrayContaining(['away from 2026-06-08 to 2026-06-10', 'away more than a']),
    );
  });

  it('asks of a week with leave no more than its share, and proposes nobody who is away all the time', () => {
    const four = away('2026-06-02T00:00:00+02:00', '2026-06-06T00:00:00+02:00');
    const half = candidate('half', { absences: [four], taken: 20 });
    expect(names(propose(wanted(), [half]))).toEqual(['half', '', '']);
    const gone = propose(wanted(), [
      candidate('gone', { absences: [away('2026-06-01T00:00:00+02:00', null)] }),
    ]);
    expect(gone).toMatchObject({
      best: null,
      others: [{ reasons: ['away from 2026-06-01 on'] }],
      nobody: 'Nobody with the role consultant is here in that time.',
    });
  });

  it.each<[string, Partial<Wanted>, Candidate[]]>([
    ['Nobody who is active holds the role pilot.', { role: 'pilot' }, [candidate('a')]],
    ['Nobody with the role consultant can do Rust.', { skills: ['Rust'] }, [candidate('a')]],
    ['Nobody who is active can do Rust.', { role: null, skills: ['Rust'] }, [candidate('a')]],
    [
      'Nobody with the role consultant can do all of: Go, Rust.',
      { skills: ['Go', 'Rust'] },
      [candidate('a', { skills: ['Go'] }), candidate('b', { skills: ['Rust'] })],
    ],
    [
      'Nobody with the role consultant has 16 hours a week free in that time.',
      {},
      [candidate('a', { taken: 30 })],
    ],
  ])('says clearly: %s', (nobody, more, candidates) => {
    expect(propose(wanted(more), candidates)).toMatchObject({ best: null, alternatives: [], nobody });
  });
});

describe('Work that asks for a skill', () => {
  const work: SkilledWork = {
    ...{ engagementId: 'e', taskKey: 't', role: 'consultant', skill: 'rust', effortHours: 20 },
    // Monday to Friday.
    ...{ startMs: Date.parse('2026-06-08T08:00:00Z'), dueMs: Date.parse('2026-06-12T15:00:00Z') },
  };
  const skilled = (id: string, more: Partial<Skilled> = {}): Skilled => ({
    ...{ id, name: id, timeZone: 'Etc/UTC', hoursPerWeek: 40, changes: [], absences: [] },
    ...{ roles: ['consultant'], skills: ['Rust '], ...more },
  });
  const role = { takes: 'role', engagementId: 'x', role: 'x', fromMs: 0, untilMs: null } as const;
  const busy = (personId: string, hoursPerWeek: number) => ({ ...role, personId, hoursPerWeek });
  const leave = (from: string, until: string) => ({
    absences: [away(`${from}T00:00:00Z`, `${until}T00:00:00Z`)],
  });

  it.each<[string, string | null, Skilled[], ReturnType<typeof busy>[], string[]?]>([
    ['nobody, where nobody has it', null, [skilled('a', { skills: ['go'] })], []],
    ['whoever has most hours left', 'b', [skilled('a'), skilled('b')], [busy('a', 5), busy('b', 2)]],
    ['whoever holds the role', 'a', [skilled('a'), skilled('b', { roles: ['x'] })], [busy('a', 15)]],
    [
      'another, when they have no hours',
      'b',
      [skilled('a'), skilled('b', { roles: ['x'] })],
      [busy('a', 21)],
    ],
    ['whoever does such work already', 'b', [skilled('a'), skilled('b')], [busy('b', 20)], ['b']],
    ['another, when that would be too much', 'a', [skilled('a'), skilled('b')], [busy('b', 21)], ['b']],
    [
      'whoever is here',
      'b',
      [skilled('a', leave('2026-06-06', '2026-06-11')), skilled('b')],
      [busy('b', 19)],
    ],
    [
      'whoever has leave at another time',
      'a',
      [skilled('a', leave('2026-06-01', '2026-06-08')), skilled('b')],
      [busy('b', 1)],
    ],
    [
      'whoever works enough hours then',
      'b',
      [skilled('a', { changes: [{ fromDay: MONDAY + 7, hoursPerWeek: 19 }] }), skilled('b')],
      [busy('b', 20)],
    ],
    [
      'who goes over their hours least, when everybody would',
      'b',
      [skilled('a'), skilled('b', { roles: ['x'] }), skilled('c', leave('2026-06-06', '2026-06-20'))],
      [busy('a', 38), busy('b', 37)],
    ],
  ])('goes to %s', (_, chosen, people, taken, before = []) => {
    expect(chooseFor(work, people, taken, new Set(before))).toBe(chosen);
  });
});
