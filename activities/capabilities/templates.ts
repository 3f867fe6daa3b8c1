import { ActionRefusedError } from '../../src/capability/refusal';
import type { Database } from '../../src/database/database';
import type { EngagementFile } from './engagement-file';

/** A template of the playbook with everything filled in. */
export interface RenderedTemplate {
  readonly subject: string;
  readonly text: string;
}

const PLACEHOLDER = /\{\{\s*([a-z]+)(?::([\w-]+))?\s*\}\}/gi;

/**
 * Fills in a template of the engagement's playbook: `{{client}}`, `{{contact}}` (the first contact's name), `{{title}}`,
 * `{{reference}}`, `{{amount}}`, `{{currency}}`, `{{role:name}}` (the person's name, or the role's title while nobody has it)
 * and `{{answer:name}}`. What is not known stays empty.
 * @param fills what else is filled in, by its name, such as `{{invoice}}` and `{{open}}` of a reminder
 * @throws ActionRefusedError when the playbook has no such template
 */
export async function renderTemplate(
  db: Database,
  file: EngagementFile,
  name: string,
  fills: Readonly<Record<string, string>> = {},
): Promise<RenderedTemplate> {
  const template = file.playbook.templates[name];
  if (template === undefined) {
    throw new ActionRefusedError(`The playbook has no template ${name}, so nothing was sent.`);
  }
  const names = await namesOfTeam(db, file);
  const fill = (text: string) =>
    text.replace(PLACEHOLDER, (_whole, word: string, of: string | undefined) =>
      of === undefined && Object.hasOwn(fills, word) ? (fills[word] ?? '') : valueOf(file, names, word, of),
    );
  return { subject: fill(template.subject).trim(), text: fill(template.text) };
}

/** Fills in `{{answer:name}}` alone: what is no message names nobody. */
export function fillAnswers({ facts }: Pick<EngagementFile, 'facts'>, text: string): string {
  return text.replace(PLACEHOLDER, (whole, word: string, of: string | undefined) =>
    word === 'answer' ? plain(facts[of ?? '']) : whole,
  );
}

async function namesOfTeam(db: Database, file: EngagementFile): Promise<Map<string, string>> {
  const people = await db.person.findMany({ where: { id: { in: Object.values(file.team) } } });
  return new Map(people.map(({ id, name }) => [id, name]));
}

function valueOf(
  file: EngagementFile,
  names: ReadonlyMap<string, string>,
  word: string,
  of: string | undefined,
): string {
  switch (word) {
    case 'client':
      return file.client.name;
    case 'contact':
      return file.client.contacts[0]?.name ?? file.client.name;
    case 'title':
      return file.title;
    case 'reference':
      return file.reference;
    case 'amount':
      return file.value?.amount ?? '';
    case 'currency':
      return file.value?.currency ?? '';
    case 'role':
      return names.get(file.team[of ?? ''] ?? '') ?? file.playbook.roles[of ?? ''] ?? '';
    case 'answer':
      return plain(file.facts[of ?? '']);
    default:
      return '';
  }
}

function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
