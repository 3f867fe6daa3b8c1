import { vendor } from '../kit/vendor';
import { slackChat } from './chat';
import { SLACK_SCOPES, SlackClient } from './client';
import { slackSandbox } from './sandbox';
import { slackWebhook } from './webhook';

export const slack = vendor({
  name: 'slack',
  title: 'Slack',
  settings: {
    liveUrl: 'https://slack.com',
    baseUrlVariable: 'SLACK_BASE_URL',
    credentials: [['SLACK_BOT_TOKEN']],
    variables: [
      {
        name: 'SLACK_BOT_TOKEN',
        as: 'botToken',
        help: 'the bot token of the app in the workspace, xoxb-...',
        sandbox: 'sandbox-slack-bot-token',
      },
      {
        name: 'SLACK_SIGNING_SECRET',
        as: 'signingSecret',
        help: 'the signing secret of the app, among its basic information',
        sandbox: 'sandbox-slack-signing-secret',
        webhookSecret: true,
      },
    ],
  },
  client: (settings) => new SlackClient(settings),
  check: async (slack) => {
    const own = await slack.ownScopes();
    const missing = own ? SLACK_SCOPES.filter((scope) => !own.includes(scope)) : [];
    return missing.map((scope) => ({ scope, said: '' }));
  },
  provides: { chat: slackChat },
  // One message a second and channel; several channels at once.
  limits: { callsPerSecond: 5, callsAtOnce: 5 },
  webhook: slackWebhook,
  sandbox: slackSandbox,
});
