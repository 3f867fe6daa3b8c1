import { parseJson } from '../webhook/webhook-receiver';

/**
 * A request's body in a readable form: JSON as it is, a form as an object, a multipart upload as its parts, anything else
 * as text. Undefined when empty.
 */
export function readBody(contentType: string, raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  const text = raw.toString('utf8');
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  if (contentType.startsWith('multipart/related')) return readParts(contentType, raw);
  if (contentType.includes('json')) return parseJson(text) ?? text;
  return text;
}

/** One part of a multipart/related body. */
export interface BodyPart {
  readonly contentType: string;
  /** JSON parsed, text as it is, of anything else the bytes in base64. */
  readonly content: unknown;
  readonly encoding?: 'base64';
}

/** Latin 1 has one character for each byte: what is cut out of it are the bytes that were sent. */
function readParts(contentType: string, raw: Buffer): { parts: BodyPart[] } {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1] ?? '';
  const parts = raw
    .toString('latin1')
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const split = part.indexOf('\r\n\r\n');
      const type = /content-type:\s*([^\r\n]+)/i.exec(part.slice(0, split))?.[1] ?? 'text/plain';
      return readPart(type, Buffer.from(part.slice(split + 4).replace(/\r\n$/, ''), 'latin1'));
    });
  return { parts };
}

function readPart(contentType: string, bytes: Buffer): BodyPart {
  if (contentType.includes('json')) return { contentType, content: parseJson(bytes.toString('utf8')) };
  if (contentType.startsWith('text/')) return { contentType, content: bytes.toString('utf8') };
  return { contentType, content: bytes.toString('base64'), encoding: 'base64' };
}
