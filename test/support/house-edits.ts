import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

interface Edit {
  file: string;
  find: string;
  replace: string;
}

/**
 * The files outside its own folder that a new one of a kind touches, as its fixture edits them, with their new text.
 * @throws Error when one of them does not say any more what the fixture would change
 */
export function filesTouchedBy(
  kind: 'vendor' | 'capability' | 'trackKind' | 'fact' | 'subject',
): Map<string, string> {
  const path = join(ROOT, 'test/fixtures/house', kind, 'edits.json');
  const texts = new Map<string, string>();
  for (const { file, find, replace } of JSON.parse(readFileSync(path, 'utf8')) as Edit[]) {
    const text = texts.get(file) ?? readFileSync(join(ROOT, file), 'utf8');
    if (text.split(find).length !== 2) throw new Error(`${file} does not say once: ${find}`);
    texts.set(file, text.replace(find, replace));
  }
  return texts;
}
