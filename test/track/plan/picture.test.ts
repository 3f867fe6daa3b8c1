import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plansOf } from '../../../src/playbook/domain/plans';
import { parsePlaybook } from '../../../src/playbook/domain/playbook-text';
import { ganttSvg } from '../../../src/track/api/gantt-svg';
import { instantOfDay } from '../../../src/track/domain/plan/day';
import { layPlan } from '../../../src/track/domain/plan/lay';
import { plannedTasks, type StoredTask } from '../../../src/track/domain/plan/read';
import { Workdays } from '../../../src/track/domain/plan/workdays';
import { workdaysOf } from '../../../src/track/domain/plan/workdays-of';

const ROOT = join(__dirname, '../../..');
const PICTURE = join(ROOT, 'docs/pictures/gantt.svg');

/** The plan of a tech-support project in its second week: two tasks are done, the third is late. */
function picture(): string {
  const parsed = parsePlaybook(readFileSync(join(ROOT, 'playbooks/support-project.yaml'), 'utf8'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  const [plan] = plansOf(parsed.playbook);
  const calendar = parsed.playbook.calendars['office'];
  if (!plan || !calendar) throw new Error('The playbook has no plan any more');
  const days = new Workdays(workdaysOf(calendar, Date.parse('2026-09-07T07:00:00Z'), 200));
  const deadline = days.until(instantOfDay('2026-10-09', calendar));
  const laid = layPlan(plan.plan, { deadline, personFor: () => null });
  const rules = new Map(plan.plan.tasks.map((task) => [task.id, task]));
  const tasks = laid.map(({ id, notBefore, first, last, ...task }): StoredTask => {
    const { title = id, links = [] } = rules.get(id) ?? {};
    const done = ['collect', 'analyse'].includes(id);
    return {
      ...task,
      ...{ task: id, title, links, promiseId: `prm_${id}`, state: done ? 'done' : task.state },
      ...{ notBeforeOn: days.dateOf(notBefore), startOn: days.dateOf(first), dueOn: days.dateOf(last) },
      ...{ startAt: new Date(days.opensMs(first)), dueAt: new Date(days.closesMs(last)) },
    };
  });
  const now = new Date('2026-09-16T12:00:00Z');
  const shown = plannedTasks(tasks, calendar, now);
  return ganttSvg({
    title: 'SP-0042 Move of the help desk',
    plans: [{ title: 'Project', tasks: shown }],
    now,
  });
}

it('[S4-35] a plan is drawn as the Gantt chart that the README shows (UPDATE=1 draws it anew)', () => {
  const drawn = picture();
  if (process.env['UPDATE']) writeFileSync(PICTURE, drawn);
  expect(readFileSync(PICTURE, 'utf8')).toBe(drawn);
});
