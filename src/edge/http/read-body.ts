import type { IncomingMessage } from 'node:http';
import { Problem } from './problem';

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

/**
 * JSON as strictly as the database will take it: UTF-8, no NUL, no lone surrogates, no `__proto__`.
 * @throws Problem 400
 */
export function parseJsonBody(bytes: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('The body is not UTF-8.');
  }
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (key === '__proto__' || !isStorableText(key)) {
        throw new SyntaxError('a key that is not taken');
      }
      if (typeof value === 'string' && !isStorableText(value)) {
        throw new SyntaxError('a text with a NUL or half a character');
      }
      return value;
    });
  } catch (error) {
    throw malformed(`The body is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`);
  }
}

/** Whether PostgreSQL can keep the text: no NUL and no half of a surrogate pair. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

function malformed(what: string): Problem {
  return new Problem('malformed-request', `${what} Nothing was done. Correct the body and send it again.`);
}

function tooLarge(limitBytes: number): Problem {
  return new Problem(
    'too-large',
    `The body is larger than ${limitBytes} bytes. Nothing was done. Send less, in several requests if need be.`,
  );
}
