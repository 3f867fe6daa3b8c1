import type { Capability } from '../../capability/actions';
import type { StartEvent } from '../../capability/events';
import type { Playbook } from './playbook';
import type { RulesFault } from './rules/text';

/** A vendor as far as a playbook can name it. */
export interface NamedVendor {
  readonly name: string;
  readonly provides: readonly Capability[];
  /** The events that can start an engagement, each with what is written for it. */
  readonly starts?: Readonly<Partial<Record<StartEvent, string>>>;
}

/** What of a playbook's vendors does not fit those that the installation knows. */
export function vendorFaults(
  { vendors = {}, starts = {} }: Pick<Playbook, 'vendors' | 'starts'>,
  known: readonly NamedVendor[],
): RulesFault[] {
  return [
    ...Object.entries(vendors).flatMap(([capability, vendor]) => providerFaults(capability, vendor, known)),
    ...Object.entries(starts).flatMap(([vendor, { property: _property, facts: _facts, ...events }]) =>
      startFaults(vendor, Object.keys(events), known),
    ),
  ];
}

function providerFaults(capability: string, vendor: string, known: readonly NamedVendor[]): RulesFault[] {
  const providers = known.filter(({ provides }) => provides.some((provided) => provided === capability));
  if (providers.some(({ name }) => name === vendor)) return [];
  const named = known.some(({ name }) => name === vendor);
  return [
    {
      path: ['vendors', capability],
      message: `${named ? `${vendor} does not provide ${capability}` : `no vendor "${vendor}" here`}; ${capability} is provided by: ${namesOf(providers)}`,
    },
  ];
}

function startFaults(name: string, events: string[], known: readonly NamedVendor[]): RulesFault[] {
  const starting = known.filter(({ starts }) => starts !== undefined);
  const vendor = starting.find((candidate) => candidate.name === name);
  if (vendor === undefined) {
    const message = `nothing of "${name}" can start an engagement; there are: ${namesOf(starting)}`;
    return [{ path: ['starts', name], message }];
  }
  const offered = Object.entries(vendor.starts ?? {});
  const words = offered.map(([event, help]) => `${event} (${help})`).join(', ');
  if (events.length === 0)
    return [{ path: ['starts', name], message: `say which event starts; there are: ${words}` }];
  return events
    .filter((event) => offered.every(([one]) => one !== event))
    .map((event) => ({
      path: ['starts', name, event],
      message: `no event "${event}" of ${name} can start an engagement; there are: ${words}`,
    }));
}

function namesOf(vendors: readonly NamedVendor[]): string {
  return vendors.map(({ name }) => name).join(', ') || 'none';
}
