import spec from './openapi.json';
import { isFixedToken } from '../kit/sandbox/tokens';
import { SLACK_SCOPES } from './client';
import type { VendorSandbox } from '../kit/sandbox/vendor-sandbox';
import {
  archive,
  channelInfo,
  create,
  invite,
  kick,
  join,
  listChannels,
  lookUp,
  members,
  openDirect,
  setPurpose,
  setTopic,
  userInfo,
} from './sandbox-channels';
import { buttonPressed, channelChanged, channelCreated, signCall } from './sandbox-events';
import { history, post, update } from './sandbox-messages';
import { BOT, TEAM, no, ok } from './sandbox-state';

/** An operation of the specification, as far as it has to be brought up to date. */
interface DatedOperation {
  parameters?: { name: string }[];
  requestBody?: { content: Record<string, unknown> };
}

/**
 * Slack's specification is of 2021: it wants the token as a parameter of each method, while the interface of today
 * takes a bearer, and it describes forms, which the checker knows as objects.
 */
function broughtUpToDate(paths: Record<string, Record<string, DatedOperation>>): object {
  const current = structuredClone(paths);
  for (const operation of Object.values(current).flatMap((methods) => Object.values(methods))) {
    operation.parameters = (operation.parameters ?? []).filter(({ name }) => name !== 'token');
    const content = operation.requestBody?.content;
    const form = content?.['application/x-www-form-urlencoded'];
    if (content !== undefined && form !== undefined) content['application/json'] = form;
  }
  return current;
}

const TROUBLE: Readonly<Record<number, string>> = { 401: 'invalid_auth', 429: 'ratelimited' };

/** Slack's stand-in: channels, members, messages with metadata. */
export const slackSandbox: VendorSandbox = {
  spec: { ...spec, paths: broughtUpToDate(spec.paths) },
  basePath: '/api',
  commonQuery: ['include_all_metadata', 'token'],
  coerceBody: true,
  operations: {
    auth_test: async () => ({
      ...ok({ user_id: BOT, team_id: TEAM, bot_id: BOT }),
      headers: { 'x-oauth-scopes': SLACK_SCOPES.join(',') },
    }),
    conversations_create: create,
    conversations_invite: invite,
    conversations_kick: kick,
    conversations_join: join,
    conversations_setTopic: setTopic,
    conversations_setPurpose: setPurpose,
    conversations_archive: archive,
    conversations_open: openDirect,
    conversations_list: listChannels,
    conversations_info: channelInfo,
    conversations_members: members,
    conversations_history: history,
    chat_postMessage: post,
    chat_update: update,
    users_lookupByEmail: lookUp,
    users_info: userInfo,
  },
  refusals: {
    unauthorized: () => no('invalid_auth'),
    notFound: (path) =>
      path.startsWith('/api/') ? no('unknown_method') : { status: 404, body: 'Not found' },
    invalid: (problems) => no('invalid_arguments', { response_metadata: { messages: problems } }),
    trouble: (status) => ({ ok: false, error: TROUBLE[status] ?? 'internal_error' }),
  },
  authorize: async (token, world) => isFixedToken('slack', world, 'botToken', token),
  sign: signCall,
  events: {
    block_actions: buttonPressed,
    channel_created: channelCreated,
    channel_archive: channelChanged('channel_archive', () => ({ is_archived: true })),
    channel_unarchive: channelChanged('channel_unarchive', () => ({ is_archived: false })),
    channel_rename: channelChanged('channel_rename', ({ name }, wanted = name) => ({ name: wanted })),
  },
};
