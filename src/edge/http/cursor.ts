import { z } from 'zod';
import { invalid } from './problem';

/** A number in a query, in decimal digits alone: no other way of writing it is understood by all. */
export function wholeNumber(least: number, most: number) {
  const digitsOnly = (text: unknown) => (/^\d{1,15}$/.test(String(text)) ? Number(text) : text);
  return z.preprocess(digitsOnly, z.int().min(least).max(most));
}

/** The query parameters of every list. */
export const pageQuery = {
  limit: wholeNumber(1, 200).default(50).describe('How many items at most; 200 at the utmost'),
  cursor: z.string().max(1_000).optional().describe('`nextCursor` of the page before'),
};

/** One page of a list. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({
    items: z.array(item),
    nextCursor: z.string().nullable().describe('Gives the next page; null on the last one'),
  });
}

/** Cuts rows that were read one beyond the limit into a page and the cursor of the next. */
export function toPage<R, I>(
  rows: R[],
  limit: number,
  show: (row: R) => I,
  place: (row: R) => unknown[],
): { items: I[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(show),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(place(last)) : null,
  };
}

function encodeCursor(place: unknown[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * The place that a cursor stands for.
 * @throws Problem 422 when it is none of ours
 */
export function decodeCursor<T extends z.ZodType>(cursor: string | undefined, place: T): z.output<T> | null {
  if (cursor === undefined) {
    return null;
  }
  let written: unknown;
  try {
    written = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    written = undefined;
  }
  const parsed = place.safeParse(written);
  if (!parsed.success) {
    throw invalid([
      { pointer: '/query/cursor', message: 'use the nextCursor of a page of this list, or leave it out' },
    ]);
  }
  return parsed.data;
}

/** An instant inside a cursor. */
export const instantPart = z.iso.datetime().transform((text) => new Date(text));
