const SIGNS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#039': "'" };

/** What somebody typed, of the HTML that Snipe-IT's interface makes of it. */
export function plainText(html: string): string {
  return html.replaceAll(/&(amp|lt|gt|quot|#039);/g, (whole, name: string) => SIGNS[name] ?? whole);
}

/** The same the other way round. */
export function escapedText(text: string): string {
  const names = Object.fromEntries(Object.entries(SIGNS).map(([name, sign]) => [sign, name]));
  return text.replaceAll(/[&<>"']/g, (sign) => `&${names[sign]};`);
}
