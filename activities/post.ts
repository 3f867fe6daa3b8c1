import { log } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { shortEffectKey } from '../src/connectors/effect-key';
import { VendorError } from '../src/connectors/errors';
import { composeChat, composeMessage, type NoticeLine } from '../src/dispatch/message';
import { zoneOf } from '../src/domain/clock/zone';
import { CRISIS } from '../src/domain/ladder/promise-state';
import type { PostActivities, PostChatActivities, PostMailActivities } from '../src/domain/post';
import { allowedFrom } from '../src/domain/quiet-hours';
import type { Notice } from '../src/store/generated/client';
import {
  claimedNotices,
  claimNotices,
  markFailed,
  markSent,
  referencesOf,
  crisesToTell,
  waitingFor,
} from '../src/store/outbox';
import { findPerson, type Person } from '../src/store/people';
import type { ActionDeps } from './action-deps';
import { Effects } from './effects';
import { sendOnce } from './mail';
import { slackTextOf } from './templates';
import { ActionRefusedError, atVendor } from './vendor-errors';

export interface PostDeps extends ActionDeps {
  /** Where people look, without a trailing slash. */
  publicUrl: string;
}

export function createPostActivities({ db, clock }: PostDeps): PostActivities {
  const quietForMs = (person: Person | null) => {
    const nowMs = clock.productNow();
    return person ? allowedFrom(nowMs, knownZone(person.timeZone)) - nowMs : 0;
  };
  return {
    'post.pending': async ({ personId }) => {
      const [waiting, person] = await Promise.all([waitingFor(db, personId), findPerson(db, personId)]);
      return { ...waiting, quietForMs: quietForMs(person) };
    },
    'post.claim': async ({ personId, key }) => {
      const mayWake = quietForMs(await findPerson(db, personId)) === 0;
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

export function createPostMailActivities(deps: PostDeps): PostMailActivities {
  const { db, clock } = deps;
  return {
    'post.send': ({ personId, key }) =>
      atVendor(async () => {
        const person = await reachable(deps, personId);
        const notices = await claimedNotices(db, key);
        await patientlyWithOurselves(() =>
          sendOnce(deps, key, async () => ({
            to: [{ name: person.name, address: person.email }],
            ...composeMessage(person.name, await linesOf(deps, notices), deps.publicUrl),
          })),
        );
        await markSent(db, key, new Date(clock.productNow()));
      }),
  };
}

/** Slack's clock and ours need not agree to the second. */
const LOOK_BACK_MS = 10 * 60_000;

export function createPostChatActivities(deps: PostDeps): PostChatActivities {
  const { db, clients } = deps;
  const effects = new Effects(deps, 'slack');
  return {
    'post.chat': ({ personId, key }) =>
      atVendor(async () => {
        const { email } = await reachable(deps, personId);
        const crises = await crisesToTell(db, personId, key);
        const slack = clients.get('slack');
        const member = await slack.findUserByEmail(email);
        // Somebody who is not in the chat has the mail.
        if (member === undefined) {
          return;
        }
        const channel = await slack.openDirectMessage(member);
        const lines = await linesOf(deps, crises);
        for (const [index, { id }] of crises.entries()) {
          const line = lines[index];
          if (line) await postOnce(channel, slackTextOf(composeChat(line, deps.publicUrl)), id);
        }
      }),
  };

  async function postOnce(channel: string, text: string, key: string): Promise<void> {
    if (await effects.find('message', key)) {
      return;
    }
    const slack = clients.get('slack');
    const begun = await effects.find('message-begun', key);
    if (!begun) await effects.keep('message-begun', key, channel);
    const shortKey = shortEffectKey(key);
    const found = begun && (await slack.findMessage(channel, shortKey, begun.atMs - LOOK_BACK_MS));
    await effects.keep('message', key, found ?? (await slack.postMessage({ channel, text }, shortKey)), {
      channel,
    });
  }
}

/** A zone that this release of the zone data does not know must keep nobody from being told. */
function knownZone(timeZone: string): string {
  try {
    return zoneOf(timeZone).id;
  } catch {
    return 'Etc/UTC';
  }
}

/** @throws ActionRefusedError when the person has left or was never here */
async function reachable({ db }: PostDeps, personId: string): Promise<Person> {
  const person = await findPerson(db, personId);
  if (!person?.active || person.email === '') {
    throw new ActionRefusedError('The person has left or has no address, so nothing was sent.');
  }
  return person;
}

/** A refusal of ourselves (401, 403) is no word on the person: it is tried again until somebody mends it. */
async function patientlyWithOurselves<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof VendorError && (error.status === 401 || error.status === 403)) {
      throw ApplicationFailure.create({
        type: 'VendorThrottled',
        message: error.message,
        nextRetryDelay: '1 minute',
      });
    }
    throw error;
  }
}

async function linesOf({ db }: PostDeps, notices: Notice[]): Promise<NoticeLine[]> {
  const references = await referencesOf(db, [...new Set(notices.map(({ subjectId }) => subjectId))]);
  return notices.map((notice) => ({ ...notice, reference: references.get(notice.subjectId) ?? null }));
}
