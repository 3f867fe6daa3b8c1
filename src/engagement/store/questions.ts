import { byHandForm } from '../../capability/actions';
import type { Connection } from '../../database/database';
import type { FormField } from '../../playbook/domain/form-field';
import { findStep, type Playbook } from '../../playbook/domain/playbook';
import type { PromiseRecord } from './engagements';

/** On which hosts pages of a vendor are; undefined where any will do. */
export type HostsOf = (vendor: string) => readonly string[] | undefined;

/** What whoever keeps a promise has to answer: the form of its task, or what an action asks of those who do it by hand. */
export async function questionsOf(
  db: Connection,
  playbook: Playbook,
  promise: Pick<PromiseRecord, 'id' | 'kind' | 'step'>,
  hostsOf: HostsOf,
): Promise<readonly FormField[]> {
  if (promise.kind !== 'task') return [];
  const form = findStep(playbook, promise.step)?.form;
  if (form) return form;
  const effect = await db.effect.findFirst({ where: { promiseId: promise.id } });
  if (effect === null) return [];
  const hosts = hostsOf(effect.vendor);
  return byHandForm(effect.action).map((field) =>
    field.type === 'link' && hosts !== undefined ? { ...field, hosts: [...hosts] } : field,
  );
}
