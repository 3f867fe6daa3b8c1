import { cutText } from '../../text/domain/cut';
import { shortEffectKey } from '../kit/effect-key';

const LONGEST_TITLE = 255;
const KEY_LENGTH = 10;
const MARKED = /\[[0-9a-v]{10}\]$/;

/** A title with our mark: Planner has no other place for a key that a list shows. */
export function marked(title: string, key: string): string {
  const mark = `[${shortEffectKey(key).slice(0, KEY_LENGTH)}]`;
  return `${cutText(title, LONGEST_TITLE - mark.length - 1)} ${mark}`;
}

/** Whether a title has the mark of this key. */
export function isMarked(title: string, key: string): boolean {
  return title.endsWith(`[${shortEffectKey(key).slice(0, KEY_LENGTH)}]`);
}

/** Whether a title has a mark of ours. */
export function isOurs(title: string): boolean {
  return MARKED.test(title);
}
