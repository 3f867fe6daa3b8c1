import type { FormField } from '../../playbook/domain/form-field';

/** The part of a JSON schema that decides how somebody is asked for a value. */
export interface ValueSchema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly items?: ValueSchema;
}

/** The JSON schema of a fact's body. */
export interface BodySchema extends ValueSchema {
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly required?: readonly string[];
}

/** Something that a person is asked for, to state a fact. */
export interface Input {
  /** Of its field on the page. */
  readonly id: string;
  /** Where the answer goes: a field of the body, or an answer to the step's form. */
  readonly place: 'body' | 'form';
  readonly name: string;
  readonly title: string;
  /** `hours`: an instant, asked for as hours from now; `lines`: a list of texts, one on each line. */
  readonly type: 'text' | 'number' | 'choice' | 'boolean' | 'date' | 'link' | 'hours' | 'lines';
  readonly isRequired: boolean;
  readonly options: readonly string[];
  readonly min: number | null;
  readonly max: number | null;
  readonly suggested: string;
}

/** What says which fact it is, and about what: nobody is asked for it. */
const KNOWN = ['commandId', 'promiseId', 'occurredAt', 'form'];
/** Of what may be left out only this is worth a field. */
const WORTH_ASKING = ['comment'];

/**
 * What a person has to add to a body, in its schema's order, then what the step's form asks.
 * @param body what is known already
 * @returns null when something is needed that no field can take
 */
export function inputsOf(
  schema: BodySchema,
  body: Readonly<Record<string, unknown>>,
  questions: readonly FormField[],
): Input[] | null {
  const inputs: Input[] = [];
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (KNOWN.includes(name) || Object.hasOwn(body, name)) continue;
    const isRequired = schema.required?.includes(name) === true;
    if (!isRequired && !WORTH_ASKING.includes(name)) continue;
    const type = typeOf(property);
    if (type === null) return null;
    inputs.push({
      id: `body.${name}`,
      place: 'body',
      name,
      title: inWords(name),
      type,
      isRequired,
      options: (property.enum ?? []).map(String),
      min: property.minimum ?? null,
      max: property.maximum ?? null,
      suggested: '',
    });
  }
  return [...questions.flatMap(questionInput), ...inputs];
}

function typeOf({ type, format, enum: options, items }: ValueSchema): Input['type'] | null {
  if (options !== undefined) return 'choice';
  switch (type) {
    case 'string':
      return format === 'date-time' ? 'hours' : 'text';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'array':
      return items?.type === 'string' ? 'lines' : null;
    default:
      return null;
  }
}

/** A team is taken as it is proposed. */
function questionInput({ name, title, type, options, min, max, optional, suggest }: FormField): Input[] {
  if (type === 'team') return [];
  return [
    {
      id: `form.${name}`,
      place: 'form',
      name,
      title,
      type,
      isRequired: optional !== true,
      options: options ?? [],
      min: min ?? null,
      max: max ?? null,
      suggested:
        suggest === undefined ? '' : typeof suggest === 'boolean' ? yesOrNo(suggest) : String(suggest),
    },
  ];
}

export function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

/** The name of a fact or a field as people read it: `deliveryAccepted` is "Delivery accepted". */
export function inWords(name: string): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll(/[-_]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * A body with what was typed in its places. What was left empty is left out; what cannot be read goes in as it is, for the
 * schema to refuse.
 * @param typed by the ids of the fields
 */
export function bodyWith(
  body: Readonly<Record<string, unknown>>,
  inputs: readonly Input[],
  typed: (id: string) => string,
  nowMs: number,
): Record<string, unknown> {
  const all: Record<string, unknown> = { ...body };
  const form: Record<string, unknown> = { ...(body['form'] as object | undefined) };
  for (const input of inputs) {
    const value = valueOf(input, typed(input.id).trim(), nowMs);
    if (value === undefined) continue;
    if (input.place === 'form') form[input.name] = value;
    else all[input.name] = value;
  }
  return Object.keys(form).length > 0 ? { ...all, form } : all;
}

const HOUR_MS = 3_600_000;

function valueOf({ type }: Input, text: string, nowMs: number): unknown {
  if (text === '') return undefined;
  switch (type) {
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : text;
    case 'boolean':
      return text === 'yes' ? true : text === 'no' ? false : text;
    case 'hours': {
      const at = new Date(nowMs + Number(text) * HOUR_MS);
      return Number.isNaN(at.getTime()) ? text : at.toISOString();
    }
    case 'lines':
      return text.split('\n').flatMap((line) => line.trim() || []);
    case 'text':
    case 'choice':
    case 'date':
    case 'link':
      return text;
  }
}
