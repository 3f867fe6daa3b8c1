import { z } from 'zod';
import { PAGE_STYLE_PATH } from './http/page';
import { type Route, route } from './http/route';

const STYLE = `:root { color-scheme: light dark; --line: #8886; --soft: #f3f4f6; --act: #0b57d0; --on-act: #fff; }
@media (prefers-color-scheme: dark) { :root { --soft: #26282c; --act: #a8c7fa; --on-act: #062e6f; } }
* { box-sizing: border-box; }
body { margin: 0; background: Canvas; color: CanvasText; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1.15rem; margin-top: 2rem; }
.document { border: 1px solid var(--line); border-radius: .5rem; padding: 0 1rem; }
.document h1 { font-size: 1.25rem; }
.note, .fault { border-left: .25rem solid var(--act); background: var(--soft); padding: .5rem 1rem; }
.fault { border-color: #c5221f; }
form { margin: 1.5rem 0; }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
label.check { font-weight: 400; display: flex; gap: .6rem; align-items: baseline; }
input:not([type=checkbox]), select, textarea { width: 100%; font: inherit; padding: .5rem; border: 1px solid var(--line); border-radius: .25rem; background: Canvas; color: CanvasText; }
button { font: inherit; font-weight: 600; margin-top: 1rem; padding: .6rem 1.25rem; border: 1px solid var(--act); border-radius: .25rem; background: var(--act); color: var(--on-act); cursor: pointer; }
button.other { background: none; color: var(--act); }
:focus-visible { outline: .2rem solid var(--act); outline-offset: .15rem; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { border: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top; }
th { white-space: nowrap; }
summary { cursor: pointer; }
@media (max-width: 40rem) { table, tbody, tr, td { display: block; } th { display: none; } tr { margin-bottom: .75rem; } td:empty { display: none; } }
@media print { form, details, .note { display: none; } }
`;

/** The one style of all pages. */
export function pageStyleRoutes(): Route[] {
  return [
    route({
      method: 'get',
      path: PAGE_STYLE_PATH,
      summary: 'The style of the pages for people without a token',
      tag: 'machines',
      access: 'public',
      answers: { 200: { description: 'CSS', content: { 'text/css': z.string() } } },
      handle: async () => ({
        status: 200,
        contentType: 'text/css; charset=utf-8',
        headers: { 'cache-control': 'public, max-age=3600' },
        body: STYLE,
      }),
    }),
  ];
}
