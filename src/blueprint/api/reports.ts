import type { Blueprint, BlueprintStep } from '../domain/blueprint';
import type { PrintedTable } from '../print/blueprint-file';

/** The detail report: who does what, with which systems and documents, and by which figures it is measured. */
export function detailTables(blueprint: Blueprint): PrintedTable[] {
  const { systems, documents, figures, steps, version } = blueprint;
  return [
    {
      title: 'Roles',
      words: 'What each role owes, by the numbers of the steps.',
      head: ['Role', 'Onstage: the client sees it', 'Backstage'],
      widths: [1, 2, 2],
      rows: rolesOf(steps),
    },
    {
      title: 'Who has which part (RACI)',
      words: 'Responsible is whoever owes the step, unless it names others.',
      head: ['Step', 'Responsible', 'Accountable', 'Consulted', 'Informed'],
      widths: [2.4, 1, 1, 1.3, 1.3],
      rows: ownSteps(steps).map(({ number, title, parts }) => [
        `${number} ${title}`,
        ...[parts.responsible, parts.accountable, parts.consulted, parts.informed].map((one) =>
          one.join(', '),
        ),
      ]),
    },
    {
      title: 'Systems',
      words: 'What a system does, people do by hand where none serves it.',
      head: ['System', 'Served by', 'Steps'],
      widths: [1, 1, 2],
      rows: systems.map((one) => [one.title, one.vendor ?? 'By hand', one.steps.join(', ')]),
    },
    {
      title: 'Documents',
      words: 'Each is stored with the version of the playbook that it is a part of.',
      head: ['Document', 'Kind', 'Version', 'Steps'],
      widths: [2, 1, 0.6, 1.4],
      rows: documents.map((one) => [
        one.title,
        one.kind,
        one.kind === 'Linked documents' ? 'Its own' : String(version),
        one.steps.join(', '),
      ]),
    },
    {
      title: 'Figures (KPIs)',
      words: 'The product computes them of any period, with the cases behind each: GET /v1/metrics.',
      head: ['Figure', 'Unit', 'Formula'],
      widths: [1, 0.5, 2.5],
      rows: figures.map(({ title, unit, formula }) => [title, unit, formula]),
    },
  ];
}

/** The task report: what is owed onstage and backstage, by whom, within which time, and who hears of it when that passes. */
export function taskTables({ steps, planTasks }: Blueprint): PrintedTable[] {
  const table = (title: string, words: string, sides: readonly BlueprintStep['side'][]): PrintedTable => ({
    title,
    words,
    head: ['Step', 'Owner', 'Within', 'After', 'Why here', 'Who is told when it is late'],
    widths: [2.6, 1.1, 0.9, 0.8, 1.3, 2.3],
    rows: ownSteps(steps)
      .filter(({ side }) => sides.includes(side))
      .map((step) => [
        [`${step.number} ${step.title}`, ...(step.condition === null ? [] : [`(${step.condition})`])].join(
          ' ',
        ),
        step.owner,
        step.within === null ? '' : `${step.within} (${step.countedIn ?? ''})`,
        step.waitsFor.join(', '),
        step.because,
        step.escalation,
      ]),
  });
  const plan: PrintedTable = {
    title: 'Backstage: tasks of the plan',
    words: 'What the plan of each project begins with; it is changed there.',
    head: ['Task', 'Owner', 'Working days'],
    widths: [3, 1.5, 1],
    rows: planTasks.map(({ title, owner, days }) => [title, owner, String(days)]),
  };
  return [
    table('Onstage', 'What the client does, gets or takes part in.', ['client', 'onstage']),
    table('Backstage', 'What the client does not see.', ['backstage']),
    ...(planTasks.length > 0 ? [plan] : []),
  ];
}

function rolesOf(steps: readonly BlueprintStep[]): string[][] {
  const owners = new Set(ownSteps(steps).map(({ owner }) => owner));
  return [...owners].map((owner) => {
    const own = steps.filter((step) => step.owner === owner);
    return [
      owner,
      listOf(own.filter(({ side }) => side !== 'backstage')),
      listOf(own.filter(({ side }) => side === 'backstage')),
    ];
  });
}

/** What goes on by another playbook is nobody's step. */
function ownSteps(steps: readonly BlueprintStep[]): BlueprintStep[] {
  return steps.filter(({ kind }) => kind !== 'playbook');
}

function listOf(steps: readonly BlueprintStep[]): string {
  return steps.map(({ number, title }) => `${number} ${title}`).join('\n');
}
