/** A mail as it was handed to the vendor, decoded as far as reading its lines needs. */
export function decodeMail(raw: string): { to: string; text: string } {
  const end = raw.search(/\r?\n\r?\n/);
  const head = raw.slice(0, end).replaceAll(/\r?\n[ \t]+/g, ' ');
  const body = raw.slice(end).trim();
  const to = /^To:.*?([\w.-]+@[\w.-]+)/im.exec(head)?.[1] ?? '';
  const encoding = /^Content-Transfer-Encoding:\s*(\S+)/im.exec(head)?.[1]?.toLowerCase();
  if (encoding === 'base64') {
    return { to, text: Buffer.from(body, 'base64').toString() };
  }
  if (encoding !== 'quoted-printable') {
    return { to, text: body };
  }
  const bytes = body
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return { to, text: Buffer.from(bytes, 'latin1').toString() };
}
