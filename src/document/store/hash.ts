import { createHash } from 'node:crypto';

/** SHA-256 of what a document is made of, in hex. */
export function contentHash(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content), 'utf8').digest('hex');
}
