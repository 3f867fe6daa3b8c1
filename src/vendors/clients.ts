import type { VendorName } from './names';
import { VendorUnconfiguredError } from './kit/errors';
import { GmailClient } from './gmail/client';
import { GoogleCalendarClient } from './google-calendar/client';
import { GoogleDriveClient } from './google-drive/client';
import { HubspotClient } from './hubspot/client';
import { SlackClient } from './slack/client';
import type { ConnectorSettings, VendorSettings } from './kit/vendor-settings';
import { XeroClient } from './xero/client';

const MAKERS = {
  hubspot: (settings: VendorSettings) => new HubspotClient(settings),
  slack: (settings: VendorSettings) => new SlackClient(settings),
  'google-drive': (settings: VendorSettings) => new GoogleDriveClient(settings),
  gmail: (settings: VendorSettings) => new GmailClient(settings),
  'google-calendar': (settings: VendorSettings) => new GoogleCalendarClient(settings),
  xero: (settings: VendorSettings) => new XeroClient(settings),
} satisfies Partial<Record<VendorName, (settings: VendorSettings) => unknown>>;

export type ConnectedVendor = keyof typeof MAKERS;
export type VendorClient<V extends ConnectedVendor> = ReturnType<(typeof MAKERS)[V]>;

/** One client per vendor, made at its first use and shared after that, so that tokens are shared too. */
export class VendorClients {
  private readonly made = new Map<ConnectedVendor, unknown>();

  constructor(private readonly settings: Pick<ConnectorSettings, 'vendors'>) {}

  /** @throws VendorUnconfiguredError when this installation has no way to reach the vendor */
  get<V extends ConnectedVendor>(vendor: V): VendorClient<V> {
    const present = this.made.get(vendor);
    if (present !== undefined) return present as VendorClient<V>;
    const settings = this.settings.vendors[vendor];
    if (settings === undefined || settings.mode === 'unconfigured') throw new VendorUnconfiguredError(vendor);
    const client = MAKERS[vendor](settings);
    this.made.set(vendor, client);
    return client as VendorClient<V>;
  }

  /** A value of the vendor's settings, such as the id of a list. */
  value(vendor: ConnectedVendor, name: string): string | undefined {
    return this.settings.vendors[vendor]?.values[name];
  }
}
