import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Playbook, Step, TrackRules } from '../../../src/playbook/domain/playbook';
import { parsePlaybook } from '../../../src/playbook/domain/playbook-text';

const FOLDER = join(__dirname, '../../../playbooks');

/** A playbook of the folder as it is written. */
export function shipped(name: string): string {
  return readFileSync(join(FOLDER, `${name}.yaml`), 'utf8');
}

/** The text of a playbook that has the people and the times of the shipped one and these parts. */
export function written(parts: Pick<Playbook, 'name' | 'stages'> & Partial<Playbook>): string {
  const parsed = parsePlaybook(shipped('client-onboarding'));
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.faults));
  }
  const { next: _next, ...rest } = parsed.playbook;
  return JSON.stringify({ ...rest, title: parts.name, ...parts });
}

const task = (id: string, owner = 'operations-manager'): Step => ({
  id,
  kind: 'task',
  title: `Do ${id}`,
  owner,
  within: '24 h',
  after: [],
});
const invoice = (milestone: string): Step => ({
  id: `invoice-${milestone}`,
  kind: 'action',
  title: `Invoice ${milestone}`,
  owner: 'finance-manager',
  within: '24 h',
  do: 'accounting.createInvoice',
  with: { milestone, percent: 50, dueDays: 14 },
});
const payment = (id: string): Step => ({
  id,
  kind: 'wait',
  title: 'See the payment arrive',
  owner: 'operations-manager',
  within: '14 d',
  for: { signal: 'paymentReceived' },
  waivedBy: 'paymentWaived',
});
const channel: Step = {
  id: 'channel',
  kind: 'action',
  title: 'Create the channel',
  owner: 'operations-manager',
  within: '24 h',
  after: [],
  do: 'chat.createChannel',
};
const folder: Step = {
  id: 'folder',
  kind: 'action',
  title: 'Create the folder',
  owner: 'operations-manager',
  within: '24 h',
  after: [],
  do: 'storage.createFolder',
};
const track: TrackRules = {
  id: 'project',
  kind: 'project',
  title: 'Project',
  steps: [task('work', 'consultant')],
};

/** Half is invoiced and paid, somebody says hello; then the work follows, after another hello. */
export const FIRST: Playbook['stages'] = {
  'payment-gate': { title: 'First payment', steps: [invoice('signature'), payment('first-payment')] },
  onboarding: { title: 'Onboarding', steps: [channel, task('hello')] },
};
/** The same, with something to do after the payment was looked at for the last time. */
export const FIRST_WITH_CLOSURE: Playbook['stages'] = {
  ...FIRST,
  closure: { title: 'Closure', steps: [task('wrap-up')] },
};
export const SECOND: Playbook['stages'] = {
  onboarding: { title: 'Onboarding again', steps: [task('hello')] },
  delivery: { title: 'Delivery', steps: [], tracks: [track] },
  closure: { title: 'Closure', steps: [invoice('closure')] },
};
/** One that makes something outside. */
export const SECOND_WITH_FOLDER: Playbook['stages'] = {
  ...SECOND,
  onboarding: { title: 'Onboarding again', steps: [task('hello'), folder] },
};
/** One that asks for a payment of its own before its work. */
export const SECOND_WITH_GATE: Playbook['stages'] = {
  ...SECOND,
  'payment-gate': { title: 'Second payment', steps: [invoice('second'), payment('second-payment')] },
};
