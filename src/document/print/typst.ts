import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';

/** No font of this machine has a character of what is to be printed. Its message holds nothing of it. */
export class UnprintableError extends Error {
  override readonly name = 'UnprintableError';
}

/** Of what was set before, so much is kept. */
const REMEMBERED_SETTINGS = 10;

let compiler: NodeCompiler | undefined;

/**
 * A file by a layout in Typst's language, which finds what it says as JSON among its inputs, under `said`: PDF/UA-1, with its
 * structure, its language and its fonts. Of the same words it is the same, byte by byte, where its layout gives it a date. Beside
 * the fonts that Typst brings (Latin, Greek and Cyrillic among others) those of the machine are used.
 * @throws UnprintableError rather than that a character were missing or a box
 */
export function setInType(layout: string, said: object): Buffer {
  compiler ??= NodeCompiler.create();
  let failure = '';
  try {
    const compiled = compiler.compile({ mainFileContent: layout, inputs: { said: JSON.stringify(said) } });
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
  throw new Error('A document could not be set.');
}
