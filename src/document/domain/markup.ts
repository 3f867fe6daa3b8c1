import { htmlOf } from '../../text/domain/html';

/** A part of a document under its own title. @param id by which a link leads to it */
export function section(title: string, body: string, id?: string): string {
  return `<h2${id === undefined ? '' : ` id="${htmlOf(id)}"`}>${htmlOf(title)}</h2>\n${body}`;
}

/** A table of texts. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cell: 'th scope="col"' | 'td', texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${cell}>${htmlOf(text)}</${cell.slice(0, 2)}>`).join('')}</tr>`;
  const body = rows.map((row) => line('td', row)).join('\n');
  return `<table>\n<thead>${line('th scope="col"', head)}</thead>\n<tbody>\n${body}\n</tbody>\n</table>\n`;
}

export function list(items: readonly string[]): string {
  return `<ul>\n${items.map((item) => `<li>${htmlOf(item)}</li>`).join('\n')}\n</ul>\n`;
}

export function paragraph(text: string): string {
  return `<p>${htmlOf(text)}</p>\n`;
}
