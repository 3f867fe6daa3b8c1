import type { AssetsPort } from '../../../../src/capability/offered/goods/assets';
import type { AskVendor, Connector } from '../../connector';
import { secret } from '../../marks';

const HARDWARE = '/api/v1/hardware';

async function assetsOf(ask: AskVendor, key: string): Promise<number> {
  const { total }: { total: number } = await ask('GET', `${HARDWARE}/byserial/${key}`);
  return total;
}

const ensureAsset = (assets: AssetsPort, key: string) =>
  assets.ensureAsset(key, {
    ...{ serial: key, model: 'Laptop T14', warrantyMonths: 36 },
    ...{ purchasedOn: '2026-11-30', orderNumber: 'SO-1' },
  });

export const snipeIt: Connector = {
  values: { token: secret('snipe-it'), statusId: '2' },
  token: 'static',
  operations: {
    assets: {
      ensureAsset: {
        run: ensureAsset,
        makes: [{ call: { method: 'POST', path: HARDWARE }, count: assetsOf }],
      },
      findBySerial: {
        run: async (assets, key) => {
          await ensureAsset(assets, key);
          return assets.findBySerial(key);
        },
      },
    },
  },
};
