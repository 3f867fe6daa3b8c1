/** What tells people: the contract between the postman's workflow and its activities. No texts, no addresses. */

/** Why somebody is told of a promise, besides the levels of its ladder. */
export const DUE_SOON = 'Due soon';
export const FOR_INFORMATION = 'For your information';
/** Something of ours stands still. */
export const TROUBLE = 'Trouble';
/** Somebody is away on whom something rests, and nobody stands in. */
export const ABSENCE = 'Nobody stands in';
/** More is planned for somebody than they have hours. */
export const OVER_CAPACITY = 'Over capacity';
/** What somebody had been told did not come to pass. */
export const TAKEN_BACK = 'Taken back';

/** What waits for a person, in counts; no texts, no addresses. */
export interface PendingPost {
  unfinished: string | null;
  urgent: number;
  later: number;
  crisis: boolean;
  /** Whether something urgent comes late, as after an outage ... */
  late: boolean;
  /** ... and there are promises whose moments have passed and have not been noticed yet: more is to come. */
  catchingUp: boolean;
  /** How long what can wait has to wait, in milliseconds of product time; 0 outside the person's quiet hours. */
  quietForMs: number;
}

export interface MessageRequest {
  personId: string;
  /** The message's key: the same again is the same message. */
  key: string;
}

/** What the postman looks up and puts down in our own house; on the main task queue. */
export interface PostActivities {
  'post.pending'(request: { personId: string }): Promise<PendingPost>;
  /** Makes everything that may go now one message; each notice is in one message only. */
  'post.claim'(request: MessageRequest): Promise<{ notices: number; crisis: boolean }>;
  /** The person cannot be reached by mail: their notices of this message are given up, and the log says so. */
  'post.giveUp'(request: MessageRequest & { why: string }): Promise<void>;
}

/** On the task queue of the mail connector. */
export interface PostMailActivities {
  /** Sends the message, once. */
  'post.send'(request: MessageRequest): Promise<void>;
}

/** On the task queue of the chat connector. */
export interface PostChatActivities {
  /** Tells a person directly of every crisis of this message, and of those that wait behind it, once each. */
  'post.chat'(request: MessageRequest): Promise<void>;
}
