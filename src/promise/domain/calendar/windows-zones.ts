import { supplemental } from 'cldr-core/supplemental/windowsZones.json';

/** CLDR's territory of the whole world: where it is not known whose zone it is. */
const ANYWHERE = '001';

const ZONES: ReadonlyMap<string, string> = new Map(
  supplemental.windowsZones.mapTimezones
    .filter(({ mapZone: { _territory: territory } }) => territory === ANYWHERE)
    .map(({ mapZone: { _other: name, _type: zone } }) => [keyOf(name), zone]),
);

/**
 * The IANA zone of a name that Windows has for it, such as `W. Europe Standard Time`, by Unicode's CLDR. Outlook and
 * Exchange name zones in this way.
 */
export function zoneOfWindows(name: string): string | undefined {
  return ZONES.get(keyOf(name));
}

function keyOf(name: string): string {
  return name.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}
