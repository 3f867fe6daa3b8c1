import { VendorUnconfiguredError } from '../kit/errors';
import { noSandbox } from '../kit/sandbox/no-sandbox';
import { vendor } from '../kit/vendor';
import { signingPageEvents } from './events';

const NAME = 'signing-page';

export const signingPage = vendor({
  name: NAME,
  title: 'Our signing page',
  settings: { liveUrl: '', baseUrlVariable: 'PUBLIC_URL', credentials: [], variables: [] },
  inHouse: true,
  client: (_settings, _credentials, inHouse) => inHouse?.signature,
  check: async () => [],
  provides: {
    signature: (signature) => {
      if (signature === undefined) throw new VendorUnconfiguredError(NAME);
      return signature;
    },
  },
  webhook: signingPageEvents,
  limits: { callsPerSecond: 50, callsAtOnce: 10 },
  sandbox: noSandbox('It is a page of this installation'),
});
