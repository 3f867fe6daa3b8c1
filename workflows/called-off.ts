import type { Message } from '../src/playbook/domain/playbook';
import { termToTarget } from '../src/promise/domain/duration';
import { completed, type Lifecycle } from './stages/lifecycle';

/** Tells whoever the playbook names that the engagement was called off. What cannot be sent becomes somebody's task. */
export async function sayCalledOff(life: Lifecycle, owner: string): Promise<void> {
  for (const [index, message] of (life.input.plan.calledOff ?? []).entries()) {
    await say(life, message, index, owner);
  }
}

async function say(
  life: Lifecycle,
  { title, do: action, with: params }: Message,
  index: number,
  owner: string,
): Promise<void> {
  const key = life.keyOf({ id: 'called-off' }, index + 1);
  const asked = life.asked(action, life.effectKeyOf(key));
  try {
    const { refs, note } = await life.call(action, asked.key, params, title);
    life.desk.note({ kind: 'actionDone', title, ...asked, refs, note });
  } catch {
    await life.promises.keep({
      key,
      step: 'say-by-hand',
      kind: 'task',
      title: `Do by hand: ${title}`,
      stage: null,
      track: null,
      owedBy: owner,
      target: termToTarget('24 h'),
      awaits: { stepCompleted: completed },
    });
  }
}
