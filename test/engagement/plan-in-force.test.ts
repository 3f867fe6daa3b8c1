import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGAGEMENTS } from '../../src/engagement/dispatch/hand-over';
import type { EngagementInput } from '../../src/engagement/domain/engagement';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import { startApi, type TestApi } from '../support/api';

describe('What is left of an engagement that went by two playbooks', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
    for (const name of ['delivery-phase', 'client-onboarding']) {
      const source = readFileSync(join(__dirname, `../../playbooks/${name}.yaml`), 'utf8');
      const { outcome } = await publishPlaybook(api.db, source, new Date(api.clock.nowMs));
      expect(outcome).toBe('published');
    }
  });
  afterAll(async () => {
    await api.close();
  });

  it('[CD-18] knows the invoices and payments that the first of them asked for', async () => {
    const id = await api.engagement();
    const row = await api.db.engagement.update({
      where: { id },
      data: {
        ...{ playbookName: 'delivery-phase', playbookVersion: 1 },
        earlierPlaybooks: [{ name: 'client-onboarding', version: 1 }],
      },
    });
    const { plan } = (await ENGAGEMENTS.start(api.deps, row)).input as EngagementInput;
    expect(plan.name).toBe('delivery-phase');
    expect(plan.earlier).toMatchObject([{ name: 'client-onboarding', version: 1 }]);
    const steps = Object.values(plan.earlier?.[0]?.stages ?? {}).flatMap((stage) => stage.steps);
    expect(steps.map((step) => step.do ?? step.for?.signal)).toEqual([
      'accounting.createInvoice',
      'paymentReceived',
    ]);
  });
});
