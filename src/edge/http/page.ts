import { htmlOf } from '../../text/domain/html';
import type { Answer } from './route';

/** Where the style of all pages is. */
export const PAGE_STYLE_PATH = '/pages/style.css';

/** A page works without scripts, takes its style from here, and sends its forms nowhere else. */
const POLICY =
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * A page for people without a token.
 * @param body HTML that comes under the title
 */
export function pageAnswer(status: number, title: string, body: string): Answer {
  return {
    status,
    contentType: 'text/html; charset=utf-8',
    headers: { 'content-security-policy': POLICY },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${htmlOf(title)}</title>
<link rel="stylesheet" href="${PAGE_STYLE_PATH}">
</head>
<body>
<main>
<h1>${htmlOf(title)}</h1>
${body}
</main>
</body>
</html>
`,
  };
}
