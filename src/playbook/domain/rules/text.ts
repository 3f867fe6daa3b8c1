import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** One thing wrong with a file of rules, with the line to look at. */
export interface TextFault {
  line: number;
  path: string;
  message: string;
}

/** One thing wrong with rules, and where in them. */
export interface RulesFault {
  path: (string | number)[];
  message: string;
}

/** What was written, once it has been judged: rules, or everything that keeps it from being some. */
export type Judged<Rules> = { ok: true; rules: Rules } | { ok: false; faults: RulesFault[] };
export type ParsedText<Rules> = { ok: true; rules: Rules } | { ok: false; faults: TextFault[] };

/**
 * Reads rules from their YAML text. A text that is no YAML, or multiplies itself by aliases, is a fault like any other.
 * @param judge names all faults at once
 */
export function parseRules<Rules>(
  source: string,
  judge: (written: unknown) => Judged<Rules>,
): ParsedText<Rules> {
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
  try {
    const judged = judge(document.toJS());
    return judged.ok
      ? judged
      : {
          ok: false,
          faults: judged.faults.map(({ path, message }) => ({
            line: lineOf(path),
            path: path.join('.'),
            message,
          })),
        };
  } catch (error) {
    const message = error instanceof Error ? error.message : 'cannot be read';
    return { ok: false, faults: [{ line: 1, path: '', message }] };
  }
}

/** Every fault of a form, each at the field that is wrong. */
export function faultsOfForm({ issues }: z.core.$ZodError): RulesFault[] {
  return issues.flatMap((issue) => faultsIn(issue, []));
}

function faultsIn(issue: z.core.$ZodIssue, within: (string | number)[]): RulesFault[] {
  const path = [...within, ...(issue.path as (string | number)[])];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], message: `Unrecognized key: "${key}"` }));
    case 'invalid_key':
      return issue.issues.map(({ message }) => ({ path, message }));
    case 'invalid_union': {
      // Of several forms the one is meant whose parts alone are wrong.
      const meant = issue.errors.find((branch) => branch.every(isOfPart));
      return meant?.flatMap((inner) => faultsIn(inner, path)) ?? [{ path, message: formsOf(issue) }];
    }
    default:
      return [{ path, message: issue.message }];
  }
}

function isOfPart({ code, path }: z.core.$ZodIssue): boolean {
  return path.length > 0 || code === 'unrecognized_keys';
}

/** What each of several forms asks for, where none of them is meant. */
function formsOf({ errors, message }: z.core.$ZodIssueInvalidUnion): string {
  const asked = [...new Set(errors.flatMap((branch) => branch.map((inner) => inner.message)))];
  return asked.length === 0 ? message : asked.join(', or: ');
}

/** The faults as one text for people: a line each. */
export function describeFaults(name: string, faults: TextFault[]): string {
  return faults
    .map((fault) => `${name}:${fault.line} ${fault.path ? `${fault.path}: ` : ''}${fault.message}`)
    .join('\n');
}
