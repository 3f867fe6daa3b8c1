/** Whether a where clause holds of an object's fields; case of letters does not count in texts. */
export type Condition = (fields: Readonly<Record<string, unknown>>) => boolean;

const TOKEN = /\s*(?:("(?:[^"\\\n\r]|\\.)*")|(==|!=|&&|\|\||[()])|([A-Za-z][\w.]*))/y;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/**
 * Reads Xero's `where`: comparisons of a field with a text, joined by AND and OR (also `&&`, `||`) and parentheses; AND
 * binds closer.
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
    const [, literal, sign, word] = TOKEN.exec(text) ?? [];
    const token = literal ?? sign ?? word;
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
    left = other && ((fields) => one(fields) || other(fields));
  }
  return left;
}

function both(reader: Reader): Condition | undefined {
  let left = comparison(reader);
  while (left && reader.takes('AND', '&&')) {
    const [one, other] = [left, comparison(reader)];
    left = other && ((fields) => one(fields) && other(fields));
  }
  return left;
}

function comparison(reader: Reader): Condition | undefined {
  if (reader.takes('(')) {
    const inner = either(reader);
    return reader.takes(')') ? inner : undefined;
  }
  const [field, sign, literal] = [reader.next(), reader.next(), reader.next()];
  const value = textOf(literal);
  if (!/^[A-Za-z]/.test(field) || (sign !== '==' && sign !== '!=') || value === undefined) return undefined;
  return (fields) => {
    const own = fields[field];
    const isSame = typeof own === 'string' && own.toLowerCase() === value.toLowerCase();
    return isSame === (sign === '==');
  };
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
