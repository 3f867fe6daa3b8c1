import { cutText } from '../../text/domain/cut';

/** What Teams takes for one message, in bytes, with some room for what it adds. */
const MOST_BYTES = 25_000;
const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]']/g;

/** A message with one card, as Graph takes it. */
export interface TeamsMessage {
  readonly body: { readonly contentType: 'html'; readonly content: string };
  readonly attachments: readonly {
    readonly id: string;
    readonly contentType: string;
    readonly content: string;
  }[];
}

/**
 * A text as a card, whose pieces have no markup: whatever in it would be some is shown as it is written. Addresses are
 * links; the first one has a button too. The key is the card's id, which stays with the message.
 * @param key 26 characters; see `shortEffectKey`
 */
export function messageOf(text: string, key: string): TeamsMessage {
  let limit = Math.min(text.length, MOST_BYTES);
  while (sizeOf(whole(text.slice(0, limit), key)) > MOST_BYTES) limit = Math.floor(limit * 0.9);
  return whole(cutText(text, limit), key);
}

function sizeOf(message: TeamsMessage): number {
  return Buffer.byteLength(JSON.stringify(message));
}

function whole(text: string, key: string): TeamsMessage {
  const [first] = text.match(ADDRESS) ?? [];
  const card = {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.2',
    body: [{ type: 'Container', id: key, items: linesOf(text) }],
    ...(first === undefined ? {} : { actions: [{ type: 'Action.OpenUrl', title: 'Open', url: first }] }),
  };
  return {
    body: { contentType: 'html', content: `<attachment id="${key}"></attachment>` },
    attachments: [
      { id: key, contentType: 'application/vnd.microsoft.card.adaptive', content: JSON.stringify(card) },
    ],
  };
}

function linesOf(text: string): object[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return [];
    const follows = at > 0 && lines[at - 1]?.trim() !== '';
    return [{ type: 'RichTextBlock', spacing: follows ? 'None' : 'Medium', inlines: runsOf(line) }];
  });
}

function runsOf(line: string): object[] {
  const runs: object[] = [];
  let end = 0;
  for (const { 0: url, index } of line.matchAll(ADDRESS)) {
    if (index > end) runs.push({ type: 'TextRun', text: line.slice(end, index) });
    runs.push({ type: 'TextRun', text: url, selectAction: { type: 'Action.OpenUrl', url } });
    end = index + url.length;
  }
  if (end < line.length) runs.push({ type: 'TextRun', text: line.slice(end) });
  return runs;
}
