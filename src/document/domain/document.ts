import { allSteps, type Playbook, type Step } from '../../playbook/domain/playbook';

/** Kinds of documents that are parts of a playbook's version, and are stored nowhere else. */
export const RULE_KINDS = [
  'service-delivery-playbook',
  'plan-template',
  'qa-checklist',
  'welcome-kit',
  'sla-policy',
] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** Beside those, what is made for one engagement: a certificate, or what was rendered into its folder. */
export const DOCUMENT_KINDS = [...RULE_KINDS, 'certificate', 'saved-document'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** A document that a playbook's version holds. */
export interface RuleDocument {
  readonly kind: RuleKind;
  /** In the playbook. */
  readonly name: string;
  readonly title: string;
  /** The rules that it is made of: what its hash is of. Null: the whole of the playbook's text. */
  readonly rules: unknown;
  /** Whether a promise of this track and step is kept by it; null for what is in use as long as the version is in force. */
  readonly isUsedBy: ((track: string | null, step: Step | undefined) => boolean) | null;
}

/** Every document that a version of a playbook holds. */
export function documentsIn(playbook: Playbook): RuleDocument[] {
  const { name, title, calendars, calendar, roleCalendars, ladder, payments } = playbook;
  return [
    { kind: 'service-delivery-playbook', name, title, rules: null, isUsedBy: null },
    ...tracksOf(playbook).map(
      (track): RuleDocument => ({
        kind: 'plan-template',
        name: track.id,
        title: track.title,
        rules: track,
        isUsedBy: (of) => of === track.id,
      }),
    ),
    ...checklistsOf(playbook).map(
      ([id, checklist]): RuleDocument => ({
        kind: 'qa-checklist',
        name: id,
        title: checklist.title,
        rules: checklist,
        isUsedBy: (_track, step) => step?.checks?.includes(id) === true,
      }),
    ),
    ...welcomeKit(playbook).map(
      ([id, template]): RuleDocument => ({
        kind: 'welcome-kit',
        name: id,
        title: template.subject,
        rules: template,
        isUsedBy: (_track, step) => templateOf(step) === id,
      }),
    ),
    {
      kind: 'sla-policy',
      name,
      title: `${title}: service levels`,
      rules: { calendars, calendar, roleCalendars, ladder, payments, terms: termsOf(playbook) },
      isUsedBy: null,
    },
  ];
}

/** The deliveries whose steps are planned by the playbook. */
export function tracksOf({ stages }: Pick<Playbook, 'stages'>) {
  return Object.values(stages).flatMap(({ tracks }) => tracks ?? []);
}

export function checklistsOf({ checklists }: Pick<Playbook, 'checklists'>) {
  return Object.entries(checklists ?? {});
}

/** The templates by which clients are welcomed. */
export function welcomeKit({ templates }: Pick<Playbook, 'templates'>) {
  return Object.entries(templates).filter(([, { kit }]) => kit === 'welcome');
}

/** What is owed within which time, step by step. */
function termsOf(playbook: Playbook) {
  return [...allSteps(playbook)].map(({ step: { id, owner, within, calendar } }) => ({
    id,
    owner,
    within,
    calendar,
  }));
}

function templateOf(step: Step | undefined): unknown {
  return (step?.with as { template?: unknown } | undefined)?.template;
}
