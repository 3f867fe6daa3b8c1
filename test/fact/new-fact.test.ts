import { readFileSync } from 'node:fs';
import { ENGAGEMENT_BODIES } from '../../src/engagement/domain/facts/bodies';
import { choosePromise } from '../../src/engagement/domain/choose-promise';
import { fact } from '../../src/engagement/domain/facts/declare';
import { ENGAGEMENT_FACTS } from '../../src/engagement/domain/facts/registry';
import { waysToKeep } from '../../src/engagement/domain/kept-by';
import { permits, type Stater } from '../../src/engagement/domain/permissions';
import { type BodyOf, fieldsIn, schemasOf } from '../../src/fact/domain/body';
import type { FieldsByName, NameOf, NamesWith } from '../../src/fact/domain/declaration';
import { NAMEABLE } from '../../src/playbook/domain/playbook-schema';
import { parsePlaybook } from '../../src/playbook/domain/playbook-text';
import { describeFaults } from '../../src/playbook/domain/rules/text';
import { certificateIssued } from '../fixtures/house/fact/certificate';
import { certificateBodies } from '../fixtures/house/fact/certificate-body';
import { PLAYBOOK_FILE } from '../support/api';
import { filesTouchedBy } from '../support/house-edits';

/** The two lines of a new fact. */
const FACTS = [...ENGAGEMENT_FACTS, certificateIssued] as const;
const BODIES = { ...ENGAGEMENT_BODIES, ...certificateBodies };
type Facts = typeof FACTS;

const PAYMENT = { amount: null, currency: null, invoiceReference: null };
const step = { kind: 'wait', for: { signal: 'certificateIssued' } } as const;

it('touches the registry of facts and that of their bodies', () => {
  expect([...filesTouchedBy('fact').keys()]).toEqual([
    'src/engagement/domain/facts/registry.ts',
    'src/engagement/domain/facts/bodies.ts',
  ]);
});

describe('A fact that is one more line of the registry', () => {
  it('is among all others in types, with what it tells a workflow and as what it keeps', () => {
    const name: NameOf<Facts> = 'certificateIssued';
    const awaited: NamesWith<Facts, { keeps: { wait: unknown } }> = 'certificateIssued';
    const decided: NamesWith<Facts, { statedBy: 'deciders' }> = 'certificateIssued';
    const fields: FieldsByName<Facts>['certificateIssued'] = { grade: 'passed', issuedAtMs: 0 };
    // @ts-expect-error it waives nothing
    const waiving: NamesWith<Facts, { keeps: { waiver: unknown } }> = 'certificateIssued';
    // @ts-expect-error a workflow is told when
    const fewer: FieldsByName<Facts>['certificateIssued'] = { grade: 'passed' };
    expect([name, awaited, decided, fields, waiving, fewer]).toHaveLength(6);
  });

  it('is taken by the API as its body says, and a workflow gets the closed values of it', () => {
    const schema = schemasOf(BODIES).certificateIssued;
    const body: BodyOf<typeof BODIES, 'certificateIssued'> = schema.parse({
      ...{ grade: 'distinction', number: 'C-12', issuedAt: '2026-06-01T12:00:00Z', promiseId: 'prm_1' },
    });
    const fields = fieldsIn(BODIES, { signal: 'certificateIssued', body });
    expect(fields).toEqual({ grade: 'distinction', issuedAtMs: Date.parse('2026-06-01T12:00:00Z') });
    expect(certificateIssued.read({ fields: { ...fields } }).grade).toBe('distinction');
    expect(schema.safeParse({ grade: 'failed', number: 'C-12', issuedAt: 'soon' }).success).toBe(false);
  });

  it('is offered for a step that waits for it', () => {
    expect(waysToKeep(step, 'prm_1', PAYMENT, FACTS)).toEqual([
      { signal: 'certificateIssued', body: { promiseId: 'prm_1', grade: 'passed', number: '' } },
    ]);
  });

  it('may be stated by those whom the playbook names, and by the assignee of the promise that it keeps', () => {
    const stater = (id: string, ...roles: string[]): Stater => ({ id, roles, deputyOf: [] });
    const context = {
      decisions: { certificateIssued: ['trainer'] },
      team: {},
      promise: { owedBy: 'registrar', assignee: 'per_assignee' },
    };
    expect(permits(certificateIssued, stater('per_1', 'trainer'), context)).toEqual({ permitted: true });
    expect(permits(certificateIssued, stater('per_assignee'), context)).toEqual({ permitted: true });
    expect(permits(certificateIssued, stater('per_2', 'client'), context)).toEqual({
      ...{ permitted: false, roles: ['trainer'] },
    });
  });

  it('finds the open promise that it keeps, and means nothing without one', () => {
    const waiting = {
      ...{ id: 'prm_1', title: 'Certificate', state: 'open', owedBy: 'registrar', assigneeId: null },
      keptBy: waysToKeep(step, 'prm_1', PAYMENT, FACTS),
    };
    const choice = {
      ...{ fact: certificateIssued, promiseId: undefined, party: undefined },
      stater: { id: 'per_1', roles: ['trainer'], deputyOf: [] },
      context: { decisions: { certificateIssued: ['trainer'] }, team: {} },
    };
    expect(choosePromise({ ...choice, promises: [waiting] })).toEqual({ promise: waiting });
    expect(choosePromise({ ...choice, promises: [] })).toEqual({ refused: { why: 'nothingWaits' } });
  });
});

describe('A playbook', () => {
  const SOURCE = readFileSync(PLAYBOOK_FILE, 'utf8');
  const withCertificate = SOURCE.replace(
    'for: { signal: surveyAnswered }',
    'for: { signal: certificateIssued }',
  ).replace(/^decisions:$/m, 'decisions:\n  certificateIssued: [trainer]');

  it('may wait for it and say who decides', () => {
    expect(withCertificate).toContain('for: { signal: certificateIssued }');
    const parsed = parsePlaybook(withCertificate, undefined, { ...NAMEABLE, facts: FACTS });
    expect(parsed.ok ? [] : describeFaults('playbook', parsed.faults)).toEqual([]);
  });

  it('must say who decides, and may name nothing that is not declared', () => {
    const parsed = parsePlaybook(SOURCE, undefined, { ...NAMEABLE, facts: FACTS });
    expect(parsed.ok ? '' : describeFaults('playbook', parsed.faults)).toContain(
      'decisions.certificateIssued',
    );
    expect(parsePlaybook(withCertificate).ok).toBe(false);
  });
});

it('is declared with nothing misspelt', () => {
  const rules = { name: 'auditBegun', says: 'An audit began', statedBy: 'product' } as const;
  // @ts-expect-error nothing is called "keep"
  const misspelt = fact()({ ...rules, keep: { wait: {} } });
  expect(misspelt).toMatchObject(rules);
});
