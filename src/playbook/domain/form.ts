import type { Role } from '../../promise/domain/ladder/rules';
import type { FormField } from './form-field';

/** What a person gave for a field: null stands for "take what was suggested". */
export type GivenAnswer = string | number | boolean | Record<string, string> | null;
export type GivenForm = Readonly<Record<string, GivenAnswer>>;

/** A form with every answer in its place, or what is wrong with it by field name. */
export type CompletedForm =
  | {
      ok: true;
      /** All answers; optional ones without an answer are left out. */
      form: Record<string, Exclude<GivenAnswer, null>>;
      /** The answers of closed types that decide what happens next. */
      answers: Record<string, string | number | boolean>;
      /** The answer of the `team` field, if the form has one: roles without a person are left out. */
      team?: Record<Role, string>;
    }
  | { ok: false; faults: { field: string; message: string }[] };

/**
 * Checks the answers to a step's form and fills in what was left: a missing or null answer takes the suggestion, a
 * role without a person in a `team` field takes the suggested one.
 */
export function completeForm(
  fields: readonly FormField[],
  given: GivenForm,
  suggestedTeam: Readonly<Record<Role, string>>,
): CompletedForm {
  const faults = Object.keys(given)
    .filter((name) => !fields.some((field) => field.name === name))
    .map((field) => ({ field, message: 'this step does not ask for that' }));
  const form: Record<string, Exclude<GivenAnswer, null>> = {};
  const answers: Record<string, string | number | boolean> = {};
  let team: Record<Role, string> | undefined;
  for (const field of fields) {
    const own = Object.hasOwn(given, field.name) ? given[field.name] : undefined;
    const answer = field.type === 'team' ? withDefaults(own, suggestedTeam) : answerOf(field, own);
    const fault = answer === null ? missing(field) : faultOf(field, answer);
    if (fault !== null) {
      faults.push({ field: field.name, message: fault });
    } else if (answer !== null) {
      form[field.name] = answer;
      if (field.type === 'team') team = answer as Record<Role, string>;
      else if (field.decides && typeof answer !== 'object') answers[field.name] = answer;
    }
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, form, answers, ...(team ? { team } : {}) };
}

/** A text of nothing but blanks is no answer, and takes no suggestion either. */
function answerOf(field: FormField, own: GivenAnswer | undefined): GivenAnswer {
  const isBlank = field.type === 'text' && typeof own === 'string' && own.trim() === '';
  return isBlank ? null : (own ?? field.suggest ?? null);
}

function withDefaults(
  own: GivenAnswer | undefined,
  suggested: Readonly<Record<Role, string>>,
): Exclude<GivenAnswer, null> {
  if (own == null) {
    return { ...suggested };
  }
  return typeof own === 'object' ? { ...suggested, ...own } : own;
}

function missing(field: FormField): string | null {
  return field.optional ? null : `answer this: ${field.title}`;
}

function faultOf(field: FormField, answer: Exclude<GivenAnswer, null>): string | null {
  switch (field.type) {
    case 'text':
      return typeof answer === 'string' ? null : 'write a text';
    case 'number':
      return numberFault(field, answer);
    case 'choice':
      return typeof answer === 'string' && field.options?.includes(answer)
        ? null
        : `choose one of: ${(field.options ?? []).join(', ')}`;
    case 'boolean':
      return typeof answer === 'boolean' ? null : 'answer true or false';
    case 'date':
      return isDate(answer) ? null : 'give a date such as 2026-12-01';
    case 'link':
      return linkFault(field, answer);
    case 'team':
      return typeof answer === 'object' ? null : 'give an object: a person id for each role';
  }
}

function numberFault(field: FormField, answer: Exclude<GivenAnswer, null>): string | null {
  if (typeof answer !== 'number' || !Number.isFinite(answer)) {
    return 'give a number';
  }
  if (field.min !== undefined && answer < field.min) {
    return `give a number of at least ${field.min}`;
  }
  return field.max !== undefined && answer > field.max ? `give a number of at most ${field.max}` : null;
}

/** Whoever follows it must get where it says, and over TLS. */
function linkFault({ hosts }: FormField, answer: Exclude<GivenAnswer, null>): string | null {
  const text = typeof answer === 'string' ? answer.trim() : '';
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '' || text.length > 2_000) {
    return 'give a link that begins with https://';
  }
  const isThere = (host: string) =>
    host.startsWith('*.') ? url.hostname.endsWith(host.slice(1)) : url.hostname === host;
  return hosts === undefined || hosts.some(isThere) ? null : `give a link that leads to ${hosts.join(', ')}`;
}

function isDate(answer: Exclude<GivenAnswer, null>): boolean {
  if (typeof answer !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(answer)) {
    return false;
  }
  const instant = new Date(`${answer}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(answer);
}
