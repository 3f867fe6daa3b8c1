import type { Priority, TicketRules } from '../../../service-desk/domain/service-desk';
import { fact } from './declare';

/** Talking with the client, and working on the request. */

/** `called`: by phone or WhatsApp. */
export const responded = fact<{ public: boolean; called?: true }>()({
  name: 'responded',
  says: 'Somebody answered the client, or left an internal note',
  statedBy: 'desk',
  keeps: {
    firstResponse: { body: { public: true } },
    nextResponse: { body: { public: true } },
    call: { body: { public: true, channel: 'phone' } },
  },
});

export const clientReplied = fact()({
  name: 'clientReplied',
  says: 'The client wrote or called',
  statedBy: 'client',
});

export const waitingForClient = fact()({
  name: 'waitingForClient',
  says: 'The desk waits for the client: clocks that may be paused are',
  statedBy: 'desk',
});

export const priorityChanged = fact<{ priority: Priority }>()({
  name: 'priorityChanged',
  says: 'The ticket was given another priority',
  statedBy: 'desk',
});

export const articleLinked = fact()({
  name: 'articleLinked',
  says: 'An article of the knowledge base was linked',
  statedBy: 'desk',
});

export const estimated = fact<{ minutes: number }>()({
  name: 'estimated',
  says: 'Somebody estimated the work',
  statedBy: 'desk',
});

export const workLogged = fact<{ minutes: number }>()({
  name: 'workLogged',
  says: 'Somebody said how long they worked on it',
  statedBy: 'desk',
});

export const rulesRenewed = fact<{ rules: TicketRules }>()({
  name: 'rulesRenewed',
  says: 'The rules in force today hold from now on; the clocks are set by them',
  statedBy: 'desk',
});
