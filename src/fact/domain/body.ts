import { z } from 'zod';
import { id, instant, words } from '../../text/domain/fields';
import type { FieldsOf, NoFields, Readable } from './declaration';

export { id, instant, words } from '../../text/domain/fields';

export const comment = z.string().trim().max(5_000);
export const reason = words(2_000);
/** A text that is kept whole, such as a root cause. */
export const longText = words(20_000);

/** Fields that every fact may carry. */
const COMMON = {
  promiseId: z
    .string()
    .max(100)
    .optional()
    .describe('A promise of what the fact is stated of, one that the fact can keep or is about'),
  comment: comment.optional(),
  occurredAt: instant
    .optional()
    .describe(
      'RFC 3339 with offset; not in the future, and not before the beginning of what it is stated of',
    ),
  commandId: id
    .optional()
    .describe('The same one again has one effect; another fact, or other words, need another one'),
};

type Shape = z.core.$ZodLooseShape;
const bodySchema = <S extends Shape>(shape: S) => z.strictObject({ ...shape, ...COMMON });
type BodySchema<S extends Shape> = ReturnType<typeof bodySchema<S>>;

/** How a fact is stated: the schema of its body, for validation and the OpenAPI document, and what goes to a workflow. */
export interface FactBody<Fields extends object = object> {
  schema: z.ZodType;
  /**
   * What of the body may go into a history; texts and names stay in the database. Null: it takes a look into the
   * database to say so.
   */
  fields: ((body: never) => Fields) | null;
}

/**
 * The body of a fact, and how its fields are made of it.
 * @param sense what its fields must have to do with each other
 */
export function bodyOf<D extends Readable<object>, S extends Shape>(
  _declaration: D,
  shape: S,
  fields: (body: z.output<BodySchema<S>>) => FieldsOf<D>,
  sense?: (payload: z.core.ParsePayload<z.output<BodySchema<S>>>) => void,
) {
  const schema = bodySchema(shape);
  return { schema: sense ? schema.check(sense) : schema, fields };
}

/** The body of a fact whose workflow gets nothing but that it was stated. */
export function plainBody<D extends Readable<NoFields>, S extends Shape>(_declaration: D, shape: S) {
  return { schema: bodySchema(shape), fields: (): NoFields => ({}) };
}

/** The body of a fact whose fields only the database can say. */
export function lookedUp<D extends Readable<object>, S extends Shape>(_declaration: D, shape: S) {
  return { schema: bodySchema(shape), fields: null };
}

/** The bodies of a registry's facts, by their names. */
export type Bodies = Readonly<Record<string, FactBody>>;
/** What a body is once it has passed its schema. */
export type BodyOf<B extends Bodies, N extends keyof B> = z.output<B[N]['schema']>;
/** A fact's name with its body, as the schemas have passed it. */
export type StatedOf<B extends Bodies> = {
  [N in keyof B & string]: { signal: N; body: BodyOf<B, N> };
}[keyof B & string];
/** The facts whose fields take a look into the database. */
export type LookedUp<B extends Bodies> = { [N in keyof B]: B[N]['fields'] extends null ? N : never }[keyof B];

/** The schemas of bodies by the names of their facts. */
export function schemasOf<B extends Bodies>(bodies: B): { [N in keyof B]: B[N]['schema'] } {
  const entries = Object.entries(bodies).map(([name, { schema }]) => [name, schema]);
  return Object.fromEntries(entries) as { [N in keyof B]: B[N]['schema'] };
}

/** The fields that follow from a fact's body alone; none when they have to be looked up. */
export function fieldsIn<B extends Bodies>(bodies: B, { signal, body }: StatedOf<B>): object {
  // The body has passed the schema of this very name.
  return bodies[signal]?.fields?.(body as never) ?? {};
}
