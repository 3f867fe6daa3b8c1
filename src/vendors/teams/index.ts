import { missingAmong } from '../kit/credential-check';
import { vendor } from '../kit/vendor';
import { GRAPH_URL } from '../microsoft/graph';
import { MICROSOFT_ACCESS } from '../microsoft/variables';
import { teamsChat } from './chat';
import { TeamsClient, teamsCodeFlow } from './client';
import { teamsLook } from './look';
import { teamsCalendar } from './meetings';
import { teamsSandbox } from './sandbox';
import { teamsWebhook } from './webhook';

export const teams = vendor({
  name: 'teams',
  title: 'Microsoft Teams',
  settings: {
    liveUrl: GRAPH_URL,
    baseUrlVariable: 'TEAMS_BASE_URL',
    credentials: MICROSOFT_ACCESS.credentials,
    variables: [
      ...MICROSOFT_ACCESS.variables,
      {
        name: 'TEAMS_REFRESH_TOKEN',
        as: 'refreshToken',
        help: 'what a consent of the user gave in whose name messages are posted; or consent by a link',
        sandbox: 'sandbox-teams-refresh-token',
      },
      {
        name: 'TEAMS_TEAM_ID',
        as: 'teamId',
        help: 'the team in which channels are made: groupId in the link that Teams gives to the team',
        sandbox: 'sandbox-teams-team',
      },
      {
        name: 'TEAMS_ORGANIZER',
        as: 'organizer',
        help: 'the address of the user in whose calendar meetings stand and who invites to them',
        sandbox: 'office@sandbox.example',
      },
      {
        name: 'TEAMS_NOTIFICATION_URL',
        as: 'notificationUrl',
        help: 'where Graph is to call when a channel changes: PUBLIC_URL/webhooks/teams over https',
        url: true,
      },
      {
        name: 'TEAMS_CLIENT_STATE',
        as: 'clientState',
        help: "a secret of 16 to 128 characters that you choose, by which Graph's calls are verified",
        sandbox: 'sandbox-teams-client-state',
        webhookSecret: true,
      },
    ],
  },
  client: (settings, credentials) => new TeamsClient(settings, credentials),
  codeFlow: teamsCodeFlow,
  check: (teams) => missingAmong({ 'Channel.ReadBasic.All': () => teams.listChannels() }),
  looksAt: ['channel', 'meeting'],
  look: teamsLook,
  provides: { chat: teamsChat, calendar: teamsCalendar },
  // Teams takes about ten messages in ten seconds from one user; a message is looked up and posted by several calls.
  limits: { callsPerSecond: 2, callsAtOnce: 4 },
  webhook: teamsWebhook,
  sandbox: teamsSandbox,
});
