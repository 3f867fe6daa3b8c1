import { missingAmong } from '../kit/credential-check';
import { vendor } from '../kit/vendor';
import { zapierAutomation } from './automation';
import { ZapierClient } from './client';
import { namesIn, SANDBOX_HOOKS, ZAPIER_HOOKS_URL } from './hooks';
import { zapierSandbox } from './sandbox';
import { zapierWebhook } from './webhook';

export const zapier = vendor({
  name: 'zapier',
  title: 'Zapier',
  settings: {
    liveUrl: ZAPIER_HOOKS_URL,
    baseUrlVariable: 'ZAPIER_BASE_URL',
    credentials: [['ZAPIER_TOKEN'], ['ZAPIER_CATCH_HOOKS']],
    variables: [
      {
        name: 'ZAPIER_TOKEN',
        as: 'token',
        help: 'a long secret that you choose, which Zaps show as a bearer token when they call here',
        sandbox: 'sandbox-zapier-token',
        webhookSecret: true,
      },
      {
        name: 'ZAPIER_CATCH_HOOKS',
        as: 'catchHooks',
        help: 'the addresses of catch hooks, each as name=address, with commas between them',
        sandbox: SANDBOX_HOOKS,
      },
      {
        name: 'ZAPIER_ROLES',
        as: 'roles',
        help: 'the roles in which Zaps may state facts, with commas between them; none when left out',
      },
      {
        name: 'ZAPIER_PLAYBOOKS',
        as: 'playbooks',
        help: 'the playbooks by which Zaps may start engagements, with commas between them; none when left out',
      },
    ],
  },
  client: (settings) => new ZapierClient(settings),
  check: (zapier) => missingAmong({ 'catch hooks': () => zapier.reach() }),
  rights: ({ values }) => ({ roles: namesIn(values['roles']), playbooks: namesIn(values['playbooks']) }),
  provides: { automation: zapierAutomation },
  limits: { callsPerSecond: 5, callsAtOnce: 5 },
  webhook: zapierWebhook,
  sandbox: zapierSandbox,
});
