import { byHandForm } from '../../capability/actions';
import type { Connection } from '../../database/database';
import type { FormField } from '../../playbook/domain/form-field';
import { findStep, type Playbook } from '../../playbook/domain/playbook';
import type { Engagement, PromiseRecord } from './engagements';

/** On which hosts pages of a vendor are; undefined where any will do. */
export type HostsOf = (vendor: string) => readonly string[] | undefined;

/** What whoever keeps a promise has to answer: the form of its task, or what an action asks of those who do it by hand. */
export async function questionsOf(
  db: Connection,
  playbook: Playbook,
  engagement: Pick<Engagement, 'facts' | 'clientId' | 'title'>,
  promise: Pick<PromiseRecord, 'id' | 'kind' | 'step'>,
  hostsOf: HostsOf,
): Promise<readonly FormField[]> {
  if (promise.kind !== 'task') return [];
  const form = findStep(playbook, promise.step)?.form;
  if (form?.some(({ fact }) => fact !== undefined)) {
    const known = await knownOf(db, engagement);
    return form.map((field) => suggesting(field, known));
  }
  if (form) return form;
  const effect = await db.effect.findFirst({ where: { promiseId: promise.id } });
  if (effect === null) return [];
  const hosts = hostsOf(effect.vendor);
  return byHandForm(effect.action).map((field) =>
    field.type === 'link' && hosts !== undefined ? { ...field, hosts: [...hosts] } : field,
  );
}

/** The facts of an engagement, and its client where more is known of it than the name of the deal. */
async function knownOf(
  db: Connection,
  { facts, clientId, title }: Pick<Engagement, 'facts' | 'clientId' | 'title'>,
): Promise<Record<string, unknown>> {
  const client = await db.client.findUnique({ where: { id: clientId } });
  const isKnown = client !== null && client.name !== title;
  return { ...(isKnown ? { client: client.name } : {}), ...(facts as Record<string, unknown>) };
}

/** What is known already is suggested before anything else. */
function suggesting(field: FormField, facts: Readonly<Record<string, unknown>>): FormField {
  const known = field.fact === undefined ? undefined : facts[field.fact];
  return typeof known === 'string' || typeof known === 'number' || typeof known === 'boolean'
    ? { ...field, suggest: known }
    : field;
}
