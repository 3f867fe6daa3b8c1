// Reads PDFs by another program than the one that wrote them: `node read-pdf.mjs FILE...` prints what it finds as JSON, and
// draws the first page of the first one into the file that PICTURE names.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';

const files = process.argv.slice(2);
const PDFJS = join(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'), '..');

const rolesIn = ({ role, children = [] }) => [role, ...children.flatMap(rolesIn)].filter(Boolean);

async function found(file, picture) {
  const pdf = await getDocument({
    data: new Uint8Array(readFileSync(file)),
    standardFontDataUrl: `${join(PDFJS, 'standard_fonts')}/`,
    fontExtraProperties: true,
    verbosity: 0,
  }).promise;
  const page = await pdf.getPage(1);
  const { info, metadata } = await pdf.getMetadata();
  const { fnArray, argsArray } = await page.getOperatorList();
  const used = fnArray.flatMap((fn, at) => (fn === OPS.setFont ? [argsArray[at][0]] : []));
  const fonts = [...new Set(used)].map((id) => {
    const { name, missingFile } = page.commonObjs.get(id);
    return { name, isEmbedded: missingFile !== true };
  });
  const { items } = await page.getTextContent();
  if (picture) await draw(page, picture);
  return {
    pages: pdf.numPages,
    language: info.Language,
    title: info.Title,
    author: info.Author,
    isMarked: (await pdf.getMarkInfo())?.Marked === true,
    standard: metadata.getRaw().match(/pdfuaid:part>(\d)/)?.[1] ?? null,
    roles: [...new Set(rolesIn(await page.getStructTree()))],
    text: items.map(({ str, hasEOL }) => str + (hasEOL ? '\n' : '')).join(''),
    links: (await page.getAnnotations()).flatMap(({ url }) => url ?? []),
    fonts,
  };
}

async function draw(page, picture) {
  const { createCanvas } = await import('@napi-rs/canvas');
  const viewport = page.getViewport({ scale: 1.5 });
  const canvas = createCanvas(viewport.width, viewport.height);
  await page.render({ canvas, canvasContext: canvas.getContext('2d'), viewport }).promise;
  writeFileSync(picture, canvas.toBuffer('image/png'));
}

const { PICTURE } = process.env;
const all = [];
for (const [place, file] of files.entries()) all.push(await found(file, place === 0 ? PICTURE : undefined));
console.log(JSON.stringify(all));
