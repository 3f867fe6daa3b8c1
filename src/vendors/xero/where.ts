/**
 * A text as a literal of Xero's `where` language, which takes the escapes of C#: a backslash and a quote mean something in
 * it, and a line does not end within it.
 */
export function whereLiteral(text: string): string {
  return `"${text.replaceAll(/["\\\n\r\t]/g, (character) => ESCAPES[character] ?? character)}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** The condition that a field is exactly this text. */
export function whereEquals(field: string, text: string): string {
  return `${field}==${whereLiteral(text)}`;
}
