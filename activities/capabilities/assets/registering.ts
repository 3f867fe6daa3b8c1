import type { ActionActivities, ActionResult, ActionsOf } from '../../../src/capability/actions';
import type { RememberedEffect } from '../../../src/capability/effect-memory';
import type { Asset, AssetsPort, NewAsset } from '../../../src/capability/offered/goods/assets';
import { ActionRefusedError } from '../../../src/capability/refusal';
import type { ActionDeps, Door } from '../action-deps';
import { readEngagementFile } from '../engagement-file';
import { atVendor } from '../vendor-errors';

/** A unit as it stands in the database of assets. */
interface Registered {
  readonly id: string;
  readonly serial: string;
  readonly isOurs: boolean;
  /** Empty where none is known. */
  readonly warrantyEndsOn: string;
}

/** The actions on what clients have: registered by serial number, and found by it. */
export function createAssetActivities(
  { db }: ActionDeps,
  { effects, port }: Door<AssetsPort>,
): Pick<ActionActivities, ActionsOf<'assets'>> {
  async function ensured(key: string, asset: NewAsset): Promise<RememberedEffect> {
    const { id, tag, isOurs, warrantyEndsOn } = await port().ensureAsset(key, asset);
    const data = { tag, isOurs: String(isOurs), warrantyEndsOn: warrantyEndsOn ?? '' };
    return await effects.keep('asset', key, id, data);
  }

  return {
    'assets.register': ({ engagementId, key, params: { units, orderNumber } }) =>
      atVendor(async () => {
        const known = await effects.find('assets', key);
        if (known !== undefined) return registeredResult(known.data);
        const { reference } = await readEngagementFile(db, engagementId);
        const registered: Registered[] = [];
        for (const { serial, model, warrantyMonths, purchasedOn } of units) {
          const own = `${engagementId}/${serial}`;
          const asset = { serial, model, warrantyMonths, purchasedOn, orderNumber: orderNumber ?? reference };
          // Put down unit by unit: a repeat goes on with those that are left.
          const kept = (await effects.find('asset', own)) ?? (await ensured(own, asset));
          const { isOurs, warrantyEndsOn = '' } = kept.data;
          registered.push({ id: kept.vendorId, serial, isOurs: isOurs === 'true', warrantyEndsOn });
        }
        const data = {
          ...{ count: String(registered.length), ids: registered.map(({ id }) => id).join(',') },
          found: String(registered.filter(({ isOurs }) => !isOurs).length),
          withoutWarranty: registered
            .filter(({ warrantyEndsOn }) => warrantyEndsOn === '')
            .map(({ serial }) => serial)
            .join(','),
        };
        return registeredResult((await effects.keep('assets', key, engagementId, data)).data);
      }),

    'assets.findBySerial': ({ params: { serial } }) =>
      atVendor(async () => {
        const asset = await port().findBySerial(serial);
        if (asset !== undefined) return foundResult(asset);
        throw new ActionRefusedError(
          `No asset has the serial number ${serial}. Register it by hand, and give its link here.`,
        );
      }),
  };
}

function registeredResult(refs: Readonly<Record<string, string>>): ActionResult {
  const found = Number(refs['found']) === 0 ? '' : `; ${refs['found']} of them were there already`;
  const bare = refs['withoutWarranty'] ? `. Without a warranty: ${refs['withoutWarranty']}` : '';
  return { refs, note: `Units registered: ${refs['count']}${found}${bare}.` };
}

function foundResult({ id, tag, serial, orderNumber, warrantyEndsOn }: Asset): ActionResult {
  const until = warrantyEndsOn === null ? 'has no warranty' : `has a warranty until ${warrantyEndsOn}`;
  return {
    refs: {
      ...{ assetId: id, tag, serial },
      ...(orderNumber !== null && { orderNumber }),
      ...(warrantyEndsOn !== null && { warrantyEndsOn }),
    },
    note: `The unit ${serial} is the asset ${tag}, and ${until}.`,
  };
}
