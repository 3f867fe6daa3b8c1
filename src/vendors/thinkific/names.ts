import { cutText } from '../../text/domain/cut';

const LONGEST_NAME = 255;
/** Stands for a last name where there is none: Thinkific takes no blank one. */
const NO_NAME = '-';

/** Both names that Thinkific asks for: put together, as it shows them, they are the name as it was given. */
export function namesOf(name: string): { first_name: string; last_name: string } {
  const words = name.trim().split(/\s+/u);
  const last = words.length > 1 ? words.at(-1) : undefined;
  const first = (last === undefined ? words : words.slice(0, -1)).join(' ');
  return {
    first_name: cutText(first === '' ? NO_NAME : first, LONGEST_NAME),
    last_name: cutText(last ?? NO_NAME, LONGEST_NAME),
  };
}
