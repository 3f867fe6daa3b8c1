import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { openApiDocument } from './openapi';
import { notFound } from './http/problem';
import { type Route, route } from './http/route';

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Promisekeeper API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="page"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/page.js"></script>
</body>
</html>
`;

const SCRIPT = `window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#page',
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
});
`;

/** Everything comes from here; nothing is asked of another origin. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

const FILES: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/** The document of the API and a page to read and try it. */
export function docsRoutes(others: () => Route[]): Route[] {
  let document: string | undefined;
  return [
    route({
      method: 'get',
      path: '/openapi.json',
      summary: 'This document',
      tag: 'machines',
      access: 'public',
      answers: {
        200: {
          description: 'OpenAPI 3.1',
          content: { 'application/json': z.record(z.string(), z.unknown()) },
        },
      },
      handle: async () => {
        document ??= JSON.stringify(openApiDocument(others()));
        return { status: 200, body: document, contentType: 'application/json' };
      },
    }),
    route({
      method: 'get',
      path: '/docs',
      summary: 'A page of this document',
      tag: 'machines',
      access: 'public',
      answers: { 200: { description: 'The page', content: { 'text/html': z.string() } } },
      handle: async () => ({
        status: 200,
        body: PAGE,
        contentType: 'text/html; charset=utf-8',
        headers: { 'content-security-policy': PAGE_POLICY },
      }),
    }),
    route({
      method: 'get',
      path: '/docs/{file}',
      summary: 'A part of that page',
      tag: 'machines',
      access: 'public',
      params: z.object({ file: z.string().max(60) }),
      answers: { 200: { description: 'The file', content: { '*/*': z.string() } } },
      handle: async ({ params: { file } }) => {
        if (file === 'page.js')
          return { status: 200, body: SCRIPT, contentType: 'text/javascript; charset=utf-8' };
        const contentType = Object.hasOwn(FILES, file) ? FILES[file] : undefined;
        if (contentType === undefined) throw notFound('file', file);
        const folder = dirname(require.resolve('swagger-ui-dist/package.json'));
        return {
          status: 200,
          body: await readFile(join(folder, file)),
          contentType,
          headers: { 'cache-control': 'public, max-age=3600' },
        };
      },
    }),
  ];
}
