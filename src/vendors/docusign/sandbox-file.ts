import type { Envelope } from './sandbox-state';

/** A PDF of one page that names the documents and who has signed them: not their text, which only DocuSign renders. */
export function fileOf({ envelopeId, documents, signers }: Envelope): Buffer {
  const lines = [
    ...documents.map(({ name }) => name),
    ...signers.map(({ name, signedDateTime }) => `${name}: ${signedDateTime ?? 'not signed'}`),
    `Envelope ID: ${envelopeId}`,
  ];
  const shown = lines.map((line) => `(${escaped(line)}) Tj T*`).join('\n');
  const page = `BT /F1 12 Tf 72 760 Td 16 TL\n${shown}\nET`;
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${Buffer.byteLength(page, 'latin1')} >>\nstream\n${page}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ]);
}

/** Objects numbered from 1, and where each begins. The second line of a PDF has bytes that are no text. */
function pdfOf(objects: readonly string[]): Buffer {
  let file = '%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n';
  const places = objects.map((object, index) => {
    const place = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(`${file}${table}${trailer}`, 'latin1');
}

/** Text in a PDF: what its font does not have is a question mark. */
function escaped(text: string): string {
  return text.replaceAll(/[^\u0020-\u007e\u00a0-\u00ff]/g, '?').replaceAll(/[\\()]/g, '\\$&');
}
