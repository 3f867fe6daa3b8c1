import { VendorUnconfiguredError } from '../kit/errors';
import { noSandbox } from '../kit/sandbox/no-sandbox';
import { vendor } from '../kit/vendor';

const NAME = 'certificate-page';

export const certificatePage = vendor({
  name: NAME,
  title: 'Our certificate page',
  settings: { liveUrl: '', baseUrlVariable: 'PUBLIC_URL', credentials: [], variables: [] },
  inHouse: true,
  client: (_settings, _credentials, inHouse) => inHouse?.certificates,
  check: async () => [],
  provides: {
    certificates: (certificates) => {
      if (certificates === undefined) throw new VendorUnconfiguredError(NAME);
      return certificates;
    },
  },
  limits: { callsPerSecond: 50, callsAtOnce: 10 },
  sandbox: noSandbox('It is a page of this installation'),
});
