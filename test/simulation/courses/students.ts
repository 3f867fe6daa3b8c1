/** Something that a student does, or that is said of them, on a day after the beginning. */
export type Doing =
  | { day: number; do: 'progress'; share: number }
  | { day: number; do: 'complete' | 'leave' }
  | { day: number; do: 'feedback'; rating: number };

/** What becomes of a student. Whoever does not finish is said to take the course no more in the end. */
const STORIES: Record<string, readonly Doing[]> = {
  finishes: [
    { day: 4, do: 'progress', share: 0.3 },
    { day: 11, do: 'progress', share: 0.75 },
    { day: 17, do: 'complete' },
  ],
  'is told of twice, and backward': [
    { day: 5, do: 'progress', share: 0.5 },
    { day: 6, do: 'progress', share: 0.2 },
    { day: 6, do: 'progress', share: 0.2 },
    { day: 13, do: 'complete' },
    { day: 14, do: 'complete' },
    { day: 15, do: 'progress', share: 0.4 },
  ],
  'never starts': [{ day: 30, do: 'leave' }],
  stalls: [
    { day: 3, do: 'progress', share: 0.2 },
    { day: 33, do: 'leave' },
  ],
  'leaves the others': [
    { day: 5, do: 'progress', share: 0.4 },
    { day: 9, do: 'leave' },
    { day: 10, do: 'leave' },
  ],
  'is not content, and finishes all the same': [
    { day: 6, do: 'feedback', rating: 1 },
    { day: 12, do: 'progress', share: 0.6 },
    { day: 20, do: 'complete' },
    { day: 20, do: 'feedback', rating: 4 },
  ],
};

export const STORY_COUNT = Object.keys(STORIES).length;

/** What the student of that number does. Each story is told about as often as the others. */
export function doingsOf(number: number): readonly Doing[] {
  return Object.values(STORIES)[(number - 1) % STORY_COUNT] ?? [];
}

export const finishes = (doings: readonly Doing[]): boolean =>
  doings.some((doing) => doing.do === 'complete');
