import { readFileSync } from 'node:fs';
import { bundleWorkflowCode } from '@temporalio/worker';
import { chartOf } from '../../src/playbook/domain/flowchart';
import type { Step, TrackRules } from '../../src/playbook/domain/playbook';
import { NAMEABLE } from '../../src/playbook/domain/playbook-schema';
import { parsePlaybook } from '../../src/playbook/domain/playbook-text';
import { describeFaults } from '../../src/playbook/domain/rules/text';
import { TRACK_KINDS } from '../../src/track/domain/kinds';
import { TRACK_SHAPES } from '../../src/track/domain/kinds-schema';
import { workshopTrack } from '../fixtures/house/trackKind/workshop';
import { workshopShape } from '../fixtures/house/trackKind/workshop-shape';
import { PLAYBOOK_FILE } from '../support/api';
import { filesTouchedBy } from '../support/house-edits';
import { Harness } from '../workflows/harness';

/** The lines of a new kind of track. */
const KINDS = [...TRACK_KINDS, workshopTrack] as const;
const TRACKS = { ...TRACK_SHAPES, workshop: workshopShape };
const WORKFLOWS = require.resolve('../fixtures/house/trackKind/workflows.ts');

const SOURCE = readFileSync(PLAYBOOK_FILE, 'utf8');
const withWorkshop = (sessions: string) =>
  SOURCE.replace('kind: project', `kind: workshop\n        sessions: ${sessions}`);

it('touches the registry of kinds, that of their forms and that of their workflows', () => {
  expect([...filesTouchedBy('trackKind').keys()]).toEqual([
    'src/track/domain/kinds.ts',
    'src/track/domain/kinds-schema.ts',
    'workflows/tracks/index.ts',
  ]);
});

describe('A kind of track that is one more line of the registry', () => {
  it('is among all others in types', () => {
    const kinds: (typeof KINDS)[number]['kind'][] = ['project', 'workshop'];
    // @ts-expect-error nothing of that kind is declared
    const unknown: (typeof KINDS)[number]['kind'] = 'order';
    expect([...kinds, unknown]).toHaveLength(3);
  });

  it('is taken in a playbook with what it has to say, and with nothing less', () => {
    const faultsOf = (source: string) => {
      const parsed = parsePlaybook(source, undefined, { ...NAMEABLE, tracks: TRACKS });
      return parsed.ok ? '' : describeFaults('playbook', parsed.faults);
    };
    expect(faultsOf(withWorkshop('3'))).toBe('');
    expect(faultsOf(SOURCE)).toBe('');
    expect(faultsOf(withWorkshop('0'))).toContain('sessions');
    expect(faultsOf(SOURCE.replace('kind: project', 'kind: workshop'))).toContain('sessions');
    expect(parsePlaybook(withWorkshop('3')).ok).toBe(false);
  });

  it('is drawn like any other', () => {
    const parsed = parsePlaybook(withWorkshop('3'), undefined, { ...NAMEABLE, tracks: TRACKS });
    const groups = parsed.ok ? chartOf(parsed.playbook).groups.map(({ id }) => id) : [];
    expect(groups).toEqual(expect.arrayContaining([expect.stringMatching(/^delivery\./)]));
  });
});

describe('A workshop inside an engagement', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start(bundleWorkflowCode({ workflowsPath: WORKFLOWS }));
  });
  afterAll(() => harness.stop());

  const lesson: Step = {
    ...{ id: 'lesson', kind: 'task', title: 'Hold the lesson', owner: 'consultant', within: '2 d' },
  };
  // The product's own types know of no workshop.
  const track = { id: 'workshop', kind: 'workshop', title: 'The workshop', steps: [lesson], sessions: 2 };
  const engage = () =>
    harness.engage((playbook) => {
      playbook.stages = {
        delivery: { title: 'Delivery', steps: [], tracks: [track as unknown as TrackRules] },
      };
    });

  it('goes through its sessions as a track, and its engagement goes on when they are over', async () => {
    const engaged = await engage();
    await engaged.driveTo(null);
    const [row] = await harness.db.track.findMany({ where: { engagementId: engaged.id } });
    expect(row).toMatchObject({ kind: 'workshop', title: 'The workshop', state: 'done' });
    const lessons = await harness.db.promiseRecord.findMany({
      where: { engagementId: engaged.id, step: 'lesson' },
      orderBy: { openedAt: 'asc' },
    });
    expect(lessons.map(({ key, track: of, state, workflowId }) => [key, of, state, workflowId])).toEqual([
      ['lesson#101', 'workshop', 'kept', row?.workflowId],
      ['lesson#102', 'workshop', 'kept', row?.workflowId],
    ]);
  });

  it('ends with its engagement', async () => {
    const engaged = await engage();
    await engaged.promise('lesson');
    await engaged.state('cancelled', {});
    const ended = await engaged.until('the end of the workshop', async () => {
      const found = await harness.db.track.findFirst({ where: { engagementId: engaged.id } });
      return found && found.state !== 'open' ? found : undefined;
    });
    expect(ended.state).toBe('cancelled');
    expect((await engaged.promise('lesson')).state).toBe('cancelled');
  });
});
