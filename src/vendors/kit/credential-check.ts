import { VendorError } from './errors';

/** A right that a credential does not have, as the vendor names it. */
export interface MissingScope {
  readonly scope: string;
  /** What the vendor says of it, in its own words; may be empty. */
  readonly said: string;
}

/** Reading calls, each by the scope that it needs. */
export type Readings = Readonly<Record<string, () => Promise<unknown>>>;

/**
 * Which scopes a credential lacks, found out by reading alone. That there is nothing to read is an answer too: the right
 * was looked at first.
 * @throws VendorError when the vendor does not take the credential, or cannot be asked
 */
export async function missingAmong(readings: Readings): Promise<MissingScope[]> {
  const missing: MissingScope[] = [];
  for (const [scope, read] of Object.entries(readings)) {
    try {
      await read();
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      if (error.status === 403) missing.push({ scope, said: error.vendorText });
      else if (error.status !== 404) throw error;
    }
  }
  return missing;
}
