import { because, type Wording } from '../../../journal/domain/words';
import type { EngagementFact } from '../journal-facts';

type PlanFact<K extends EngagementFact['kind']> = Extract<EngagementFact, { kind: K }>;

/** How the journal tells of a plan. */
export const planWords = {
  planLaid: ({ tasks }: PlanFact<'planLaid'>) => {
    const nobody = tasks.filter(({ personId }) => personId === null).length;
    const last = tasks
      .map(({ dueOn }) => dueOn)
      .sort()
      .at(-1);
    const open = nobody === 0 ? '' : `; ${nobody} of them are nobody's yet`;
    return `The plan was laid: ${tasks.length} tasks until ${last ?? 'now'}${open}`;
  },
  planChanged: ({ how, task, tasks, personId }: PlanFact<'planChanged'>, wording: Wording) => {
    const others = tasks.filter(({ id }) => id !== task).length;
    const moved = others === 0 ? '' : `; ${others} other tasks move with it`;
    const own = tasks.find(({ id }) => id === task);
    const days = own ? `: ${own.startOn} to ${own.dueOn}` : '';
    switch (how) {
      case 'added':
        return `${wording.actor} added the task ${task}${days}${moved}${because(wording)}`;
      case 'moved':
        return `${wording.actor} moved the task ${task}${days}${moved}${because(wording)}`;
      case 'dropped':
        return `${wording.actor} dropped the task ${task}${because(wording)}`;
      case 'reassigned': {
        const person = personId === undefined ? 'somebody' : wording.personName(personId);
        return `${wording.actor} gave the task ${task} to ${person}${because(wording)}`;
      }
      case 'reopened':
        return `The check did not pass. To be done again: ${tasks.map(({ id }) => id).join(', ')}`;
      case 'shifted':
        return `The plan stood still on hold: ${tasks.length} tasks move`;
    }
  },
};
