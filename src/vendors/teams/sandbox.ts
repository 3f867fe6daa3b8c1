import type { VendorSandbox } from '../kit/sandbox/vendor-sandbox';
import {
  GRAPH_COMMON_QUERY,
  graphAuthorize,
  graphRefusals,
  microsoftConsentPage,
  microsoftTokenRoute,
} from '../microsoft/sandbox';
import { listUsers } from '../microsoft/sandbox-users';
import spec from './openapi.json';
import { cancelEvent, createEvent, getEvent, listEvents } from './sandbox/calendar';
import { calendarDelta, eventChanged, getSchedule } from './sandbox/calendar-views';
import {
  addMember,
  archiveChannel,
  createChannel,
  getChannel,
  listChannels,
  updateChannel,
} from './sandbox/channels';
import { createChat, getMe, listMessages, sendToChannel, sendToChat } from './sandbox/messages';
import {
  channelChanged,
  createSubscription,
  lifecycle,
  listSubscriptions,
  signNotifications,
  updateSubscription,
} from './sandbox/notifications';

/** Teams' stand-in: a team with its channels, conversations, the organizer's calendar, and change notifications. */
export const teamsSandbox: VendorSandbox = {
  spec,
  basePath: '/v1.0',
  commonQuery: GRAPH_COMMON_QUERY,
  operations: {
    getMe,
    listUsers,
    listChannels,
    createChannel,
    getChannel,
    updateChannel,
    archiveChannel,
    addTeamMember: addMember,
    listChannelMessages: listMessages,
    sendChannelMessage: sendToChannel,
    createChat,
    listChatMessages: listMessages,
    sendChatMessage: sendToChat,
    listEvents,
    createEvent,
    getEvent,
    cancelEvent,
    eventsDelta: calendarDelta,
    getSchedule,
    listSubscriptions,
    createSubscription,
    updateSubscription,
  },
  routes: [microsoftTokenRoute('teams'), microsoftConsentPage('teams')],
  refusals: graphRefusals,
  authorize: graphAuthorize,
  sign: signNotifications,
  events: {
    'channel.updated': channelChanged('updated'),
    'channel.deleted': channelChanged('deleted'),
    'lifecycle.reauthorizationRequired': lifecycle('reauthorizationRequired'),
    'lifecycle.subscriptionRemoved': lifecycle('subscriptionRemoved'),
    'lifecycle.missed': lifecycle('missed'),
    'event.updated': eventChanged('updated'),
    'event.deleted': eventChanged('deleted'),
  },
};
