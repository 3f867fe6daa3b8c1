import { ActionRefusedError } from '../../capability/refusal';
import { noSandbox } from '../kit/sandbox/no-sandbox';
import { vendor } from '../kit/vendor';

const WHY = 'Loop has no interface by which a program could make a page';

export const loop = vendor({
  name: 'loop',
  title: 'Microsoft Loop',
  settings: {
    liveUrl: 'https://loop.cloud.microsoft',
    baseUrlVariable: 'LOOP_BASE_URL',
    credentials: [],
    variables: [],
  },
  byHand: WHY,
  linkHosts: ['loop.cloud.microsoft', 'loop.microsoft.com', '*.sharepoint.com'],
  client: () => undefined,
  check: async () => [],
  provides: {
    notes: () => ({
      async makePage() {
        throw new ActionRefusedError(
          `${WHY}. Make it in Loop, paste the text that stands under the engagement's pages, and give its link here.`,
        );
      },
    }),
  },
  limits: { callsPerSecond: 1, callsAtOnce: 1 },
  sandbox: noSandbox(WHY),
});
