import type { Connection } from '../../../src/database/database';
import type { Engagement, PromiseRecord } from '../../../src/database/generated/client';
import { fieldsOfStated } from '../../../src/intake/dispatch/stated-fields';
import { parsePlaybook } from '../../../src/playbook/domain/playbook-text';
import { PLAYBOOK_FILE } from '../../support/api';
import { readFileSync } from 'node:fs';

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
  promise: { step: 'quality-review', dueAt: new Date(DUE) } as PromiseRecord,
  hostsOf: () => undefined,
  nowMs: NOW,
};

describe('What a vendor states is held against the same rules as what people state', () => {
  const extended = (dueMs: number) =>
    fieldsOfStated(about, 'deadlineExtended', { dueAt: new Date(dueMs).toISOString(), reason: 'x' });

  it('a deadline is only ever extended, and into the future', async () => {
    expect(await extended(DUE + 1)).toHaveProperty('fields');
    const isNotLater = { refused: expect.stringContaining('a deadline is only ever extended') };
    expect(await extended(DUE)).toEqual(isNotLater);
    expect(await extended(NOW - 1)).toEqual({ refused: expect.stringContaining('lies in the past') });
  });

  it('the points that failed are those of the checklist', async () => {
    const misfit = { refused: 'the points that failed do not fit the checklist' };
    expect(await fieldsOfStated(about, 'stepCompleted', { failed: ['no-such-point'] })).toEqual(misfit);
    expect(
      await fieldsOfStated(about, 'qualityChecked', { passed: false, failed: ['no-such-point'] }),
    ).toEqual(misfit);
  });
});
