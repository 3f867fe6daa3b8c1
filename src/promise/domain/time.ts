/**
 * The product's time against the wall clock's. Both run alike, except on an embedded installation that was started
 * with a time scale: there the product's time runs `scale` times as fast from the first start on.
 */
export interface TimeScale {
  /** At least 1. */
  readonly scale: number;
  /** A wall instant, in milliseconds since 1970-01-01T00:00Z ... */
  readonly anchorWallMs: number;
  /** ... and the product's instant at that moment. */
  readonly anchorProductMs: number;
}

/** What the product reads its own time from. Never `Date.now()`. */
export interface Clock {
  /** The product's time now, in milliseconds since 1970-01-01T00:00Z. */
  productNow(): number;
}

/** The product's time is the wall clock's. */
export const REAL_TIME: TimeScale = { scale: 1, anchorWallMs: 0, anchorProductMs: 0 };

/** The product's instant at a wall instant; whole milliseconds. */
export function toProduct(wallMs: number, time: TimeScale): number {
  return Math.floor(time.anchorProductMs + (wallMs - time.anchorWallMs) * time.scale);
}

/** The first wall instant (whole milliseconds) at which the product's time has reached `productMs`. */
export function toWall(productMs: number, time: TimeScale): number {
  const wallMs = Math.ceil(time.anchorWallMs + (productMs - time.anchorProductMs) / time.scale);
  // The division may have rounded down past a whole millisecond.
  return toProduct(wallMs, time) < productMs ? wallMs + 1 : wallMs;
}

/** How long the wall clock takes for a span of the product's time; rounded up, so that a timer never fires early. */
export function wallDuration(productMs: number, time: Pick<TimeScale, 'scale'>): number {
  return Math.ceil(productMs / time.scale);
}

/**
 * A clock on the product's time.
 * @param wallNow where the wall time comes from: `Date.now` in a process; in a workflow that same call is replay-safe
 */
export function clockOf(time: TimeScale, wallNow: () => number): Clock {
  return { productNow: () => toProduct(wallNow(), time) };
}
