import type { Connection } from './database';

/** The next reference of a prefix, such as CD-0042; counts without gaps unless the transaction is rolled back. */
export async function nextReference(tx: Connection, prefix: string): Promise<string> {
  const [counter] = await tx.$queryRaw<{ last: number }[]>`
    INSERT INTO reference_counter (prefix, last) VALUES (${prefix}, 1)
    ON CONFLICT (prefix) DO UPDATE SET last = reference_counter.last + 1
    RETURNING last`;
  return `${prefix}-${String(counter?.last).padStart(4, '0')}`;
}
