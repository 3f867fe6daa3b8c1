import Ajv2020 from 'ajv/dist/2020';
import type { ValidateFunction } from 'ajv/dist/2020';
import type { Reply } from '../../support/api';
import type { Broken, Draft, Target } from './requests';
import { type Document, type Schema, schemasOnTheWay } from './schema';

const REFUSED = [400, 422];
/** What may be the answer to a broken request before its parts are looked at. */
const BEFORE = [401, 403];

/** What the document promises of every answer, and the schemas that judge it. */
export class Rules {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: false });
  private readonly compiled = new Map<object, ValidateFunction>();

  constructor(readonly document: Document) {
    this.ajv.addFormat(
      'date',
      (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)),
    );
    this.ajv.addFormat('date-time', (text: string) => !Number.isNaN(Date.parse(text)));
    this.ajv.addFormat('uri', (text: string) => URL.canParse(text));
    this.ajv.addFormat('idn-email', isAddress);
    this.ajv.addSchema({ $id: 'document', components: document.components });
  }

  /** Whether a value breaks a schema of the document. */
  isBroken(schema: Schema, value: unknown): boolean {
    return !this.validate(schema)(value);
  }

  /** Everything in which the answer to a request is not what the document says. */
  faultsOf(draft: Draft, reply: Reply): string[] {
    return [
      ...(reply.status >= 500 ? [`answered with ${reply.status}`] : []),
      ...this.faultsOfForm(draft.target, reply),
      ...this.faultsOfOutcome(draft, reply),
    ];
  }

  private faultsOfOutcome({ broken, target }: Draft, reply: Reply): string[] {
    if (broken === null) return this.allowedFaults(target, reply);
    if (broken !== 'anything') return brokenFaults(broken, reply);
    const isSaid = reply.body['detail'] || (isPage(reply) && reply.text !== '');
    return reply.status < 400 || isSaid ? [] : ['a refusal that says nothing'];
  }

  private faultsOfForm({ operation, method }: Target, reply: Reply): string[] {
    const answer = operation.responses[String(reply.status)];
    if (!answer) return [`${reply.status} is not in the document`];
    const given = (reply.headers.get('content-type') ?? '').split(';')[0] ?? '';
    if (answer.content === undefined) {
      return reply.text === ''
        ? []
        : [`${reply.status} has a body of type ${given}, and none in the document`];
    }
    const schema = (answer.content[given] ?? answer.content['*/*'])?.schema;
    if (schema === undefined)
      return [`${reply.status} is ${given}, the document says ${Object.keys(answer.content).join()}`];
    const validate = this.validate(schema);
    if (!/json/.test(given) || method === 'head' || validate(reply.body)) return [];
    const [fault] = validate.errors ?? [];
    const where = fault?.instancePath.replaceAll(/\d+/g, 'n');
    return [`${reply.status} is not of its schema: ${where} ${fault?.message}`];
  }

  /** A request that the document allows is refused by what it says in words alone, of the field. */
  private allowedFaults({ body, params }: Target, reply: Reply): string[] {
    if (!REFUSED.includes(reply.status)) return [];
    const errors = pointersIn(reply);
    if (errors.length === 0) return [`${reply.status} without a field`];
    return errors.flatMap(({ pointer, message }) => {
      const [, place = '', rest = ''] = /^\/(query|path|header)(\/.*)$/.exec(pointer) ?? [];
      const schema = place === '' ? (body?.schema ?? {}) : params[place as 'query'];
      const [whole, ...way] = schemasOnTheWay(this.document, schema, place === '' ? pointer : rest);
      // Pointers into a text lead to places that only the text's own words can tell of.
      if (whole?.type === 'string' && whole.description !== undefined) return [];
      const isSaid = way.some(({ description }) => description !== undefined);
      return isSaid
        ? []
        : [
            `refuses ${pointer.replaceAll(/\d+/g, 'n')} (${message.slice(0, 80)}), and the document does not say so`,
          ];
    });
  }

  private validate(schema: object): ValidateFunction {
    const known = this.compiled.get(schema);
    if (known) return known;
    const absolute = JSON.parse(
      JSON.stringify(schema).replaceAll('"#/components', '"document#/components'),
    ) as object;
    const made = this.ajv.compile(absolute);
    this.compiled.set(schema, made);
    return made;
  }
}

function brokenFaults({ rule, pointers }: Broken, reply: Reply): string[] {
  if (BEFORE.includes(reply.status)) return [];
  const [place = ''] = pointers;
  const where = place.replaceAll(/\d+/g, 'n');
  if (!REFUSED.includes(reply.status)) return [`${rule} at ${where} is answered with ${reply.status}`];
  const named = pointersIn(reply).map(({ pointer }) => pointer);
  return named.some((pointer) => pointers.includes(pointer))
    ? []
    : [
        `${rule} at ${where} is refused (${reply.status}), and the error names ${named.join(', ') || 'nothing'}`,
      ];
}

function pointersIn({ body }: Reply): { pointer: string; message: string }[] {
  return (body['errors'] ?? []) as { pointer: string; message: string }[];
}

/** What RFC 5321 says of lengths, and that there is something on both sides. */
function isAddress(text: string): boolean {
  const at = text.trim().lastIndexOf('@');
  const local = text.trim().slice(0, Math.max(0, at));
  const isQuoted = /^".*"$/.test(local);
  const domain = text.trim().slice(at + 1);
  return (
    Buffer.byteLength(local) > 0 &&
    Buffer.byteLength(local) <= 64 &&
    (isQuoted || !/\s/.test(local)) &&
    (domain.includes('.') || domain.startsWith('['))
  );
}

/** Pages for people say in their words what was refused. */
function isPage({ headers }: Reply): boolean {
  return (headers.get('content-type') ?? '').startsWith('text/html');
}
