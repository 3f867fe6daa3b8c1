import type { CycleMeeting } from '../../src/playbook/domain/playbook';
import { termToTarget } from '../../src/promise/domain/duration';
import type { Lifecycle } from './lifecycle';
import { playSteps } from './steps';

/** The delivery is planned: its steps first, then every meeting of the client strategy cycle gets its date. */
export async function planning(life: Lifecycle): Promise<void> {
  await life.pass('planning', 1, async () => {
    const rules = life.input.plan.stages.planning;
    await playSteps(life, 'planning', rules?.steps ?? []);
    await Promise.all((rules?.cycle ?? []).map((meeting) => scheduleMeeting(life, meeting)));
  });
}

async function scheduleMeeting(life: Lifecycle, meeting: CycleMeeting): Promise<void> {
  const { id, title, minutes, attendees } = meeting;
  await life.perform(
    {
      key: `${id}#1`,
      step: id,
      kind: 'action',
      title: `Schedule: ${title}`,
      stage: 'planning',
      track: null,
      owedBy: 'project-manager',
      target: termToTarget('24 h'),
    },
    'calendar.schedule',
    { title, minutes, attendees, daysAhead: stretched(life, meeting.daysAhead), video: true },
  );
}

/** One factor for the whole cycle, so that its order stays what the playbook says. */
function stretched(life: Lifecycle, daysAhead: number): number {
  const percent = Number(life.state.answers['cycleFactor'] ?? 100);
  return Math.round((daysAhead * percent) / 100);
}
