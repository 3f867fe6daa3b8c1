import type { Capability, Port } from '../capability/actions';
import type { OutsideLook } from '../capability/outside';
import type { EffectMemory } from '../capability/effect-memory';
import { type Credentials, NOTHING_KEPT } from '../credential/domain/credential';
import type { MissingScope } from './kit/credential-check';
import { VendorUnconfiguredError } from './kit/errors';
import type { InHouse, OpenVendor, Vendor, VendorRights } from './kit/vendor';
import type { ConnectorSettings } from './kit/vendor-settings';

/** One client per vendor, made at its first use and shared after that, so that tokens are shared too. */
export class VendorClients {
  private readonly opened = new Map<string, OpenVendor<unknown>>();

  /**
   * @param credentials what people have consented to, where it is kept
   * @param inHouse what rooms of this installation do, where vendors are asked to act
   */
  constructor(
    private readonly settings: Pick<ConnectorSettings, 'vendors'>,
    private readonly credentials: Credentials = NOTHING_KEPT,
    private readonly inHouse?: InHouse,
  ) {}

  /** @throws VendorUnconfiguredError when this installation has no way to reach the vendor */
  get<C>(vendor: Vendor<string, C>): C {
    return this.open(vendor).client;
  }

  /** @throws VendorUnconfiguredError as `get` does */
  port<K extends Capability>(vendor: Vendor, capability: K, memory: EffectMemory): Port<K> {
    return this.open(vendor).port(capability, memory);
  }

  /**
   * Asks a vendor what has changed since an earlier look.
   * @param resting see `LookOutside`
   * @throws VendorUnconfiguredError as `get` does; Error when the vendor cannot be asked
   */
  async look(
    vendor: Vendor,
    cursor: string | undefined,
    resting: () => Promise<readonly string[]>,
  ): Promise<OutsideLook> {
    const { look } = this.open(vendor);
    if (look === undefined) throw new Error(`${vendor.name} cannot be asked what has changed.`);
    return await look(cursor, resting);
  }

  /**
   * Puts something right that others have moved to the bin, deleted or opened again; repeatable.
   * @throws VendorUnconfiguredError as `get` does; VendorError when it cannot be done
   */
  async restore(vendor: Vendor, id: string): Promise<void> {
    const { restore } = this.open(vendor);
    if (restore === undefined) throw new Error(`${vendor.name} puts nothing right.`);
    await restore(id);
  }

  /**
   * Which scopes the vendor's credential lacks.
   * @throws VendorUnconfiguredError as `get` does; VendorError when the vendor does not take it, or cannot be asked
   */
  async check(vendor: Vendor): Promise<readonly MissingScope[]> {
    return await this.open(vendor).check();
  }

  /**
   * What a vendor may state about our work.
   * @throws VendorUnconfiguredError as `get` does
   */
  rights(vendor: Vendor): VendorRights {
    return this.open(vendor).rights;
  }

  private open<C>(vendor: Vendor<string, C>): OpenVendor<C> {
    const present = this.opened.get(vendor.name);
    if (present !== undefined) return present as OpenVendor<C>;
    const settings = this.settings.vendors[vendor.name];
    if (settings === undefined || settings.mode === 'unconfigured') {
      throw new VendorUnconfiguredError(vendor.name);
    }
    const opened = vendor.open(settings, this.credentials, this.inHouse);
    this.opened.set(vendor.name, opened);
    return opened;
  }
}
