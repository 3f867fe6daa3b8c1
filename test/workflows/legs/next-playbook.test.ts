import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkReadModel, type Difference } from '../../../src/journal/store/rebuild';
import { Harness } from '../harness';

const read = (name: string) => readFileSync(join(__dirname, `../../../playbooks/${name}.yaml`), 'utf8');
const ONBOARDING = read('client-onboarding');
const PHASE = read('delivery-phase');

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
  await harness.publish(PHASE);
});
afterAll(() => harness.stop());

async function differences(): Promise<Difference[]> {
  const found: Difference[] = [];
  await checkReadModel(harness.db, (difference) => found.push(difference));
  return found;
}

describe('An engagement whose playbook is done', () => {
  it('[CD-18] goes on by "Delivery phase" as the same engagement, from the proposal to the survey', async () => {
    const engaged = await harness.engage(undefined, ONBOARDING);
    await engaged.driveTo('plan-work');
    const before = await engaged.row();
    expect(before).toMatchObject({
      status: 'active',
      stage: 'delivery',
      playbookName: 'delivery-phase',
      playbookVersion: 1,
      earlierPlaybooks: [{ name: 'client-onboarding', version: 1, until: expect.any(String) }],
    });
    await engaged.driveTo(null);
    const row = await engaged.row();
    expect(row).toMatchObject({
      id: engaged.id,
      reference: engaged.reference,
      clientId: before.clientId,
      status: 'completed',
    });
    const journal = await engaged.journal();
    expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_entry, index) => index + 1));
    const count = (kind: string) => journal.filter((entry) => entry.kind === kind).length;
    expect([count('engagementStarted'), count('playbookBegan'), count('engagementCompleted')]).toEqual([
      1, 1, 1,
    ]);
    expect(journal.find(({ kind }) => kind === 'playbookBegan')?.summary).toBe(
      '"Client onboarding" is done: the engagement goes on by "Delivery phase", version 1',
    );
    expect(await differences()).toEqual([]);
  });
});
