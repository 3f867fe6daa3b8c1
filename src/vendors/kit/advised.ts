import { ActionRefusedError } from '../../capability/refusal';
import { VendorError } from './errors';

/**
 * Asks a vendor for something that it may refuse for a known reason: then whoever has to do it by hand is told what to do.
 * @param reason what the vendor says of it, in its own words
 * @param advice a sentence without personal data
 * @throws ActionRefusedError with the advice when the vendor refuses for that reason
 */
export async function advised<T>(ask: () => Promise<T>, reason: RegExp, advice: string): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof VendorError && error.outcome === 'rejected' && reason.test(error.vendorText)) {
      throw new ActionRefusedError(advice);
    }
    throw error;
  }
}
