import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOverride,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { AnswerSpec, BodySpec, Route } from './http/route';

const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What happened, whether anything was lost, what to do'),
    instance: z.string(),
    code: z.string(),
    errors: z.array(z.strictObject({ pointer: z.string(), message: z.string() })),
    promiseSafe: z.boolean().describe('Whether what the request promised is stored and will be done'),
  })
  .meta({ id: 'Problem' });

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

/** Every character but NUL; halves of surrogate pairs are none where a document's texts are Unicode. */
const STORABLE = '^[^\\u0000]*$';

/** Says of each text what is refused in it, unless a narrower rule says so already. */
const withStorableTexts: ZodOpenApiOverride = ({ jsonSchema }) => {
  const { type, pattern, format, const: only, enum: several } = jsonSchema;
  const isFreeText =
    type === 'string' && [pattern, format, only, several].every((rule) => rule === undefined);
  if (isFreeText) jsonSchema.pattern = STORABLE;
};

/** The OpenAPI 3.1 document of the routes, made from the same declarations that serve them. */
export function openApiDocument(routes: Route[]): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  }
  const document: ZodOpenApiObject = {
    openapi: '3.1.1',
    info: {
      title: 'Promisekeeper',
      version: '1',
      description:
        'Keeps the promises that a service company makes to its clients. Times are RFC 3339 with offset, in the years 0001 to 9999 (UTC), ids are opaque, errors are RFC 9457 problems, lists take limit and cursor. Texts hold no NUL (U+0000) and no half of a surrogate pair: a request with one in any text, name of a field, query, path or header is refused (422), and `errors` says where. Every other character is taken. The length of a text is counted in UTF-16 units, as JavaScript and Java do. A number beyond what a double of IEEE 754 can hold is refused (422), and so is a field called `__proto__` (400).',
    },
    servers: [{ url: '/' }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: "The administrator's token or a person's" },
      },
    },
    paths,
  };
  return createDocument(document, { override: withStorableTexts });
}

function operation(route: Route): ZodOpenApiOperationObject {
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.tag],
    ...(route.access === 'public' ? { security: [] } : { security: [{ bearer: [] }] }),
    ...(route.access === 'administrator' ? { description: "Takes the administrator's token." } : {}),
    ...(route.anyQuery === true ? { 'x-any-query': true } : {}),
    requestParams: {
      ...(route.params ? { path: route.params } : {}),
      ...(route.query ? { query: route.query } : {}),
      ...(route.requestHeaders ? { header: z.object(route.requestHeaders) } : {}),
    },
    ...(route.body
      ? {
          requestBody: { required: route.body.kind !== 'json-by-name', content: bodyContent(route.body) },
        }
      : {}),
    responses: responses(route),
  };
}

function operationId({ method, path }: Route): string {
  const words = path.split(/[/{}.-]+/).filter((word) => word !== '');
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function bodyContent(body: BodySpec): NonNullable<ZodOpenApiOperationObject['requestBody']>['content'] {
  switch (body.kind) {
    case 'json':
      return { 'application/json': { schema: body.schema } };
    case 'json-by-name': {
      const schemas = Object.entries(body.schemas).map(([name, schema]) =>
        entitled(schema, name, body.prefix ?? ''),
      );
      return {
        'application/json': {
          schema: z.union(schemas).describe('The schema that has the name of the signal'),
        },
      };
    }
    case 'raw': {
      const types = body.mediaTypes.length > 0 ? body.mediaTypes : ['*/*'];
      const text = { type: 'string' as const, description: body.description };
      return Object.fromEntries(
        types.map((type) => [type, { schema: type === 'application/json' ? (body.json ?? text) : text }]),
      );
    }
  }
}

const entitledSchemas = new WeakMap<z.ZodType, Map<string, z.ZodType>>();

// Two routes that take the same fact share its component: the document has no two of one name.
function entitled(schema: z.ZodType, title: string, prefix: string): z.ZodType {
  const id = `${prefix}${title.charAt(0).toUpperCase()}${title.slice(1)}`;
  const known = entitledSchemas.get(schema) ?? new Map<string, z.ZodType>();
  const named = known.get(id) ?? schema.meta({ id, title });
  entitledSchemas.set(schema, known.set(id, named));
  return named;
}

function responses(route: Route): ZodOpenApiResponsesObject {
  const own = Object.entries(route.answers).map(([status, answer]) => [
    status,
    {
      description: answer.description,
      ...contentOf(Number(status), answer),
      ...(answer.headers
        ? {
            headers: Object.fromEntries(
              Object.entries(answer.headers).map(([name, description]) => [
                name,
                { description, schema: { type: 'string' as const } },
              ]),
            ),
          }
        : {}),
    },
  ]);
  return { ...problems(route), ...(Object.fromEntries(own) as ZodOpenApiResponsesObject) };
}

/** What is refused is a problem, unless a route answers it in another way. */
function contentOf(status: number, { content }: AnswerSpec): Pick<ZodOpenApiResponseObject, 'content'> {
  if (content) {
    const schemas = Object.entries(content).map(([type, schema]) => [type, { schema }]);
    return { content: Object.fromEntries(schemas) as NonNullable<ZodOpenApiResponseObject['content']> };
  }
  return status >= 400 ? { content: problem('').content } : {};
}

function problems(route: Route): ZodOpenApiResponsesObject {
  const takesBody = route.body !== undefined;
  return {
    ...(route.access === 'public' ? {} : { 401: problem('No token, or one that is not known') }),
    ...(route.access === 'public' ? {} : { 403: problem('It takes another role') }),
    ...(route.params ? { 404: problem('The path leads nowhere') } : {}),
    ...(takesBody ? { 400: problem('The body cannot be read') } : {}),
    ...(takesBody ? { 413: problem('The body is too large') } : {}),
    ...(takesBody ? { 415: problem('The body is of a type that is not taken') } : {}),
    422: problem('A part of the request is not valid; `errors` tells which'),
    default: problem('Something went wrong, or is not available for the moment'),
  };
}
