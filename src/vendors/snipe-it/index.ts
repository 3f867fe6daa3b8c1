import { missingAmong } from '../kit/credential-check';
import { vendor } from '../kit/vendor';
import { snipeItAssets } from './assets';
import { SnipeItClient } from './client';
import { snipeItSandbox } from './sandbox';

export const snipeIt = vendor({
  name: 'snipe-it',
  title: 'Snipe-IT',
  settings: {
    liveUrl: 'https://assets.example.com',
    baseUrlVariable: 'SNIPE_IT_BASE_URL',
    ownAddress: {
      schemes: ['https', 'http'],
      help: 'where Snipe-IT stands, such as https://assets.example.com, without /api/v1',
    },
    credentials: [['SNIPE_IT_TOKEN', 'SNIPE_IT_STATUS_ID', 'SNIPE_IT_BASE_URL']],
    variables: [
      {
        name: 'SNIPE_IT_TOKEN',
        as: 'token',
        help: 'a personal access token, under Manage API Keys of a user who may view and create assets',
        sandbox: 'sandbox-snipe-it-token',
      },
      {
        name: 'SNIPE_IT_STATUS_ID',
        as: 'statusId',
        help: 'the id of the status label that units get when they are registered, such as Ready to Deploy',
        sandbox: '2',
      },
    ],
  },
  client: (settings) => new SnipeItClient(settings),
  check: (snipeIt) => missingAmong({ statuslabels: () => snipeIt.reach() }),
  provides: { assets: snipeItAssets },
  // 120 calls a minute; an action takes some for each unit.
  limits: { callsPerSecond: 0.2, callsAtOnce: 1 },
  sandbox: snipeItSandbox,
});
