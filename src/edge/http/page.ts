import { htmlOf } from '../../text/domain/html';
import { z } from 'zod';
import { repairedText } from '../../text/domain/storable';
import type { Answer, BodySpec } from './route';

/** Where the style of all pages is. */
export const PAGE_STYLE_PATH = '/pages/style.css';

/** What a page is answered as, for the document. */
export const PAGE = { 'text/html': z.string() };

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

/** A form of a page, as a browser sends it. */
export function formOf(limitBytes: number) {
  return {
    kind: 'raw',
    mediaTypes: ['application/x-www-form-urlencoded'],
    limitBytes,
    description: 'A form of that page',
  } as const satisfies BodySpec;
}

/** What was typed into the fields of a form, by their names, as the database can keep it; nothing is an empty text. */
export function typedIn(body: Buffer): (field: string) => string {
  const form = new URLSearchParams(body.toString('utf8'));
  return (field) => repairedText(form.get(field) ?? '').replaceAll('\r\n', '\n');
}
