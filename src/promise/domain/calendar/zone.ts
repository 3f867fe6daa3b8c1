import { ClockError } from '../clock/errors';
import type { Interval } from '../clock/intervals';
import { dateText, dayMs } from '../clock/time-text';
import { zoneOfWindows } from './windows-zones';

interface Piece extends Interval {
  readonly offsetMs: number;
}

const weekMs = 7 * dayMs;

/**
 * The offsets of one IANA time zone, from the runtime's own zone data. Rules change at whole seconds and never twice
 * within a week, so that one probe a week and a bisection find every change.
 */
export class Zone {
  private readonly format: Intl.DateTimeFormat;
  private readonly years = new Map<number, Piece[]>();
  /** The piece asked for last: most questions are about the same half-year. */
  private latest: Piece | null = null;

  /** @throws ClockError `CALENDAR_UNKNOWN_ZONE`: a fixed offset such as `+02:00` is no zone, it knows no summer time. */
  constructor(readonly id: string) {
    try {
      if (!/^[A-Za-z]/.test(id)) throw new RangeError(id);
      this.format = new Intl.DateTimeFormat('en-US', {
        timeZone: id,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch {
      throw new ClockError(
        'CALENDAR_UNKNOWN_ZONE',
        `"${id}" is not an IANA time zone; give a name such as ${zoneOfWindows(id) ?? 'Europe/Berlin'}`,
      );
    }
  }

  /** Local time minus UTC at an instant, in milliseconds. */
  offsetMs(atMs: number): number {
    return this.pieceAt(atMs).offsetMs;
  }

  /** Day number of the local date at an instant. */
  dayOf(atMs: number): number {
    return Math.floor((atMs + this.offsetMs(atMs)) / dayMs);
  }

  /** Milliseconds of wall time since local midnight at an instant. */
  wallMsOf(atMs: number): number {
    const localMs = atMs + this.offsetMs(atMs);
    return localMs - Math.floor(localMs / dayMs) * dayMs;
  }

  /**
   * The instants of a local date from a wall time to another (0 to 24 h): it opens at the date's first instant with
   * wall time at or after `fromWallMs`, and closes just after its last instant with wall time before `toWallMs`, so
   * that an hour that happens twice lies inside. Null when nothing of it exists on that date.
   */
  spanOf(day: number, fromWallMs: number, toWallMs: number): Interval | null {
    const midnightMs = day * dayMs;
    let openMs = Infinity;
    let closeMs = -Infinity;
    for (const piece of this.piecesAround(midnightMs)) {
      const endOfDayMs = Math.min(piece.toMs, midnightMs + dayMs - piece.offsetMs);
      const openHereMs = Math.max(piece.fromMs, midnightMs + fromWallMs - piece.offsetMs);
      if (openHereMs < endOfDayMs) openMs = Math.min(openMs, openHereMs);
      const closeHereMs = Math.min(piece.toMs, midnightMs + toWallMs - piece.offsetMs);
      if (Math.max(piece.fromMs, midnightMs - piece.offsetMs) < closeHereMs)
        closeMs = Math.max(closeMs, closeHereMs);
    }
    return openMs < closeMs ? { fromMs: openMs, toMs: closeMs } : null;
  }

  /** First instant of a local date with wall time at or after the given one; else the first instant after that date. */
  firstInstant(day: number, wallMs: number): number {
    const span = this.spanOf(day, wallMs, dayMs);
    return span ? span.fromMs : this.firstInstant(day + 1, 0);
  }

  /** Instants within the interval at which the offset changes, and by how much (positive: clocks go forward). */
  changes(interval: Interval): { atMs: number; byMs: number }[] {
    const found: { atMs: number; byMs: number }[] = [];
    const lastYear = new Date(interval.toMs).getUTCFullYear();
    for (let year = new Date(interval.fromMs).getUTCFullYear(); year <= lastYear; year += 1) {
      for (const piece of this.piecesOf(year)) {
        const byMs = piece.offsetMs - this.offsetMs(piece.fromMs - 1);
        if (byMs !== 0 && piece.fromMs > interval.fromMs && piece.fromMs < interval.toMs) {
          found.push({ atMs: piece.fromMs, byMs });
        }
      }
    }
    return found;
  }

  /** RFC 3339 with this zone's offset, to the second. */
  text(atMs: number): string {
    const wholeMs = Math.floor(atMs / 1000) * 1000;
    const offsetMinutes = Math.round(this.offsetMs(wholeMs) / 60_000);
    const local = new Date(wholeMs + offsetMinutes * 60_000).toISOString().slice(0, 19);
    const magnitude = Math.abs(offsetMinutes);
    const hours = String(Math.floor(magnitude / 60)).padStart(2, '0');
    const minutes = String(magnitude % 60).padStart(2, '0');
    return `${local}${offsetMinutes < 0 ? '-' : '+'}${hours}:${minutes}`;
  }

  /** `Mon 2026-06-01 09:00`, with seconds only where there are some. */
  wallText(atMs: number): string {
    const day = this.dayOf(atMs);
    return `${dayText(day)} ${clockText(this.wallMsOf(atMs))}`;
  }

  private piecesAround(midnightMs: number): Piece[] {
    const fromMs = midnightMs - 1.5 * dayMs;
    const toMs = midnightMs + 2.5 * dayMs;
    const pieces = [this.pieceAt(fromMs)];
    for (let last = pieces[0]!; last.toMs < toMs; pieces.push(last)) last = this.pieceAt(last.toMs);
    return pieces;
  }

  private pieceAt(atMs: number): Piece {
    const { latest } = this;
    if (latest && latest.fromMs <= atMs && atMs < latest.toMs) return latest;
    return (this.latest = this.piecesOf(new Date(atMs).getUTCFullYear()).find((piece) => atMs < piece.toMs)!);
  }

  private piecesOf(year: number): Piece[] {
    const known = this.years.get(year);
    if (known) return known;
    const pieces: Piece[] = [];
    const endMs = Date.UTC(year + 1, 0, 1);
    let fromMs = Date.UTC(year, 0, 1);
    let offsetMs = this.probe(fromMs);
    for (let beforeMs = fromMs; beforeMs < endMs; beforeMs += weekMs) {
      const afterMs = Math.min(beforeMs + weekMs, endMs);
      const next = this.probe(afterMs - 1000);
      if (next !== offsetMs) {
        const changeMs = this.bisect(beforeMs, afterMs, offsetMs);
        pieces.push({ fromMs, toMs: changeMs, offsetMs });
        fromMs = changeMs;
        offsetMs = next;
      }
    }
    pieces.push({ fromMs, toMs: endMs, offsetMs });
    this.years.set(year, pieces);
    return pieces;
  }

  private bisect(beforeMs: number, afterMs: number, offsetMs: number): number {
    let low = Math.max(beforeMs - 1000, Date.UTC(new Date(beforeMs).getUTCFullYear(), 0, 1)) / 1000;
    let high = afterMs / 1000 - 1;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.probe(middle * 1000) === offsetMs) low = middle;
      else high = middle;
    }
    return high * 1000;
  }

  private probe(atMs: number): number {
    const [month, day, year, hour, minute, second] = this.format.format(atMs).match(/\d+/g)!.map(Number);
    return Date.UTC(year!, month! - 1, day, hour, minute, second) - atMs;
  }
}

const zones = new Map<string, Zone>();
/** There are some 600 names; a sender who varies their case shall not fill the memory. */
const keptAtMost = 700;

/** The zone of that name; zones once asked for are kept. @throws ClockError `CALENDAR_UNKNOWN_ZONE` */
export function zoneOf(id: string): Zone {
  const known = zones.get(id);
  if (known) return known;
  const zone = new Zone(id);
  if (zones.size >= keptAtMost) zones.delete(zones.keys().next().value!);
  zones.set(id, zone);
  return zone;
}

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** `Mon 2026-06-01` of a day number. */
export function dayText(day: number): string {
  return `${dayNames[(((day + 3) % 7) + 7) % 7]} ${dateText(day)}`;
}

/** `09:00` of milliseconds since midnight, with seconds only where there are some; midnight's end is `24:00`. */
export function clockText(wallMs: number): string {
  const seconds = Math.floor(wallMs / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = `${two(Math.floor(seconds / 3600))}:${two(Math.floor((seconds % 3600) / 60))}`;
  return seconds % 60 === 0 ? minutes : `${minutes}:${two(seconds % 60)}`;
}
