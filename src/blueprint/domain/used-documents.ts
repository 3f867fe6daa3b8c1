import { allSteps, type Playbook, type Step } from '../../playbook/domain/playbook';
import { given } from './side';
import { named } from './step-words';

/** A document that steps use, of the version of the playbook in which it stands. */
export interface UsedDocument {
  title: string;
  kind: 'Text' | 'Checklist' | 'Form' | 'Link' | 'Linked documents';
  /** The numbers of its steps. */
  steps: string[];
}

/** The documents of a playbook that its steps use, in the order of their first use. */
export function usedDocuments(playbook: Playbook, numbers: ReadonlyMap<string, string>): UsedDocument[] {
  const found = new Map<string, UsedDocument>();
  for (const { step } of allSteps(playbook)) {
    for (const { title, kind } of documentsOf(step, playbook)) {
      const document = found.get(`${kind} ${title}`) ?? { title, kind, steps: [] };
      found.set(`${kind} ${title}`, document);
      document.steps.push(numbers.get(step.id) ?? '');
    }
  }
  return [...found.values()];
}

function documentsOf(step: Step, { checklists }: Playbook): Omit<UsedDocument, 'steps'>[] {
  const texts = [
    ...given(step.do ?? '', step.with, ['template']),
    ...given(step.reminder?.do ?? '', step.reminder?.with, ['template']),
  ];
  return [
    ...texts.map((name) => ({ title: named(name), kind: 'Text' as const })),
    ...(step.checks ?? []).map((name) => ({
      title: checklists?.[name]?.title ?? named(name),
      kind: 'Checklist' as const,
    })),
    ...(step.checklist ? [{ title: step.title, kind: 'Checklist' as const }] : []),
    ...(step.form ? [{ title: step.title, kind: 'Form' as const }] : []),
    ...(step.links ?? []).map(({ title }) => ({ title, kind: 'Link' as const })),
    ...(step.documents === 'opened'
      ? [{ title: 'Whatever is linked with the engagement', kind: 'Linked documents' as const }]
      : []),
  ];
}
