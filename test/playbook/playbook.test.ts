import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { allSteps, findStep } from '../../src/playbook/domain/playbook';
import { playbookSchema } from '../../src/playbook/domain/playbook-schema';
import { parsePlaybook } from '../../src/playbook/domain/playbook-text';
import { describeFaults } from '../../src/playbook/domain/rules/text';
import { answerCase } from '../../src/promise/domain/cases/answer';
import type { Calendar } from '../../src/promise/domain/clock/types';
import { termToTarget } from '../../src/promise/domain/duration';
import file from '../promise/cases/sla-cases.json';

const FOLDER = join(__dirname, '../../playbooks');
const SOURCE = readFileSync(join(FOLDER, 'client-delivery.yaml'), 'utf8');

/** The faults of the playbook with one place of its text changed. */
function faultsAfter(from: string | RegExp, to: string): string {
  const changed = SOURCE.replace(from, to);
  expect(changed).not.toBe(SOURCE);
  const parsed = parsePlaybook(changed);
  return parsed.ok ? '' : describeFaults('playbook.yaml', parsed.faults);
}

const lineOf = (text: string) => SOURCE.slice(0, SOURCE.indexOf(text)).split('\n').length;

describe('A playbook', () => {
  it.each(readdirSync(FOLDER).filter((file) => file.endsWith('.yaml')))(
    '%s can be played as it is',
    (file) => {
      const parsed = parsePlaybook(readFileSync(join(FOLDER, file), 'utf8'));
      expect(parsed.ok ? [] : parsed.faults).toEqual([]);
    },
  );

  it('has a JSON Schema for editors that is its own (UPDATE=1 writes it anew)', () => {
    const path = join(FOLDER, 'playbook.schema.json');
    const schema = `${JSON.stringify(z.toJSONSchema(playbookSchema, { io: 'input' }), null, 2)}\n`;
    if (process.env['UPDATE']) {
      writeFileSync(path, schema);
    }
    expect(readFileSync(path, 'utf8')).toBe(schema);
  });

  it('[CRM-03] has an owner for every step', () => {
    const parsed = parsePlaybook(SOURCE);
    const steps = parsed.ok ? [...allSteps(parsed.playbook)] : [];
    expect(steps.length).toBeGreaterThan(30);
    expect(steps.filter(({ step }) => !step.owner)).toEqual([]);
  });

  it('[S4-06] owes a welcome within a day of the hand-off as it ships, and in office hours or working days where it says so', () => {
    const parsed = parsePlaybook(readFileSync(join(FOLDER, 'support-project.yaml'), 'utf8'));
    if (!parsed.ok) throw new Error(describeFaults('support-project.yaml', parsed.faults));
    const { playbook } = parsed;
    const welcome = findStep(playbook, 'welcome')!;
    const shipped = playbook.calendars[welcome.calendar ?? playbook.calendar];
    const due = (id: string, within: string, calendar?: Calendar) => {
      const printed = JSON.parse(JSON.stringify(file.cases)) as { id: string; calendar: Calendar }[];
      const asked = printed.find((one) => one.id === id)!;
      const answer = answerCase({
        ...asked,
        calendar: calendar ?? asked.calendar,
        target: termToTarget(within),
      });
      return new Date(answer.deadline ?? '').toISOString();
    };
    // Handed off on a Friday at 15:00 in Berlin.
    expect(due('B06', welcome.within, shipped)).toBe('2026-06-06T13:00:00.000Z');
    expect(due('B07', welcome.within)).toBe('2026-06-10T13:00:00.000Z');
    expect(due('B08', '1 working day')).toBe('2026-06-08T13:00:00.000Z');
  });

  it('takes closures of every kind that the clock knows', () => {
    const closures = [
      '2026-12-24',
      '{ date: 2026-12-31, from: "14:00", to: "24:00" }',
      '{ yearlyFrom: 12-25, yearlyTo: 01-01, sinceYear: 2026 }',
      '{ icalendar: "BEGIN:VCALENDAR\\nBEGIN:VEVENT\\nUID:1\\nDTSTART;VALUE=DATE:20261224\\nEND:VEVENT\\nEND:VCALENDAR" }',
    ];
    expect(faultsAfter(/holidays: \[.*\]/, `holidays: [${closures.join(', ')}]`)).toBe('');
  });

  it('that is no YAML is refused with the line', () => {
    expect(faultsAfter('roles:\n', 'roles: [\n')).toMatch(/^playbook\.yaml:\d+ /);
  });

  it.each([
    ['an unknown word', 'kind: approval', 'kind: aproval', 'kind: approval', /kind: Invalid option/],
    ['a term that is none', 'within: 4 h', 'within: 4 hrs', 'within: 4 h', /a term such as "30 min", "24 h"/],
    [
      'an unknown field',
      'escalates: false',
      'escalate: false',
      'escalates: false',
      /Unrecognized key: "escalate"/,
    ],
    [
      'a role that nobody knows',
      'owner: consultant',
      'owner: consultnat',
      'owner: consultant',
      /no role "consultnat" here/,
    ],
    [
      'a template that is missing',
      'template: planning-proposal }',
      'template: planing }',
      'template: planning-proposal }',
      /no template "planing" here/,
    ],
    [
      'a step that comes after none',
      'after: [folder]',
      'after: [foldre]',
      'id: save-proposal',
      /"foldre" is no other step of this stage/,
    ],
    [
      'a calendar that is none',
      'calendar: clock\n  warnAt',
      'calendar: moon\n  warnAt',
      'calendar: clock\n  warnAt',
      /no calendar "moon" here; there are: clock, office/,
    ],
    [
      'a choice without options',
      /\n *options: \[small, medium, large\]/,
      '',
      'name: scale',
      /has options exactly when it is a choice/,
    ],
    [
      'free text that decides',
      'type: text, suggest: 8 weeks',
      'type: text, suggest: 8 weeks, decides: true',
      'name: timeline',
      /free text cannot decide/,
    ],
    [
      'documents to be opened that nobody may waive',
      'owner: sales-manager',
      'owner: sales-manager\n        documents: opened',
      'owner: sales-manager',
      /say who may waive one/,
    ],
    [
      'a wrong parameter',
      'percent: 50, dueDays: 14',
      'percent: 150, dueDays: 14',
      'percent: 50, dueDays: 14',
      /accounting\.createInvoice: .*<=100/,
    ],
  ])('with %s is refused, with the line and how to mend it', (_what, from, to, where, message) => {
    const faults = faultsAfter(from, to);
    expect(faults).toMatch(message);
    expect(Math.abs(Number(/playbook\.yaml:(\d+)/.exec(faults)?.[1]) - lineOf(where))).toBeLessThanOrEqual(1);
  });

  it('with a step id twice, a wait without its fact and a task that does something is told so', () => {
    const faults = [
      faultsAfter('id: deal-sent', 'id: send-proposal'),
      faultsAfter('        for: { signal: paymentReceived }\n', ''),
      faultsAfter('kind: task\n        title: Finish', 'kind: action\n        title: Finish'),
    ];
    expect(faults.join('\n')).toMatch(/used twice/);
    expect(faults.join('\n')).toMatch(/a step of kind wait needs "for"/);
    expect(faults.join('\n')).toMatch(/a step of kind action needs "do"/);
  });
});
