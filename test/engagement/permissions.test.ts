import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGAGEMENT_FACTS, type StatableSignal } from '../../src/engagement/domain/facts/registry';
import { permits, type PermissionContext, type Stater } from '../../src/engagement/domain/permissions';
import { declared } from '../../src/fact/domain/declaration';
import { parsePlaybook } from '../../src/playbook/domain/playbook-text';

const parsed = parsePlaybook(readFileSync(join(__dirname, '../../playbooks/client-delivery.yaml'), 'utf8'));
if (!parsed.ok) throw new Error('the playbook has faults');
const { decisions, roles } = parsed.playbook;

const OWNER = 'consultant';
const owned = { owedBy: OWNER, assignee: 'per_assignee' };
const person = (role: string, extra: Partial<Stater> = {}): Stater => ({
  id: `per_${role}`,
  roles: [role],
  deputyOf: [],
  ...extra,
});
const context = (extra: Partial<PermissionContext> = {}): PermissionContext => ({
  decisions,
  team: {},
  ...extra,
});
const allowed = (signal: StatableSignal, stater: Stater, extra: Partial<PermissionContext>) =>
  permits(declared(ENGAGEMENT_FACTS, signal), stater, context(extra)).permitted;

/** Who may, written out by hand from the product's description: not read from the code under test. */
const MATRIX: Record<string, { may: string[]; extra: Partial<PermissionContext> }> = {
  stepCompleted: { may: [OWNER], extra: { promise: owned } },
  approvalGiven: { may: [OWNER], extra: { promise: owned } },
  approvalRefused: { may: [OWNER], extra: { promise: owned } },
  meetingHeld: { may: [OWNER], extra: { promise: owned } },
  qualityChecked: { may: [OWNER], extra: { promise: owned } },
  'proposalSigned by the client': {
    may: ['client', 'sales-manager', 'account-manager', 'operations-manager', 'managing-director'],
    extra: { party: 'client' },
  },
  'proposalSigned by us': { may: ['sales-manager', 'managing-director'], extra: { party: 'provider' } },
  paymentReceived: { may: ['finance-manager', 'operations-manager', 'managing-director'], extra: {} },
  paymentWaived: { may: ['managing-director', 'head-of-revenue'], extra: {} },
  deliveryAccepted: {
    may: ['client', 'account-manager', 'customer-relationship-manager', 'operations-manager'],
    extra: {},
  },
  revisionRequested: {
    may: ['client', 'account-manager', 'customer-relationship-manager', 'operations-manager'],
    extra: {},
  },
  surveyAnswered: { may: ['client', 'customer-relationship-manager', 'operations-manager'], extra: {} },
  held: {
    may: ['operations-manager', 'accountable-manager', 'account-manager', 'managing-director'],
    extra: {},
  },
  resumed: {
    may: ['operations-manager', 'accountable-manager', 'account-manager', 'managing-director'],
    extra: {},
  },
  cancelled: { may: ['operations-manager', 'managing-director', 'head-of-revenue'], extra: {} },
  reassigned: { may: ['operations-manager', 'managing-director'], extra: {} },
  deadlineExtended: { may: ['operations-manager', 'account-manager', 'managing-director'], extra: {} },
};

describe('Who may state which fact', () => {
  const cells = Object.entries(MATRIX).flatMap(([title, { may, extra }]) =>
    Object.keys(roles).map((role) => [title, role, may.includes(role), extra] as const),
  );

  it.each(cells)('[S4-30] %s by a %s: %s', (title, role, may, extra) => {
    const signal = title.split(' ')[0] as StatableSignal;
    expect(allowed(signal, person(role), extra)).toBe(may);
  });

  it('covers every fact that people state', () => {
    expect(new Set(Object.keys(MATRIX).map((title) => title.split(' ')[0]))).toEqual(
      new Set([
        ...['stepCompleted', 'approvalGiven', 'approvalRefused', 'meetingHeld', 'qualityChecked'],
        ...Object.keys(decisions),
      ]),
    );
  });

  it('names the roles that may', () => {
    expect(permits(declared(ENGAGEMENT_FACTS, 'paymentWaived'), person('client'), context())).toEqual({
      permitted: false,
      roles: ['managing-director', 'head-of-revenue'],
    });
  });

  it('the assignee may keep a promise without having its role, and so may the deputy while the assignee is away', () => {
    const promise = { promise: owned };
    expect(allowed('stepCompleted', person('client', { id: 'per_assignee' }), promise)).toBe(true);
    expect(allowed('stepCompleted', person('client', { deputyOf: ['per_assignee'] }), promise)).toBe(true);
    expect(allowed('stepCompleted', person('client', { deputyOf: ['per_other'] }), promise)).toBe(false);
  });

  it('an assignee may not change the terms of the promise that is owed', () => {
    const assignee = person('client', { id: 'per_assignee' });
    for (const signal of ['deadlineExtended', 'held', 'cancelled', 'reassigned', 'paymentWaived'] as const) {
      expect(allowed(signal, assignee, { promise: owned })).toBe(false);
    }
  });

  it('[CD-05] whoever holds a role on the engagement in acting capacity decides like its holder', () => {
    const acting = { team: { 'finance-manager': 'per_consultant' } };
    expect(allowed('paymentReceived', person('consultant'), acting)).toBe(true);
    expect(allowed('paymentReceived', person('consultant'), { team: {} })).toBe(false);
  });

  it('[CD-16] the power to waive a payment is never handed on by reassigning a role', () => {
    const acting = { team: { 'head-of-revenue': 'per_consultant', 'managing-director': 'per_consultant' } };
    expect(allowed('paymentWaived', person('consultant'), acting)).toBe(false);
    expect(allowed('paymentWaived', person('client', { deputyOf: ['per_consultant'] }), acting)).toBe(false);
  });
});
