import type { PersonWeek } from './person-week';
import { mondayOf } from './week';

/** How somebody's week stands: nothing to work in (`away`), more planned than there is (`over`), or a load in between. */
export type CellState = 'away' | 'over' | 'loaded';

/** A person's week on the map. */
export interface HeatCell {
  readonly week: string;
  readonly startsOn: string;
  /** Planned of what is available, in whole percent; null where hours are planned and none are there, or neither. */
  readonly loadPercent: number | null;
  readonly planned: number;
  readonly available: number;
  readonly state: CellState;
  /** Leave takes a part of it at least. */
  readonly hasLeave: boolean;
}

/** A person's line on the map. */
export interface HeatRow {
  readonly personId: string;
  readonly name: string;
  readonly cells: readonly HeatCell[];
}

export function heatRow(person: { id: string; name: string }, weeks: readonly PersonWeek[]): HeatRow {
  return { personId: person.id, name: person.name, cells: weeks.map(cellOf) };
}

function cellOf({ week, available, planned, over, away }: PersonWeek): HeatCell {
  return {
    week: week.name,
    startsOn: mondayOf(week),
    // Whoever has one hundredth too much has more than 100 percent.
    loadPercent: available === 0 ? null : percentOf(planned, available, over > 0),
    planned,
    available,
    state: over > 0 ? 'over' : available === 0 ? 'away' : 'loaded',
    hasLeave: away > 0,
  };
}

function percentOf(planned: number, available: number, isOver: boolean): number {
  const percent = (100 * planned) / available;
  return isOver ? Math.max(101, Math.round(percent)) : Math.round(percent);
}
