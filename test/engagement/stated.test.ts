import { readFileSync } from 'node:fs';
import type { Connection } from '../../src/database/database';
import type { StatedEngagementFact } from '../../src/engagement/domain/facts/bodies';
import type { Engagement, PromiseRecord } from '../../src/engagement/store/engagements';
import { completeFact } from '../../src/engagement/store/stated/complete';
import { parsePlaybook } from '../../src/playbook/domain/playbook-text';
import { PLAYBOOK_FILE } from '../support/api';

const NOW = Date.UTC(2026, 5, 1, 9);
const DUE = Date.UTC(2026, 5, 3, 9);

const parsed = parsePlaybook(readFileSync(PLAYBOOK_FILE, 'utf8'));
if (!parsed.ok) throw new Error('the playbook is faulty');
const about = {
  // Whoever is refused before anything is looked up needs none.
  db: {} as Connection,
  engagement: {} as Engagement,
  playbook: parsed.playbook,
  earlier: [],
  promise: { id: 'prm_1', kind: 'task', step: 'quality-review', dueAt: new Date(DUE) } as PromiseRecord,
  stater: { id: 'per_1', roles: [], deputyOf: [] },
  hostsOf: () => undefined,
  nowMs: NOW,
};

describe.each([
  { who: 'a person', byPerson: true },
  { who: 'a vendor', byPerson: false },
])('What $who states is held against the same rules', ({ byPerson }) => {
  const complete = (stated: StatedEngagementFact) => completeFact({ ...about, byPerson }, stated);
  const faultAt = (pointer: string, message: string) => ({
    faults: [{ pointer, message: expect.stringContaining(message) }],
  });

  it('a deadline is only ever extended, and into the future', async () => {
    const extended = (dueMs: number) =>
      complete({
        signal: 'deadlineExtended',
        body: { dueAt: new Date(dueMs).toISOString(), reason: 'They are ill' },
      });
    expect(await extended(DUE + 1)).toMatchObject({
      body: { promiseId: 'prm_1', reason: 'They are ill' },
      fields: { dueAtMs: DUE + 1 },
    });
    expect(await extended(DUE)).toEqual(faultAt('/dueAt', 'a deadline is only ever extended'));
    expect(await extended(NOW - 1)).toEqual(faultAt('/dueAt', 'lies in the past'));
  });

  it('the points that failed are those of the checklist', async () => {
    const isNone = faultAt('/failed/0', 'no point of this step');
    expect(await complete({ signal: 'stepCompleted', body: { failed: ['no-such-point'] } })).toEqual(isNone);
    expect(
      await complete({ signal: 'qualityChecked', body: { passed: false, failed: ['no-such-point'] } }),
    ).toEqual(isNone);
  });

  it('an invoice that was made by hand is for a milestone of the playbook', async () => {
    const recorded = (milestone: string) =>
      complete({
        signal: 'invoiceRecorded',
        body: { amount: '10.00', currency: 'EUR', invoice: 'INV-1', milestone },
      });
    expect(await recorded('signature')).toMatchObject({ fields: { milestone: 'signature' } });
    expect(await recorded('moon')).toEqual(faultAt('/milestone', 'it has: signature'));
  });
});

describe('What gives work to people of ours', () => {
  const complete = (stated: StatedEngagementFact, step: string) =>
    completeFact({ ...about, byPerson: false, promise: { ...about.promise, step } }, stated);
  const forPeople = (pointer: string) => ({
    faults: [{ pointer, message: expect.stringContaining('for people alone') }],
  });

  it('no vendor states, whatever roles it has', async () => {
    const role = { role: 'consultant', personId: 'per_1' };
    expect(await complete({ signal: 'reassigned', body: role }, 'propose-team')).toEqual(
      forPeople('/personId'),
    );
    const team = { form: { team: { consultant: 'per_1' } } };
    expect(await complete({ signal: 'stepCompleted', body: team }, 'propose-team')).toEqual(
      forPeople('/form/team'),
    );
  });
});
