import type { SandboxAnswer } from '../kit/sandbox/vendor-sandbox';
import { refused } from './sandbox-state';

/** Xero's limits: 100 on a page unless asked for more. */
const PAGE_SIZE = 100;
const LARGEST_PAGE = 1_000;

interface ListQuery {
  readonly where?: string;
  readonly page?: string;
  readonly pageSize?: string;
}

/**
 * One answer of Xero's to a list: what fits `where`, and of it the page that was asked for. Without `page` all of it
 * comes at once.
 * @param name under which the items stand, such as `Invoices`
 */
export function listed(
  name: string,
  items: readonly object[],
  query: Readonly<Record<string, string>>,
): SandboxAnswer {
  const { where, page, pageSize = String(PAGE_SIZE) }: ListQuery = query;
  const fits = where === undefined ? () => true : condition(where);
  if (fits === undefined) return refused(`The where clause is not understood: ${where ?? ''}`);
  const found = items.filter(fits);
  if (page === undefined) return { status: 200, body: { [name]: found } };
  const [number, size] = [Number(page), Number(pageSize)];
  if (!(Number.isInteger(number) && number >= 1)) return refused('page must be 1 or more');
  if (!(Number.isInteger(size) && size >= 1 && size <= LARGEST_PAGE)) {
    return refused(`pageSize must be 1 to ${LARGEST_PAGE}`);
  }
  const pageCount = Math.ceil(found.length / size);
  const pagination = { page: number, pageSize: size, pageCount, itemCount: found.length };
  const start = (number - 1) * size;
  return { status: 200, body: { pagination, [name]: found.slice(start, start + size) } };
}

type Condition = (item: object) => boolean;

const TEXT = String.raw`"((?:[^"\\\r\n]|\\.)*)"`;
const COMPARISON = new RegExp(
  String.raw`^\s*([A-Za-z.]+?)\s*(==|!=|>=|<=|>|<)\s*(?:${TEXT}|guid\(\s*${TEXT}\s*\)|DateTime\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\)|(-?\d+(?:\.\d+)?)|(true|false|null))\s*`,
);
const CALL = new RegExp(String.raw`^\s*([A-Za-z.]+?)\.(StartsWith|EndsWith|Contains)\(\s*${TEXT}\s*\)\s*`);
const AND = /^(?:AND\b|&&)/i;

/** The part of Xero's query language that is of use here: comparisons and texts, joined by AND; undefined for others. */
function condition(where: string): Condition | undefined {
  const all: Condition[] = [];
  let rest = where;
  for (;;) {
    const match = COMPARISON.exec(rest) ?? CALL.exec(rest);
    if (match === null) return undefined;
    all.push(match.length === CALL_GROUPS ? textCall(match) : comparison(match));
    rest = rest.slice(match[0].length);
    if (rest === '') return (item) => all.every((fits) => fits(item));
    const and = AND.exec(rest);
    if (and === null) return undefined;
    rest = rest.slice(and[0].length);
  }
}

const CALL_GROUPS = 4;

function textCall([, path = '', verb = '', literal = '']: RegExpExecArray): Condition {
  const wanted = unescaped(literal).toLowerCase();
  return (item) => {
    const text = String(valueAt(item, path) ?? '').toLowerCase();
    if (verb === 'StartsWith') return text.startsWith(wanted);
    return verb === 'EndsWith' ? text.endsWith(wanted) : text.includes(wanted);
  };
}

function comparison([, path = '', operator = '', ...literals]: RegExpExecArray): Condition {
  const [text, guid, year, month, day, number, word] = literals;
  const wanted =
    text !== undefined
      ? unescaped(text).toLowerCase()
      : guid !== undefined
        ? guid.toLowerCase()
        : year !== undefined
          ? Date.UTC(Number(year), Number(month) - 1, Number(day))
          : number !== undefined
            ? Number(number)
            : word;
  return (item) => {
    const found = comparable(valueAt(item, path), year !== undefined);
    switch (operator) {
      case '==':
        return found === wanted;
      case '!=':
        return found !== wanted;
      case '>':
        return wanted !== undefined && found > wanted;
      case '>=':
        return wanted !== undefined && found >= wanted;
      case '<':
        return wanted !== undefined && found < wanted;
      default:
        return wanted !== undefined && found <= wanted;
    }
  };
}

/** Texts are compared as Xero does, whatever their case. */
function comparable(value: unknown, isDate: boolean): string | number {
  if (isDate) return Date.parse(String(value));
  if (typeof value === 'number') return value;
  return value === undefined || value === null ? 'null' : String(value).toLowerCase();
}

function valueAt(item: object, path: string): unknown {
  let value: unknown = item;
  for (const name of path.split('.')) {
    value = (value as Record<string, unknown> | undefined)?.[name];
  }
  return value;
}

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescaped(literal: string): string {
  return literal.replace(/\\(.)/gs, (_whole, character: string) => CONTROLS[character] ?? character);
}
