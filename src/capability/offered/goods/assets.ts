import { action, capability, port } from '../../capability';
import { day, name, optional, rows, whole } from '../../parameters';

/** A thing with a serial number that a client has got. */
export interface NewAsset {
  readonly serial: string;
  /** By the name that the database of assets has for it, or by its id there. */
  readonly model: string;
  /** Since `purchasedOn`. */
  readonly warrantyMonths: number | undefined;
  /** `YYYY-MM-DD` */
  readonly purchasedOn: string | undefined;
  /** By which people find where it came from. */
  readonly orderNumber: string;
}

export interface Asset {
  readonly id: string;
  /** What stands on its label. */
  readonly tag: string;
  readonly serial: string;
  readonly model: string;
  readonly orderNumber: string | null;
  readonly purchasedOn: string | null;
  /** The last day of its warranty, `YYYY-MM-DD`; null where none is known. */
  readonly warrantyEndsOn: string | null;
}

export interface EnsuredAsset extends Asset {
  /** Made under the key that was asked for, and not there before. */
  readonly isOurs: boolean;
}

/** Where is kept what clients have, with its serial numbers and warranties. */
export interface AssetsPort {
  /**
   * The asset with this serial number, made if there is none; one that is there stays as it is.
   * @throws ActionRefusedError when it has no such model, or more than one asset with that serial number
   */
  ensureAsset(key: string, asset: NewAsset): Promise<EnsuredAsset>;
  /** @throws ActionRefusedError when there is more than one */
  findBySerial(serial: string): Promise<Asset | undefined>;
}

const link = { name: 'link', title: 'The link of the assets', type: 'link' } as const;

/** Serial numbers and warranties of what clients got. */
export const assets = capability({
  port: port<AssetsPort>(),
  actions: {
    /** Puts every unit into the database of assets, once by its serial number, with its warranty and the order it came by. */
    register: action(
      {
        units: rows(
          {
            serial: name,
            model: name,
            warrantyMonths: optional(whole({ min: 0, max: 240 })),
            purchasedOn: optional(day),
          },
          { by: 'serial', most: 200 },
        ),
        orderNumber: optional(name),
      },
      undefined,
      [link],
    ),
    /** Finds a unit by its serial number, with the end of its warranty. */
    findBySerial: action({ serial: name }, undefined, [link]),
  },
});
