import { parseJson } from '../webhook-receiver';

/**
 * A request's body in a readable form: JSON as it is, a form as an object, a multipart upload as its parts (JSON parts
 * parsed, others as text), anything else as text. Undefined when empty.
 */
export function readBody(contentType: string, raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  const text = raw.toString('utf8');
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  if (contentType.startsWith('multipart/related')) return readParts(contentType, text);
  if (contentType.includes('json')) return parseJson(text) ?? text;
  return text;
}

/** One part of a multipart/related body. */
export interface BodyPart {
  readonly contentType: string;
  readonly content: unknown;
}

function readParts(contentType: string, text: string): { parts: BodyPart[] } {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1] ?? '';
  const parts = text
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const split = part.indexOf('\r\n\r\n');
      const partType = /content-type:\s*([^\r\n]+)/i.exec(part.slice(0, split))?.[1] ?? 'text/plain';
      const content = part.slice(split + 4).replace(/\r\n$/, '');
      return { contentType: partType, content: partType.includes('json') ? parseJson(content) : content };
    });
  return { parts };
}
