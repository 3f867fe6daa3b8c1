import type { IncomingMessage } from 'node:http';
import {
  boundlessPlaces,
  isTooDeep,
  type JsonPath,
  placesNamed,
  UNSTORABLE_MESSAGE,
  unstorablePlaces,
} from '../../text/domain/storable';
import { type FieldFault, invalid, pointerTo, Problem } from './problem';

/** What a JSON request may weigh. */
export const JSON_LIMIT_BYTES = 256 * 1_024;

/**
 * Reads a request's body, whole, up to a limit. Compressed bodies are not taken, so that a small request cannot become
 * a large one here.
 * @throws Problem 413 as soon as the limit is passed, 415 for a compressed body, 400 when the caller went away
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new Problem(
      'unsupported-media-type',
      `The body is encoded as ${JSON.stringify(encoding)}. Nothing was done. Send it without Content-Encoding.`,
    );
  }
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limitBytes) {
    request.resume();
    throw tooLarge(limitBytes);
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      // What comes after the limit is read off the wire and dropped, so that the caller can hear the answer.
      if (size > limitBytes) {
        chunks.length = 0;
        reject(tooLarge(limitBytes));
      } else {
        chunks.push(chunk);
      }
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', () => reject(malformed('The connection broke while the body was read.')));
    request.once('close', () => reject(malformed('The connection closed before the body was complete.')));
  });
}

/** The one name that no field may have: to some readers of JSON it is no field, but what an object comes from. */
const NO_NAME = '__proto__';

/**
 * JSON as strictly as the database will take it: UTF-8, no NUL, no lone surrogates, no `__proto__`, no number beyond a
 * double, no bottomless nesting.
 * @throws Problem 400 for what is no such JSON, 422 for texts, names of fields and numbers that cannot be kept
 */
export function parseJsonBody(bytes: Buffer): unknown {
  const parsed = parse(decode(bytes));
  if (isTooDeep(parsed)) throw malformed('The body is nested too deeply.');
  const misnamed = faultsAt(placesNamed(parsed, NO_NAME), '', `is a name that no field may have`);
  if (misnamed.length > 0) throw malformed(`The body has a field ${NO_NAME}.`, misnamed);
  refuseUnstorable(parsed, '');
  const boundless = faultsAt(boundlessPlaces(parsed), '', 'is a number beyond what a double can hold');
  if (boundless.length > 0) throw invalid(boundless);
  return parsed;
}

/**
 * The one rule for texts that come in by the API, wherever in a request they stand.
 * @param prefix of the pointers: `/query`, `/path` or nothing
 * @throws Problem 422 with each place that holds what no database takes
 */
export function refuseUnstorable(input: unknown, prefix: string): void {
  const faults = faultsAt(unstorablePlaces(input), prefix, UNSTORABLE_MESSAGE);
  if (faults.length > 0) throw invalid(faults);
}

function faultsAt(places: readonly JsonPath[], prefix: string, message: string): FieldFault[] {
  return places.map((path) => ({ pointer: pointerTo(prefix, path), message }));
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('The body is not UTF-8.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw malformed(`The body is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`);
  }
}

function malformed(what: string, errors: FieldFault[] = []): Problem {
  const detail = `${what} Nothing was done. Correct the body and send it again.`;
  return new Problem('malformed-request', detail, { errors });
}

function tooLarge(limitBytes: number): Problem {
  return new Problem(
    'too-large',
    `The body is larger than ${limitBytes} bytes. Nothing was done. Send less, in several requests if need be.`,
  );
}
