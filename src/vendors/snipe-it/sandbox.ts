import { isFixedToken } from '../kit/sandbox/tokens';
import type { VendorSandbox } from '../kit/sandbox/vendor-sandbox';
import spec from './openapi.json';
import {
  assetDeleted,
  createAsset,
  getAssetByTag,
  getAssetsBySerial,
  listAssets,
  listModels,
  listStatuslabels,
  said,
} from './sandbox-assets';

/** Snipe-IT's stand-in, in which a serial number stands once, as its setting "unique serial numbers" has it. */
export const snipeItSandbox: VendorSandbox = {
  spec,
  basePath: '/api/v1',
  operations: { listAssets, createAsset, getAssetByTag, getAssetsBySerial, listModels, listStatuslabels },
  refusals: {
    unauthorized: () => ({ status: 401, body: { error: 'Unauthorized.' } }),
    notFound: () => ({ status: 404, body: { status: 'error', messages: 'Endpoint not found.' } }),
    invalid: (problems) => said('error', { request: problems }),
    trouble: (status) => ({ message: status === 429 ? 'Too Many Attempts.' : 'Server Error' }),
  },
  authorize: async (token, world) => isFixedToken('snipe-it', world, 'token', token),
  events: { 'asset.deleted': assetDeleted },
};
