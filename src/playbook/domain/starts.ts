import type { StartEvent } from '../../capability/events';

/** What starts an engagement at one vendor: its events, each with the value that it must come with. */
export type StartRules = Partial<Record<StartEvent, string>> & {
  /** What the deal must say as well, where one stage starts several kinds of engagements. */
  property?: { name: string; is: string };
  /** Facts that the engagement begins with, each with the property of the deal that says it. */
  facts?: Record<string, string>;
};

/** What starts an engagement, by vendor. */
export type Starts = Record<string, StartRules>;

/** Rules by which engagements may start. */
interface Starting {
  starts?: Starts | undefined;
}

/** The stage of a deal at this vendor that starts an engagement; undefined when none does. */
export function startStageAt(vendor: string, { starts }: Starting): string | undefined {
  return starts?.[vendor]?.dealStage;
}

/** The stages of deals that start an engagement, whoever keeps the deal. */
export function startStages({ starts }: Starting): string[] {
  return Object.values(starts ?? {}).flatMap(({ dealStage }) => dealStage ?? []);
}

/** What a deal says of the properties that are asked for. */
export type DealProperties = Readonly<Record<string, string>>;

/**
 * Of several rules those by which a deal starts an engagement: where one names a property of the deal that is so, only those
 * which do.
 */
export function startingAt<R extends Starting>(
  all: readonly R[],
  vendor: string,
  { stage, properties = {} }: { stage: string; properties?: DealProperties | undefined },
): R[] {
  const starting = all.filter((rules) => {
    const { property } = rules.starts?.[vendor] ?? {};
    return (
      startStageAt(vendor, rules) === stage &&
      (property === undefined || properties[property.name] === property.is)
    );
  });
  const named = starting.filter(({ starts }) => starts?.[vendor]?.property !== undefined);
  return named.length > 0 ? named : starting;
}

/** Of what a deal says only what decides which rules start by it: anything else could be a name. */
export function decisiveProperties(
  all: readonly Starting[],
  vendor: string,
  properties: DealProperties,
): DealProperties {
  const asked = all.flatMap(({ starts }) => starts?.[vendor]?.property ?? []);
  return Object.fromEntries(
    asked.filter(({ name, is }) => properties[name] === is).map(({ name, is }) => [name, is]),
  );
}

/** The properties of a deal that rules ask for: what they start by, and what they take over. */
export function askedProperties(all: readonly Starting[], vendor: string): string[] {
  const names = all.flatMap(({ starts }) => {
    const { property, facts = {} } = starts?.[vendor] ?? {};
    return [...(property ? [property.name] : []), ...Object.values(facts)];
  });
  return [...new Set(names)];
}

/** The facts with which an engagement begins, as far as its deal says them. */
export function factsOfDeal(
  vendor: string,
  { starts }: Starting,
  properties: DealProperties,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(starts?.[vendor]?.facts ?? {}).flatMap(([fact, name]) => {
      const said = properties[name]?.trim() ?? '';
      return said === '' ? [] : [[fact, said]];
    }),
  );
}
