import type { StartEvent } from '../../capability/events';

/** What starts an engagement: by vendor, its events with the value that they must come with. */
export type Starts = Record<string, Partial<Record<StartEvent, string>>>;

/** The stage of a deal at this vendor that starts an engagement; undefined when none does. */
export function startStageAt(
  vendor: string,
  { starts }: { starts?: Starts | undefined },
): string | undefined {
  return starts?.[vendor]?.dealStage;
}

/** The stages of deals that start an engagement, whoever keeps the deal. */
export function startStages({ starts }: { starts?: Starts | undefined }): string[] {
  return Object.values(starts ?? {}).flatMap(({ dealStage }) => dealStage ?? []);
}
