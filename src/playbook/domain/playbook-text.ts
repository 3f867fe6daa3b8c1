import { isNode, LineCounter, parseDocument } from 'yaml';
import { faultsOf, type PlaybookFault } from './playbook-rules';
import { NAMEABLE, playbookSchema, playbookSchemaOf } from './playbook-schema';
import type { Playbook } from './playbook';
import { type NamedVendor, vendorFaults } from './vendor-faults';

/** One thing wrong with a playbook file, with the line to look at. */
export interface TextFault {
  line: number;
  path: string;
  message: string;
}

export type ParsedPlaybook =
  | {
      ok: true;
      playbook: Playbook;
      /** Where a fault stands that was found elsewhere. */
      locate: (fault: PlaybookFault) => TextFault;
    }
  | { ok: false; faults: TextFault[] };

/**
 * Reads a playbook from its YAML text: form first, then what its parts have to do with each other. All faults at once.
 * @param vendors those that it may name; left out for a text that was published, whose vendors may have left since
 * @param nameable what else it may name
 */
export function parsePlaybook(
  source: string,
  vendors?: readonly NamedVendor[],
  nameable = NAMEABLE,
): ParsedPlaybook {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) {
    return {
      ok: false,
      faults: document.errors.map((error) => ({
        line: lines.linePos(error.pos[0]).line,
        path: '',
        message: error.message.split('\n')[0] ?? 'not YAML',
      })),
    };
  }
  const lineOf = (path: (string | number)[]): number => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) {
        return lines.linePos(node.range[0]).line;
      }
    }
    return 1;
  };
  const located = (fault: PlaybookFault): TextFault => ({
    line: lineOf(fault.path),
    path: fault.path.join('.'),
    message: fault.message,
  });

  const schema = nameable === NAMEABLE ? playbookSchema : playbookSchemaOf(nameable);
  const parsed = schema.safeParse(document.toJS());
  if (!parsed.success) {
    return {
      ok: false,
      faults: parsed.error.issues.map((issue) =>
        located({ path: issue.path as (string | number)[], message: issue.message }),
      ),
    };
  }
  const playbook = parsed.data as Playbook;
  const faults = [...faultsOf(playbook, nameable.facts), ...(vendors ? vendorFaults(playbook, vendors) : [])];
  return faults.length > 0
    ? { ok: false, faults: faults.map(located) }
    : { ok: true, playbook, locate: located };
}

/** The faults as one text for people: a line each. */
export function describeFaults(name: string, faults: TextFault[]): string {
  return faults
    .map((fault) => `${name}:${fault.line} ${fault.path ? `${fault.path}: ` : ''}${fault.message}`)
    .join('\n');
}
