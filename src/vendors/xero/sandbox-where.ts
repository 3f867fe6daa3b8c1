/** Whether a where clause holds of an item; case of letters does not count in texts. */
export type Condition = (item: object) => boolean;

const TOKEN =
  /\s*(?:("(?:[^"\\\n\r]|\\.)*")|(==|!=|>=|<=|>|<|&&|\|\||[(),])|(-?\d+(?:\.\d+)?)|([A-Za-z][\w.]*))/y;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/**
 * Reads Xero's `where`: comparisons of a field with a text, a number, `guid(...)`, `DateTime(y, m, d)` or a constant, and
 * `StartsWith`, `EndsWith`, `Contains`; joined by AND and OR (also `&&`, `||`) and parentheses; AND binds closer.
 * @returns undefined for what Xero refuses as not parsable
 */
export function parseWhere(where: string): Condition | undefined {
  const tokens = tokensOf(where);
  if (tokens === undefined) return undefined;
  const reader = new Reader(tokens);
  const condition = either(reader);
  return reader.isAtEnd ? condition : undefined;
}

function tokensOf(where: string): string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const text = where.trimEnd();
  while (TOKEN.lastIndex < text.length) {
    const [, literal, sign, number, word] = TOKEN.exec(text) ?? [];
    const token = literal ?? sign ?? number ?? word;
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  return tokens;
}

class Reader {
  private at = 0;
  constructor(private readonly tokens: readonly string[]) {}

  get isAtEnd(): boolean {
    return this.at === this.tokens.length;
  }

  /** Takes the next token if it is one of these. */
  takes(...wanted: readonly string[]): boolean {
    const isWanted = wanted.includes((this.tokens[this.at] ?? '').toUpperCase());
    if (isWanted) this.at += 1;
    return isWanted;
  }

  next(): string {
    const token = this.tokens[this.at] ?? '';
    this.at += 1;
    return token;
  }
}

function either(reader: Reader): Condition | undefined {
  let left = both(reader);
  while (left && reader.takes('OR', '||')) {
    const [one, other] = [left, both(reader)];
    left = other && ((item) => one(item) || other(item));
  }
  return left;
}

function both(reader: Reader): Condition | undefined {
  let left = comparison(reader);
  while (left && reader.takes('AND', '&&')) {
    const [one, other] = [left, comparison(reader)];
    left = other && ((item) => one(item) && other(item));
  }
  return left;
}

function comparison(reader: Reader): Condition | undefined {
  if (reader.takes('(')) {
    const inner = either(reader);
    return reader.takes(')') ? inner : undefined;
  }
  const path = reader.next();
  if (!/^[A-Za-z]/.test(path)) return undefined;
  const [, owner = '', verb = ''] = /^(.+)\.(StartsWith|EndsWith|Contains)$/.exec(path) ?? [];
  if (verb !== '') return textCall(reader, owner, verb);
  const sign = reader.next();
  const wanted = valueOf(reader);
  const compare = COMPARED[sign];
  if (compare === undefined || wanted === undefined) return undefined;
  return (item) => {
    const own = comparable(valueAt(item, path), wanted.isDate === true);
    return own === undefined ? sign === '!=' : compare(own, wanted.value);
  };
}

function textCall(reader: Reader, path: string, verb: string): Condition | undefined {
  const wanted = reader.takes('(') ? textOf(reader.next())?.toLowerCase() : undefined;
  if (wanted === undefined || !reader.takes(')')) return undefined;
  return (item) => {
    const own = comparable(valueAt(item, path), false);
    if (typeof own !== 'string') return false;
    if (verb === 'StartsWith') return own.startsWith(wanted);
    return verb === 'EndsWith' ? own.endsWith(wanted) : own.includes(wanted);
  };
}

type Comparable = string | number;

const COMPARED: Readonly<Record<string, (own: Comparable, wanted: Comparable) => boolean>> = {
  '==': (own, wanted) => own === wanted,
  '!=': (own, wanted) => own !== wanted,
  '>': (own, wanted) => own > wanted,
  '>=': (own, wanted) => own >= wanted,
  '<': (own, wanted) => own < wanted,
  '<=': (own, wanted) => own <= wanted,
};

function valueOf(reader: Reader): { value: Comparable; isDate?: true } | undefined {
  const token = reader.next();
  if (/^-?\d/.test(token)) return { value: Number(token) };
  if (/^(true|false)$/i.test(token)) return { value: token.toLowerCase() };
  if (/^guid$/i.test(token)) {
    const id = reader.takes('(') ? textOf(reader.next()) : undefined;
    return id !== undefined && reader.takes(')') ? { value: id.toLowerCase() } : undefined;
  }
  if (/^datetime$/i.test(token)) {
    const parts = dateParts(reader);
    return parts && { value: Date.UTC(parts[0], parts[1] - 1, parts[2]), isDate: true };
  }
  const text = textOf(token);
  return text === undefined ? undefined : { value: text.toLowerCase() };
}

function dateParts(reader: Reader): [year: number, month: number, day: number] | undefined {
  if (!reader.takes('(')) return undefined;
  const year = Number(reader.next());
  const month = reader.takes(',') ? Number(reader.next()) : Number.NaN;
  const day = reader.takes(',') ? Number(reader.next()) : Number.NaN;
  return reader.takes(')') && Number.isInteger(year + month + day) ? [year, month, day] : undefined;
}

function comparable(value: unknown, isDate: boolean): Comparable | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return undefined;
  return isDate ? Date.parse(value) : value.toLowerCase();
}

function valueAt(item: object, path: string): unknown {
  let value: unknown = item;
  for (const name of path.split('.')) {
    value = (value as Record<string, unknown> | undefined)?.[name];
  }
  return value;
}

function textOf(literal: string): string | undefined {
  if (!/^".*"$/s.test(literal)) return undefined;
  let isKnown = true;
  const text = literal.slice(1, -1).replaceAll(/\\(.)/gs, (_whole, character: string) => {
    const meant = ESCAPED[character];
    if (meant === undefined) isKnown = false;
    return meant ?? '';
  });
  return isKnown ? text : undefined;
}
