import { v5 as uuidv5 } from 'uuid';

/** The namespace (RFC 9562, version 5) of ids that follow from what they name; never to be changed. */
const NAMESPACE = '6d0f0f0a-31a5-4b0e-8f6e-9d3f1b0c7a52';

/**
 * An id that follows from what it names: the same in every playing of a workflow task, whatever came before it. So an
 * id that people have seen never comes to mean something else.
 * @param parts what it names, from the outermost to the innermost; the same parts always give the same id
 */
export function derivedId(prefix: 'prm' | 'esc' | 'inc' | 'cmd', ...parts: string[]): string {
  return `${prefix}_${uuidv5(JSON.stringify(parts), NAMESPACE)}`;
}
