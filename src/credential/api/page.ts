import type { Answer } from '../../edge/http/route';
import { htmlOf } from '../../text/domain/html';

/** A page of plain text for whoever came by a link: its first line is its title. */
export function page(status: number, title: string, ...lines: string[]): Answer {
  const body = lines.map((line) => `<p>${htmlOf(line)}</p>`).join('\n');
  return {
    status,
    contentType: 'text/html; charset=utf-8',
    body: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${htmlOf(title)}</title></head>
<body>
<h1>${htmlOf(title)}</h1>
${body}
</body>
</html>
`,
  };
}
