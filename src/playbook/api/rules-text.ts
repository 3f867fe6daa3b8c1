import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { invalid, type Problem } from '../../edge/http/problem';
import { JSON_LIMIT_BYTES, parseJsonBody, refuseUnstorable } from '../../edge/http/read-body';
import type { TextFault } from '../domain/rules/text';

/** The number of a version in an address. */
export const versionNumber = z.string().regex(/^[1-9]\d{0,5}$/);

const DESCRIPTION = 'The YAML text of the rules. What is none is refused with each line and how to mend it';

const jsonSource = z.strictObject({ source: z.string().min(1).describe(DESCRIPTION) });

/** A text of rules that is published, as a route takes it. */
export const RULES_TEXT = {
  kind: 'raw' as const,
  mediaTypes: ['text/yaml', 'application/yaml', 'application/json'],
  limitBytes: JSON_LIMIT_BYTES,
  description: DESCRIPTION,
  json: jsonSource,
};

/** The text that was sent, in whichever way. @throws Problem 400 or 422 */
export function sourceIn(body: Buffer, headers: IncomingHttpHeaders): string {
  const isJson = headers['content-type']?.split(';')[0]?.trim().toLowerCase() === 'application/json';
  return isJson ? sourceOf(parseJsonBody(body)) : textOf(body);
}

/** The answer to a text with faults: each with its field and its line. */
export function faultyText(faults: readonly TextFault[]): Problem {
  return invalid(
    faults.map(({ line, path, message }) => ({
      pointer: path === '' ? '' : `/${path.replaceAll('.', '/')}`,
      message: `line ${line}: ${message}`,
    })),
  );
}

function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  refuseUnstorable(text, '');
  return text;
}

function sourceOf(body: unknown): string {
  const parsed = jsonSource.safeParse(body);
  if (!parsed.success) {
    throw invalid([{ pointer: '/source', message: 'send {"source": "<the YAML text>"} and nothing else' }]);
  }
  return parsed.data.source;
}
