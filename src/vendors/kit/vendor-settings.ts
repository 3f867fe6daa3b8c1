/** How this installation reaches one vendor. The settings module provides it. */
export interface VendorSettings {
  /** `unconfigured`: no credentials and no sandbox; the vendor's steps are tasks for people. */
  readonly mode: 'live' | 'sandbox' | 'unconfigured';
  /** Where the vendor's host is, without a trailing slash; the connectors add the vendor's own full paths. */
  readonly baseUrl: string;
  /** Credentials, webhook secrets and ids, by the names that each connector's docstring tells. */
  readonly values: Readonly<Record<string, string | undefined>>;
}

/** The part of the settings that connectors and sandboxes need. */
export interface ConnectorSettings {
  readonly vendors: Readonly<Record<string, VendorSettings>>;
  /** The address that vendors call and sign, without a trailing slash. */
  readonly publicUrl: string;
}

/**
 * A value that the connector cannot work without. A sandbox takes a made-up one where none is set, on both ends.
 * @throws Error naming the missing value
 */
export function requiredValue(system: string, settings: VendorSettings, name: string): string {
  const value = settings.values[name];
  if (value !== undefined && value !== '') return value;
  if (settings.mode === 'sandbox') return `sandbox-${system}-${name}`;
  throw new Error(`The setting ${name} of ${system} is missing. Nothing was sent. Add it and start again.`);
}

/** A value that the connector can do without; a sandbox always has one. */
export function knownValue(system: string, settings: VendorSettings, name: string): string | undefined {
  const value = settings.values[name];
  return settings.mode === 'sandbox' || (value !== undefined && value !== '')
    ? requiredValue(system, settings, name)
    : undefined;
}
