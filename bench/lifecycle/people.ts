import type { Actor } from '../../src/fact/domain/actor';
import { randomUUID } from 'node:crypto';
import type { Playbook } from '../../src/playbook/domain/playbook';
import type { EngagementSignal, SignalFields } from '../../src/engagement/domain/facts/registry';
import type { Database } from '../../src/database/database';
import type { PromiseRecord } from '../../src/database/generated/client';

/** Who answers everything: who may say what is the API's matter, which is not measured here. */
export const PERSON: Actor = { kind: 'person', id: 'per_bench', roles: ['operations-manager'] };

/** One person for each role of a playbook, so that there is somebody to be told. @returns their ids by role */
export async function hire(db: Database, playbook: Playbook): Promise<Record<string, string>> {
  const roles = Object.keys(playbook.roles).filter((role) => role !== 'client');
  const at = new Date();
  const people = roles.map((role) => ({
    id: `per_${randomUUID()}`,
    name: `The ${playbook.roles[role]}`,
    email: `${role}@house.example`,
    emailKey: `${role}@house.example`,
    roles: [role],
    skills: [],
    capacityHoursPerWeek: 40,
    timeZone: 'Etc/UTC',
    createdAt: at,
    updatedAt: at,
  }));
  await db.person.createMany({ data: people });
  return Object.fromEntries(people.map(({ id, roles: [role = ''] }) => [role, id]));
}

type Fields = { [S in EngagementSignal]?: SignalFields[S] };

/** The fact that keeps a promise as wished: the body that a person would send, and what a workflow may see of it. */
export function factThatKeeps({ id, keptBy }: PromiseRecord): {
  signal: EngagementSignal;
  body: Record<string, unknown>;
  fields: unknown;
} {
  const [way] = keptBy as unknown as { signal: EngagementSignal; body: Record<string, unknown> }[];
  if (!way) throw new Error(`Nothing keeps the promise ${id}`);
  const { signal, body } = way;
  const fields: Fields = {
    stepCompleted: { answers: closedAnswers(body['form']) },
    proposalSigned: { party: body['party'] as 'client' },
    paymentReceived: { amount: String(body['amount']), currency: String(body['currency']) },
    qualityChecked: { passed: true },
    surveyAnswered: { nps: 9, csat: 5 },
  };
  return { signal, body, fields: fields[signal] ?? {} };
}

/** Answers that a workflow may see: no lists, no sentences. */
function closedAnswers(form: unknown): Record<string, string | number | boolean> {
  const answers = Object.entries((form ?? {}) as Record<string, unknown>);
  const closed = answers.filter(([, answer]) => typeof answer === 'number' || typeof answer === 'boolean');
  return Object.fromEntries(closed) as Record<string, number | boolean>;
}
