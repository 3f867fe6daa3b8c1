/** Text as HTML: nothing in it is markup. */
export function htmlOf(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '<br>\n');
}

/** A page by itself. @param body HTML */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>\n<meta charset="utf-8">\n<title>${htmlOf(title)}</title>\n${body}`;
}
