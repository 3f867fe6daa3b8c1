import { VendorError } from './errors';

/** Reads something that may not be there. @returns undefined where the vendor answers 404 */
export async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof VendorError && error.status === 404) return undefined;
    throw error;
  }
}
