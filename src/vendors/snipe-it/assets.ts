import type { Asset, AssetsPort, NewAsset } from '../../capability/offered/goods/assets';
import { ActionRefusedError } from '../../capability/refusal';
import { shortEffectKey } from '../kit/effect-key';
import { VendorError } from '../kit/errors';
import type { SnipeItClient } from './client';

/** Snipe-IT says of a tag or a serial number that is taken that it "has already been taken" or "must be unique". */
const TAKEN = /taken|unique/i;
const ID = /^\d{1,9}$/;

export function snipeItAssets(snipeIt: SnipeItClient): AssetsPort {
  async function findBySerial(serial: string): Promise<Asset | undefined> {
    const [found, ...others] = await snipeIt.withSerial(serial);
    if (others.length === 0) return found;
    throw new ActionRefusedError(
      `Snipe-IT has ${others.length + 1} assets with the serial number ${serial}, so nothing was changed. See which of them is the right one there.`,
    );
  }

  async function modelOf(model: string): Promise<number> {
    const [found, ...others] = await snipeIt.modelsNamed(model);
    if (found !== undefined && others.length === 0) return found;
    if (found === undefined && ID.test(model)) return Number(model);
    throw new ActionRefusedError(
      `Snipe-IT has ${found === undefined ? 'no model' : 'several models'} "${model}", so nothing was registered. Make one there, or name its id, then register the unit by hand.`,
    );
  }

  /** One that is there by its serial number, else by our tag: whoever changed the serial number there had a reason. */
  async function present(tag: string, serial: string): Promise<Asset | undefined> {
    return (await findBySerial(serial)) ?? (await snipeIt.findByTag(tag));
  }

  return {
    findBySerial,

    async ensureAsset(key, asset) {
      const tag = tagOf(key);
      const before = await present(tag, asset.serial);
      if (before === undefined) await create(snipeIt, tag, asset, await modelOf(asset.model));
      const after = before ?? (await present(tag, asset.serial));
      if (after === undefined) throw notShown();
      return { ...after, isOurs: after.tag === tag };
    },
  };
}

/** Unique there, and short enough for a label. */
function tagOf(key: string): string {
  return `PK-${shortEffectKey(key).slice(0, 14).toUpperCase()}`;
}

async function create(
  snipeIt: SnipeItClient,
  tag: string,
  { serial, warrantyMonths, purchasedOn, orderNumber }: NewAsset,
  model: number,
): Promise<void> {
  try {
    await snipeIt.createAsset({
      ...{
        asset_tag: tag,
        serial,
        model_id: model,
        status_id: snipeIt.statusId(),
        order_number: orderNumber,
      },
      ...(purchasedOn === undefined ? {} : { purchase_date: purchasedOn }),
      ...(warrantyMonths === undefined ? {} : { warranty_months: warrantyMonths }),
    });
  } catch (error) {
    // It was made at this moment, or by a try that was never answered.
    if (!(error instanceof VendorError && TAKEN.test(error.vendorText))) throw error;
  }
}

/** Made, and not to be seen: it is looked for again. */
function notShown(): VendorError {
  return new VendorError({
    ...{ system: 'snipe-it', op: 'hardware.create', status: 200, vendorCode: 'NOT_SHOWN', vendorText: '' },
    outcome: 'unknown',
  });
}
