import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allSteps, findStep, type Playbook } from '../../src/playbook/domain/playbook';
import { parsePlaybook } from '../../src/playbook/domain/playbook-text';
import { faultsOfCheck, pointsOf } from '../../src/playbook/domain/quality-checks';

const SOURCE = readFileSync(join(__dirname, '../../playbooks/client-delivery.yaml'), 'utf8');

function parse(source: string): { playbook: Playbook | null; faults: string[] } {
  const parsed = parsePlaybook(source);
  return parsed.ok
    ? { playbook: parsed.playbook, faults: [] }
    : { playbook: null, faults: parsed.faults.map(({ line, message }) => `${line} ${message}`) };
}

const { playbook } = parse(SOURCE);
const points = playbook ? pointsOf(playbook, findStep(playbook, 'check')) : [];

describe('[OOES-33] the quality points of a delivery', () => {
  test('are twelve, in three lists, each with a name of its own', () => {
    expect(points.map(({ checklist, title }) => `${checklist}: ${title}`)).toEqual([
      'implementation: System functionality testing',
      'implementation: User experience validation',
      'implementation: Performance benchmarking',
      'implementation: Security verification',
      'service: Response time monitoring',
      'service: Resolution effectiveness',
      'service: Client satisfaction scores',
      'service: Team performance metrics',
      'documentation: Accuracy verification',
      'documentation: Completeness check',
      'documentation: User-friendliness assessment',
      'documentation: Version control',
    ]);
    expect(new Set(points.map(({ id }) => id)).size).toBe(12);
  });

  test('belong to a step only if it names their list', () => {
    const steps = playbook ? [...allSteps(playbook)] : [];
    const checked = steps.filter(({ step }) => playbook && pointsOf(playbook, step).length > 0);
    expect(checked.map(({ step }) => step.id)).toEqual(['check']);
  });

  const [, ux] = points;
  test.each([
    ['passed, and nothing failed', { passed: true }, []],
    ['not passed, and by what', { passed: false, failed: [ux?.id ?? ''] }, []],
    ['passed, although a point failed', { passed: true, failed: [ux?.id ?? ''] }, ['/passed']],
    ['not passed, and nobody says by what', { passed: false }, ['/failed']],
    ['a point that is none', { passed: false, failed: ['security', 'luck'] }, ['/failed/1']],
    ['a task that is done but for one point', { failed: ['security'] }, []],
  ])('%s', (_, stated, pointers) => {
    expect(faultsOfCheck(points, stated).map(({ pointer }) => pointer)).toEqual(pointers);
  });

  test('a step without them takes a check as it always did, but no point', () => {
    expect(faultsOfCheck([], { passed: false })).toEqual([]);
    expect(faultsOfCheck([], { passed: false, failed: ['security'] })).toHaveLength(1);
  });

  test.each([
    ['checks: [implementation, service', 'checks: [implementation, sevice', 'no checklist "sevice" here'],
    ['      completeness:', '      security:', 'the point "security" stands in two checklists'],
    [
      'title: Review the final deliverable before the client sees it',
      'title: Review it\n            checks: [service]',
      'only a task or a quality check can have "checks"',
    ],
  ])('a playbook with %s changed to %s is refused, with the line', (from, to, message) => {
    expect(SOURCE).toContain(from);
    const { faults } = parse(SOURCE.replace(from, to));
    const line = SOURCE.slice(0, SOURCE.indexOf(from)).split('\n').length;
    expect(faults.map((fault) => fault.replace(/^\d+ /, ''))).toEqual([expect.stringContaining(message)]);
    expect(Math.abs(Number.parseInt(faults[0] ?? '', 10) - line)).toBeLessThanOrEqual(2);
  });
});
