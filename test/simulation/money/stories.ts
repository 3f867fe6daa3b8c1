import type { Random } from '../../promise/clock/random';
import { CODES, type Code } from './minor';

/** Something that is done with money, by hand (stated to the engagement) or in the books (in Xero, which tells us). */
export type Act =
  | { do: 'foreign' }
  | { do: 'pay' | 'refund'; share: Share; named?: boolean }
  | { do: 'payInXero'; share: Share }
  | { do: 'takeBackInXero' | 'voidInXero' | 'creditInXero' | 'record' | 'waive' };

/** How much: a third of what is asked, what is open, more than that, or all that was paid. */
export type Share = 'third' | 'open' | 'more' | 'paid';

/**
 * What becomes of the first invoice. Each kind of story is told about as often as the others; the first five have every kind of
 * act.
 */
export const STORIES: Record<string, readonly Act[]> = {
  'in parts, and in another currency': [
    { do: 'foreign' },
    { do: 'pay', share: 'third' },
    { do: 'pay', share: 'third', named: true },
    { do: 'pay', share: 'open' },
  ],
  'refunded after the gate opened': [
    { do: 'pay', share: 'open' },
    { do: 'refund', share: 'paid' },
    { do: 'payInXero', share: 'open' },
  ],
  'voided, and invoiced by hand': [
    { do: 'voidInXero' },
    { do: 'record' },
    { do: 'pay', share: 'third', named: true },
    { do: 'pay', share: 'open' },
  ],
  waived: [{ do: 'waive' }, { do: 'payInXero', share: 'third' }, { do: 'takeBackInXero' }],
  'credited in part, and told twice': [
    { do: 'creditInXero' },
    { do: 'pay', share: 'third', named: true },
    { do: 'payInXero', share: 'open' },
  ],
  'in part in the books, then more than is asked': [
    { do: 'payInXero', share: 'third' },
    { do: 'pay', share: 'more', named: true },
  ],
  'refunded before the gate opened': [
    { do: 'pay', share: 'third' },
    { do: 'refund', share: 'paid' },
    { do: 'payInXero', share: 'open' },
  ],
  'taken back in the books': [
    { do: 'payInXero', share: 'open' },
    { do: 'takeBackInXero' },
    { do: 'pay', share: 'third' },
    { do: 'payInXero', share: 'open' },
  ],
};

export const STORY_NAMES = Object.keys(STORIES);

/** The story of the engagement of that number. There is one more of them than of currencies, so that each meets each. */
export function storyOf(number: number): string {
  return STORY_NAMES[(number - 1) % STORY_NAMES.length] ?? '';
}

/** A currency in which nothing is asked. */
export function anotherThan(currency: Code, fate: Random): Code {
  return fate.pick(CODES.filter((code) => code !== currency));
}
