import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import {
  expectedPayment,
  fillIn,
  type KeepableStep,
  type Offered,
  waysToKeep,
} from '../../src/engagement/domain/kept-by';
import { moneyOf, textOf } from '../../src/money/domain/money';
import { allSteps, findStep } from '../../src/playbook/domain/playbook';
import { parsePlaybook } from '../../src/playbook/domain/playbook-text';
import { ENGAGEMENT_BODIES } from '../../src/engagement/domain/facts/bodies';
import type { PaymentTerms } from '../../src/engagement/domain/facts/declare';
import { type Bodies, schemasOf } from '../../src/fact/domain/body';
import { ESCALATION_BODIES } from '../../src/promise/domain/escalation-bodies';
import { ticketSubject } from '../../src/ticket/domain/subject';

const BODIES: Bodies = { ...ENGAGEMENT_BODIES, ...ESCALATION_BODIES };
const SCHEMAS: Record<string, z.ZodType> = schemasOf(BODIES);

const parsed = parsePlaybook(readFileSync(join(__dirname, '../../playbooks/client-delivery.yaml'), 'utf8'));
if (!parsed.ok) throw new Error('the playbook has faults');
const { playbook } = parsed;
type KnownContext = PaymentTerms & Offered;
const keptBy = (step: KeepableStep, id: string, context: KnownContext) =>
  waysToKeep(step, id, context).map((way) => ({
    ...fillIn(way, context),
    signal: way.signal,
  }));

const known: KnownContext = {
  contactName: 'Ann Ode',
  signatoryName: 'Sam Seller',
  amount: '600.00',
  currency: 'GBP',
  invoiceReference: 'CD-0001-signature',
  team: { consultant: 'per_1' },
};
const nothing: KnownContext = {
  contactName: null,
  signatoryName: null,
  amount: null,
  currency: null,
  invoiceReference: null,
  team: {},
};
const offered = (id: string, context = known) => keptBy(findStep(playbook, id)!, 'prm_1', context);

describe('What keeps a promise', () => {
  it('names the fact that keeps it as wished first, then the alternatives', () => {
    expect(offered('confirm-team').map((one) => one.signal)).toEqual(['approvalGiven', 'approvalRefused']);
    expect(offered('first-payment').map((one) => one.signal)).toEqual(['paymentReceived', 'paymentWaived']);
    expect(offered('acceptance').map((one) => one.signal)).toEqual(['deliveryAccepted', 'revisionRequested']);
    expect(offered('kick-off').map((one) => one.signal)).toEqual(['meetingHeld']);
  });

  it('offers what is known already', () => {
    expect(offered('first-payment')[0]?.body).toEqual({
      promiseId: 'prm_1',
      amount: '600.00',
      currency: 'GBP',
      reference: 'CD-0001-signature',
    });
    expect(offered('client-signature')[0]?.body).toEqual({
      promiseId: 'prm_1',
      party: 'client',
      signedBy: 'Ann Ode',
    });
    expect(offered('provider-signature')[0]?.body).toMatchObject({
      party: 'provider',
      signedBy: 'Sam Seller',
    });
    expect(offered('propose-team')[0]?.body).toEqual({
      promiseId: 'prm_1',
      form: { team: { consultant: 'per_1' }, overrideReason: null },
    });
    expect(offered('do-work')[0]?.body).toEqual({ promiseId: 'prm_1' });
  });

  const personsOwn = ['approvalRefused', 'paymentWaived', 'revisionRequested', 'surveyAnswered'];
  it.each([
    ['all is known', known],
    ['nothing is known', nothing],
  ])('offers bodies that the API takes as they are, when %s', (_what, context) => {
    let checked = 0;
    for (const { step } of allSteps(playbook)) {
      for (const { signal, body } of keptBy(step, 'prm_1', context)) {
        const { success } = SCHEMAS[signal]!.safeParse(body);
        expect([step.id, signal, success]).toEqual([step.id, signal, !personsOwn.includes(signal)]);
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThan(15);
  });

  it('offers nothing for what the system keeps, and the completion of a task that is done by hand instead', () => {
    const folder = findStep(playbook, 'folder')!;
    expect(keptBy(folder, 'prm_1', known)).toEqual([]);
    expect(keptBy({ ...folder, kind: 'task' }, 'prm_1', known)).toEqual([
      { signal: 'stepCompleted', body: { promiseId: 'prm_1' } },
    ]);
  });
});

describe('An update on an escalation', () => {
  it('is kept by taking the escalation on anew, or by ending it, with only the time or the note to add', () => {
    const own: Record<string, object> = {
      escalationAcknowledged: { nextUpdateAt: '2026-06-01T12:00:00Z' },
      escalationResolved: { note: 'done' },
    };
    const ways = keptBy({ kind: 'update' }, 'prm_1', nothing);
    expect(ways.map(({ signal }) => signal)).toEqual(Object.keys(own));
    for (const { signal, body } of ways) {
      expect(SCHEMAS[signal]!.safeParse({ ...body, ...own[signal] }).success).toBe(true);
    }
    expect(
      ticketSubject.keptBy({} as never, {
        id: 'prm_1',
        key: 'resolution/update-1',
        step: 'resolution',
        kind: 'update',
        owedBy: 'x',
      }),
    ).toEqual(ways);
  });
});

describe('The payment that is expected', () => {
  const at = (step: string) => ({ leg: 1, step });

  it.each([
    ['1200.00', 'EUR', '600.00'],
    ['1200', 'EUR', '600.00'],
    ['0.01', 'EUR', '0.01'],
    ['99999999999999.99', 'EUR', '50000000000000.00'],
    ['33.33', 'EUR', '16.67'],
    ['100001', 'JPY', '50001'],
    ['10.125', 'BHD', '5.063'],
  ])('is the invoiced half of %s %s: %s', (amount, currency, half) => {
    const expected = expectedPayment([playbook], at('first-payment'), moneyOf({ amount, currency }));
    expect(expected && textOf(expected)).toEqual({ amount: half, currency });
  });

  it('is the whole value where the stage invoices nothing, and unknown without a value', () => {
    const value = moneyOf({ amount: '1200.5', currency: 'EUR' });
    expect(expectedPayment([playbook], at('acceptance'), value)).toEqual(value);
    expect(expectedPayment([playbook], at('first-payment'), null)).toBeNull();
  });
});
