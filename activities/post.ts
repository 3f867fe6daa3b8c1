import { log } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { v7 as uuidv7 } from 'uuid';
import type { ChatPort } from '../src/capability/offered/chat';
import type { MailPort } from '../src/capability/offered/mail';
import { VendorError } from '../src/vendors/kit/errors';
import { composeChat, composeMessage, type NoticeLine, type Reader } from '../src/post/domain/message';
import { CRISIS } from '../src/promise/domain/ladder/promise-state';
import type { PostActivities, PostChatActivities, PostMailActivities } from '../src/post/domain/post';
import type { TimeScale } from '../src/promise/domain/time';
import type { Notice } from '../src/database/generated/client';
import {
  backgroundOf,
  claimedNotices,
  claimForChat,
  claimNotices,
  markFailed,
  markSent,
  waitingFor,
  withdrawSettled,
} from '../src/post/store/outbox';
import { DECISION_PATH, newDecisionLinks } from '../src/decision/store/links';
import { addressOf, findPerson, type Person } from '../src/people/store/people';
import { newestServiceDesk } from '../src/service-desk/store/versions';
import { isCatchingUp } from '../src/report/store/unsettled';
import { ActionRefusedError } from '../src/capability/refusal';
import type { ActionDeps, Door } from './capabilities/action-deps';
import { sendOnce } from './capabilities/mail';
import { knownZone, mayBeToldFrom, quietFor } from './quiet';
import { atVendor } from './capabilities/vendor-errors';

export interface PostDeps extends ActionDeps {
  time: TimeScale;
  /** Where people look, without a trailing slash. */
  publicUrl: string;
}

/** What is told later than this after its instant comes in a burst, as after an outage; wall-clock milliseconds. */
const BURST_AFTER_MS = 5_000;
/** What is told later than this is late for its reader, in milliseconds of product time, if no burst is. */
const LATE_AFTER_MS = 3_600_000;

export function createPostActivities(deps: PostDeps): PostActivities {
  const { db, clock, time } = deps;
  return {
    'post.pending': async ({ personId }) => {
      const before = new Date(clock.productNow() - BURST_AFTER_MS * time.scale);
      await withdrawSettled(db, personId);
      const quietForMs = await quietNow(deps, await findPerson(db, personId));
      const waiting = await waitingFor(db, personId, before, quietForMs === 0);
      const catchingUp = waiting.late && (await isCatchingUp(db, before));
      return { ...waiting, catchingUp, quietForMs };
    },
    'post.claim': async ({ personId, key }) => {
      const mayWake = (await quietNow(deps, await findPerson(db, personId))) === 0;
      const notices = await claimNotices(db, personId, key, mayWake);
      return { notices: notices.length, crisis: notices.some(({ level }) => level >= CRISIS) };
    },
    'post.giveUp': async ({ personId, key, why }) => {
      const notices = await claimedNotices(db, key);
      log.warn('Nobody could be told by mail; look at these notices', {
        personId,
        why,
        notices: notices.map(({ id }) => id),
      });
      await markFailed(db, key);
    },
  };
}

export function createPostMailActivities(deps: PostDeps, door: Door<MailPort>): PostMailActivities {
  const { db, clock } = deps;
  return {
    'post.send': ({ personId, key }) =>
      atVendor(async () => {
        const person = await reachable(deps, personId);
        const notices = await claimedNotices(db, key);
        await mayGoNow(deps, person, notices);
        await patientlyWithOurselves(() =>
          sendOnce(door, key, async () => ({
            to: [{ name: person.name, address: addressOf(person) }],
            ...composeMessage(await linesOf(deps, person, notices), readerOf(deps, person)),
          })),
        );
        await markSent(db, key, new Date(clock.productNow()));
      }),
  };
}

export function createPostChatActivities(
  deps: PostDeps,
  { port }: Pick<Door<ChatPort>, 'port'>,
): PostChatActivities {
  const { db } = deps;
  return {
    'post.chat': ({ personId, key }) =>
      atVendor(async () => {
        const person = await reachable(deps, personId);
        const chat = port();
        const member = await chat.findMember(addressOf(person));
        // Somebody who is not in the chat has the mail.
        if (member === undefined) {
          return;
        }
        const channel = await chat.conversationWith(member);
        for (const [chatKey, crises] of await claimForChat(db, personId, key, uuidv7())) {
          const text = composeChat(await linesOf(deps, person, crises), readerOf(deps, person));
          await chat.post(channel, text, chatKey);
        }
      }),
  };
}

/** @throws ActionRefusedError when the person has left or was never here */
async function reachable({ db }: PostDeps, personId: string): Promise<Person> {
  const person = await findPerson(db, personId);
  if (!person?.active || person.email === '') {
    throw new ActionRefusedError('The person has left or has no address, so nothing was sent.');
  }
  return person;
}

/** How long it is until what can wait may reach somebody, in milliseconds of product time. */
async function quietNow({ db, clock }: PostDeps, person: Person | null): Promise<number> {
  return quietFor(person, (await newestServiceDesk(db)).desk, clock.productNow());
}

/**
 * A message that was made by day and is tried into the night waits for the morning, unless something in it is urgent. It
 * stays claimed, so the same message goes out then.
 */
async function mayGoNow(deps: PostDeps, person: Person, notices: readonly Notice[]): Promise<void> {
  if (notices.some(({ urgent }) => urgent) || (await quietNow(deps, person)) === 0) return;
  throw ApplicationFailure.nonRetryable(
    "The person's quiet hours have begun. Nothing was sent and nothing is lost: the message goes out when they are over.",
    'QuietHours',
  );
}

/** A refusal of ourselves is no word on the person: it is tried again until somebody mends it. */
async function patientlyWithOurselves<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof VendorError && error.refusesUs) {
      throw ApplicationFailure.create({
        type: 'VendorThrottled',
        message: error.message,
        nextRetryDelay: '1 minute',
      });
    }
    throw error;
  }
}

function readerOf({ publicUrl, clock }: PostDeps, { name, timeZone }: Person): Reader {
  return { name, timeZone: knownZone(timeZone), publicUrl, now: new Date(clock.productNow()) };
}

/** Late is what was noticed late, and what could have been told long before now. */
async function linesOf(
  { db, clock, time, publicUrl }: PostDeps,
  person: Person,
  notices: Notice[],
): Promise<NoticeLine[]> {
  const nowMs = clock.productNow();
  const promiseIds = [...new Set(notices.flatMap(({ promiseId }) => promiseId ?? []))];
  const [background, { desk }, secrets] = await Promise.all([
    backgroundOf(db, notices),
    newestServiceDesk(db),
    newDecisionLinks(db, person.id, promiseIds, new Date(nowMs)),
  ]);
  const lateAfterMs = Math.max(LATE_AFTER_MS, BURST_AFTER_MS * time.scale);
  return notices.map((notice) => {
    const {
      reference = null,
      dueAt = null,
      respondBy = null,
      clientZone = null,
    } = background.get(notice.id) ?? {};
    const secret = secrets.get(notice.promiseId ?? '');
    const reachedMs = notice.createdAt.getTime();
    const mayBeToldMs = notice.urgent ? reachedMs : mayBeToldFrom(person, desk, reachedMs);
    return {
      ...notice,
      late: notice.late || nowMs - mayBeToldMs > lateAfterMs,
      reference,
      dueAt,
      respondBy,
      clientZone: clientZone === null ? null : knownZone(clientZone),
      decideAt: secret === undefined ? null : `${publicUrl}${DECISION_PATH}/${secret}`,
    };
  });
}
