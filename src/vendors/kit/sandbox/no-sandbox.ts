import type { VendorSandbox } from './vendor-sandbox';

/** For a vendor that is never called. @param why in a few words */
export function noSandbox(why: string): VendorSandbox {
  return {
    spec: { openapi: '3.0.3', info: { title: why, version: '1' }, paths: {} },
    basePath: '',
    operations: {},
    refusals: {
      unauthorized: () => ({ status: 401 }),
      notFound: () => ({ status: 404 }),
      invalid: () => ({ status: 400 }),
      trouble: () => undefined,
    },
    authorize: async () => true,
  };
}
