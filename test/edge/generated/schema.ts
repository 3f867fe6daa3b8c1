/** JSON Schema as far as the document uses it. */
export interface Schema {
  $ref?: string;
  title?: string;
  description?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
}

export interface Parameter {
  in: 'path' | 'query' | 'header';
  name: string;
  required?: boolean;
  schema: Schema;
}

export interface Operation {
  summary: string;
  /** Parameters that it does not name are taken, too. */
  'x-any-query'?: true;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}

export interface Document {
  info: { description: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** The rule of this pattern is that of every text: NUL is refused. */
export const ANY_TEXT = '^[^\\u0000]*$';

/** The schema that a reference names, or the schema itself. */
export function resolved({ components }: Document, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : resolved({ components } as Document, components.schemas[name] ?? {});
}

/** The schemas that a JSON pointer leads through, the outermost first; a union leads through all its members. */
export function schemasOnTheWay(document: Document, schema: Schema, pointer: string): Schema[] {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  let here = [schema];
  const way: Schema[] = [];
  for (const part of [null, ...parts]) {
    const inner = part === null ? here : here.flatMap((one) => childOf(one, part));
    here = inner.flatMap((one) => membersOf(document, one));
    way.push(...here);
  }
  return way;
}

function childOf(schema: Schema, part: string): Schema[] {
  const own = Object.hasOwn(schema.properties ?? {}, part) ? schema.properties?.[part] : undefined;
  const { items, additionalProperties: more } = schema;
  const found =
    own ?? (/^\d+$/.test(part) ? items : undefined) ?? (typeof more === 'object' ? more : undefined);
  return found === undefined ? [] : [found];
}

function membersOf(document: Document, schema: Schema): Schema[] {
  const own = resolved(document, schema);
  const all = own === schema ? [own] : [schema, own];
  return [...all, ...(own.anyOf ?? []).flatMap((member) => membersOf(document, member))];
}
