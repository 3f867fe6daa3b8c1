import { cutText } from '../../text/domain/cut';
import { repairedText } from '../../text/domain/storable';

/** One thing wrong with a request: where (`/form/scale`, `/query/limit`, `/path/id`) and what to write instead. */
export interface FieldFault {
  pointer: string;
  message: string;
}

/** What went wrong, as RFC 9457 shows it. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  /** What happened, whether anything was lost, what to do. */
  detail: string;
  instance: string;
  code: string;
  errors: FieldFault[];
  /** true: what the request promised is stored and will be done; false: nothing of it was accepted. */
  promiseSafe: boolean;
}

const TITLES = {
  'malformed-request': [400, 'The request cannot be read'],
  unauthenticated: [401, 'A valid token is needed'],
  forbidden: [403, 'This takes another role'],
  'not-found': [404, 'There is no such thing here'],
  'method-not-allowed': [405, 'This address does not take that method'],
  'not-acceptable': [406, 'No such representation'],
  conflict: [409, 'It does not fit any more'],
  'too-large': [413, 'The request is too large'],
  'unsupported-media-type': [415, 'The request is of a type that is not taken here'],
  invalid: [422, 'The request is not valid'],
  internal: [500, 'Something went wrong on our side'],
  unavailable: [503, 'Not available for the moment'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof TITLES;

export interface ProblemOptions {
  errors?: FieldFault[];
  headers?: Record<string, string>;
  /** What really happened, for the log alone. */
  cause?: unknown;
}

/** Ends a request with an `application/problem+json` answer. Nothing that the request asked for was accepted. */
export class Problem extends Error {
  readonly status: number;
  readonly errors: FieldFault[];
  readonly headers: Record<string, string>;

  constructor(
    readonly code: ProblemCode,
    detail: string,
    options: ProblemOptions = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = 'Problem';
    this.status = TITLES[code][0];
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
  }

  /** @param instance the path of the request */
  toBody(instance: string): ProblemBody {
    return {
      type: `https://promisekeeper.dev/problems/${this.code}`,
      title: TITLES[this.code][1],
      status: this.status,
      detail: this.message,
      instance,
      code: this.code,
      errors: this.errors,
      promiseSafe: false,
    };
  }
}

/** How many faults one answer lists. */
const MOST_FAULTS = 50;
const LONGEST_PART = 200;

/** A JSON pointer (RFC 6901) to a place in a part of a request; what is overlong in a name is cut. */
export function pointerTo(prefix: string, path: readonly PropertyKey[]): string {
  return prefix + path.map((part) => `/${pointerPart(String(part))}`).join('');
}

function pointerPart(part: string): string {
  return cutText(repairedText(part), LONGEST_PART).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** 422 for the given fields, the first ones of very many. */
export function invalid(faults: FieldFault[]): Problem {
  const errors = faults.slice(0, MOST_FAULTS);
  const fields = errors.map((fault) => `${fault.pointer}: ${fault.message}`).join('; ');
  return new Problem(
    'invalid',
    cutText(`Nothing was changed. Correct these fields and send it again: ${fields}`, 2_000),
    { errors },
  );
}

/** 404 for an id that leads nowhere. */
export function notFound(what: string, id: string): Problem {
  return new Problem(
    'not-found',
    `There is no ${what} ${JSON.stringify(id)}. Nothing was changed. Check the id.`,
  );
}

export function conflict(detail: string): Problem {
  return new Problem('conflict', detail);
}
