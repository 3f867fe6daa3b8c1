import type { CycleMeeting } from '../../src/playbook/domain/playbook';
import { termToTarget } from '../../src/promise/domain/duration';
import type { Lifecycle } from './lifecycle';
import { playSteps } from './steps';

/**
 * The delivery is planned: its steps first, then every meeting of the client strategy cycle gets its date, each after the
 * one before it: where people are busy or a house is closed, two would else change places.
 */
export async function planning(life: Lifecycle): Promise<void> {
  await life.pass('planning', 1, async () => {
    const rules = life.input.plan.stages.planning;
    await playSteps(life, 'planning', rules?.steps ?? []);
    let before: CycleMeeting | null = null;
    for (const meeting of rules?.cycle ?? []) {
      await scheduleMeeting(life, meeting, before);
      before = meeting;
    }
  });
}

async function scheduleMeeting(
  life: Lifecycle,
  meeting: CycleMeeting,
  before: CycleMeeting | null,
): Promise<void> {
  const { id, title, minutes, attendees } = meeting;
  await life.perform(
    {
      key: life.keyOf(meeting, 1),
      step: id,
      kind: 'action',
      title: `Schedule: ${title}`,
      stage: 'planning',
      track: null,
      owedBy: 'project-manager',
      target: termToTarget('24 h'),
    },
    'calendar.schedule',
    {
      title,
      minutes,
      attendees,
      daysAhead: stretched(life, meeting.daysAhead),
      video: true,
      ...(before ? { follows: life.effectKeyOf(life.keyOf(before, 1)) } : {}),
    },
  );
}

/** One factor for the whole cycle, so that its order stays what the playbook says. */
function stretched(life: Lifecycle, daysAhead: number): number {
  const percent = Number(life.state.answers['cycleFactor'] ?? 100);
  return Math.round((daysAhead * percent) / 100);
}
