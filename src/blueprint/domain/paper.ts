/** A paper in landscape, and what of it lies within its margins. */
interface Room {
  widthPt: number;
  heightPt: number;
}

/** As Typst calls them; `us-tabloid` is 11 by 17 inches. */
export const PAPER_NAMES = ['a3', 'a4', 'us-letter', 'us-tabloid'] as const;
export type Paper = (typeof PAPER_NAMES)[number];

export const MARGIN_PT = 26;

/** Of the height, room for the line at the foot is taken too. */
export const PAPERS: Readonly<Record<Paper, Room>> = {
  a3: within(1190.55, 841.89),
  a4: within(841.89, 595.28),
  'us-letter': within(792, 612),
  'us-tabloid': within(1224, 792),
};

function within(widthPt: number, heightPt: number): Room {
  return { widthPt: widthPt - 2 * MARGIN_PT, heightPt: heightPt - 2 * MARGIN_PT - 2 };
}
