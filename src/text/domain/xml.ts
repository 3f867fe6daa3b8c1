/** Text inside XML, SVG's too: nothing in it is markup. XML has no control characters, not even escaped ones. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, ' ')
    .replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
