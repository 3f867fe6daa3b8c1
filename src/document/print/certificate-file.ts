import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { dayInWords } from '../domain/certificate';
import { CERTIFICATE_LAYOUT } from './layout';

/** What a certificate says. */
export interface PrintedCertificate {
  readonly number: string;
  readonly name: string;
  readonly title: string;
  readonly issuer: string;
  /** Such as 2026-03-04. */
  readonly issuedOn: string;
  /** Where anybody checks it. */
  readonly page: string;
}

/** No font of this machine has a character of what is to be printed. Its message holds nothing of it. */
export class UnprintableError extends Error {
  override readonly name = 'UnprintableError';
}

/** Of what was set before, so much is kept. */
const REMEMBERED_SETTINGS = 10;

let compiler: NodeCompiler | undefined;

/**
 * A certificate as a file: PDF/UA-1, with its structure, its language and its fonts. Of the same words it is the same, byte
 * by byte. Beside the fonts that Typst brings (Latin, Greek and Cyrillic among others) those of the machine are used.
 * @throws UnprintableError rather than that a character were missing or a box
 */
export function certificateFile(said: PrintedCertificate): Buffer {
  compiler ??= NodeCompiler.create();
  let failure = '';
  try {
    const data = JSON.stringify({ ...said, day: dayInWords(said.issuedOn) });
    const compiled = compiler.compile({ mainFileContent: CERTIFICATE_LAYOUT, inputs: { said: data } });
    if (compiled.result !== null) return compiler.pdf(compiled.result, { pdfStandard: 'ua-1' });
  } catch (error) {
    failure = String(error);
  } finally {
    compiler.evictCache(REMEMBERED_SETTINGS);
  }
  // What Typst says holds the very words: it goes nowhere.
  if (failure.includes('could not be displayed with font')) {
    throw new UnprintableError('No font of this machine has every character of it.');
  }
  throw new Error('A certificate could not be set.');
}
