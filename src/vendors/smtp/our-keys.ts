import type PostalMime from 'postal-mime';

/** The headers of a mail by their names in lower case, each by its first value. */
export type MailHeaders = ReadonlyMap<string, string>;

export function mailHeaders(headers: readonly PostalMime.Header[]): MailHeaders {
  return new Map(headers.toReversed().map(({ key, value }) => [key, value.trim()]));
}

/** A short effect key, as the Message-ID of a mail of ours begins, and as its X-Promisekeeper-Key says. */
const OUR_MESSAGE_ID = /<([0-9a-v]{26})@/g;
/** At the begin of a line, perhaps quoted. */
const OUR_HEADER = /^[> \t]{0,20}X-Promisekeeper-Key:[ \t]{0,20}([0-9a-v]{26})\b/gim;
const OUR_KEY = /^[0-9a-v]{26}$/;

/** The keys of mails of ours that a text speaks of: that of the header where there is one, else those of Message-IDs. */
export function keysIn(text: string): string[] {
  // A mail gateway may have written another Message-ID, and the text may be quoted HTML.
  const plain = text.replaceAll('&lt;', '<');
  const inHeader = [...plain.matchAll(OUR_HEADER)].flatMap(([, key]) => key ?? []);
  if (inHeader.length > 0) return inHeader;
  return [...plain.matchAll(OUR_MESSAGE_ID)].flatMap(([, key]) => key ?? []);
}

/** A text that is a key as a whole; empty for others. */
export function keyOf(text: string | undefined): string[] {
  const bare = (text ?? '').trim();
  return OUR_KEY.test(bare) ? [bare] : [];
}
