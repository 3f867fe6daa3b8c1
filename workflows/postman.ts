import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  continueAsNew,
  defineSignal,
  log,
  proxyActivities,
  setHandler,
  sleep,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { PostActivities, PostChatActivities, PostMailActivities } from '../src/post/domain/post';
import type { Capability } from '../src/capability/actions';
import { type TimeScale, wallDuration } from '../src/promise/domain/time';
import { ATTEMPT, vendorRetry } from './activities';

/** Whom a postman serves, on which task queues, and how fast the product's time runs. */
export interface PostmanInput {
  personId: string;
  queues: Record<Capability, string>;
  time: TimeScale;
}

export const noticesWaitingSignal = defineSignal('noticesWaiting');

const post = proxyActivities<PostActivities>({
  summary: 'What the person is to hear',
  ...ATTEMPT,
  // Longer than any outage of the database that somebody would let happen: nobody may be forgotten.
  scheduleToCloseTimeout: '90 days',
  retry: { initialInterval: '1 second', backoffCoefficient: 1.5, maximumInterval: '20 seconds' },
});

/**
 * Wall-clock milliseconds: what comes in one burst goes out in one message, as long as it keeps coming. After an outage a
 * machine that is busy with all of it must not tear it apart.
 */
const PAUSE_MS = { late: 3_000, inTime: 1_000 };
/** Nobody waits through more pauses for something urgent; a crisis in time waits for one only. */
const MOST_PAUSES = { late: 10, inTime: 30 };
/** After an outage all that was missed is one message, unless catching up takes longer than anybody should wait. */
const mostPausesForMore = ({ scale }: TimeScale) => (scale > 1 ? 20 : 300);
/**
 * A pause takes no longer than this of the product's time either, or it would sleep through somebody's whole day: after
 * an outage, when all that was missed comes in one burst, and otherwise, when somebody is to be told at once.
 */
const PAUSE_PRODUCT_MS = { late: 3_600_000, inTime: 600_000 };

/**
 * Tells one person what they must hear: everything that may go now in one message, each notice once. Urgent notices go
 * at any hour, the others when the person's quiet hours are over. It ends when nothing is left to tell; the next notice
 * starts it again.
 */
export async function postman(input: PostmanInput): Promise<void> {
  const { personId, time } = input;
  let isWoken = false;
  let pausesForMore = 0;
  let chatting = Promise.resolve();
  setHandler(noticesWaitingSignal, () => void (isWoken = true), {
    description: 'Something waits to be told to this person',
  });
  for (;;) {
    if (workflowInfo().continueAsNewSuggested) {
      await chatting;
      await continueAsNew<typeof postman>(input);
    }
    isWoken = false;
    const { unfinished, urgent, later, crisis, late, catchingUp, quietForMs } = await post['post.pending']({
      personId,
    });
    if (unfinished !== null) {
      await send(unfinished);
    } else if (catchingUp && pausesForMore < mostPausesForMore(time)) {
      pausesForMore += 1;
      await sleep(PAUSE_MS.inTime, { summary: 'Until what an outage has missed is caught up with' });
    } else if (urgent > 0 || (later > 0 && quietForMs === 0)) {
      pausesForMore = 0;
      const what = late ? 'late' : 'inTime';
      await collect(what, crisis && !late ? 1 : MOST_PAUSES[what]);
      await send(uuid4());
    } else if (later > 0) {
      const summary = "Until the person's quiet hours are over";
      await condition(() => isWoken, wallDuration(quietForMs, time), { summary });
    } else {
      await chatting;
      if (!isWoken) {
        return;
      }
    }
  }

  async function collect(what: keyof typeof PAUSE_PRODUCT_MS, mostPauses: number): Promise<void> {
    const pauseMs = Math.min(PAUSE_MS[what], wallDuration(PAUSE_PRODUCT_MS[what], time));
    let pauses = 0;
    do {
      isWoken = false;
      await sleep(pauseMs, { summary: 'Collecting what comes in one burst' });
      pauses += 1;
    } while (isWoken && pauses < mostPauses);
  }

  async function send(key: string): Promise<void> {
    const { notices, crisis } = await post['post.claim']({ personId, key });
    if (notices === 0) {
      return;
    }
    const message = { isOut: false };
    const mailing = mail(input, key).then(() => void (message.isOut = true));
    if (crisis) {
      tellByChat(key);
    }
    // A crisis that comes up while the mail is away is told in the chat all the same.
    while (!message.isOut) {
      isWoken = false;
      await condition(() => message.isOut || isWoken);
      if (!message.isOut && (await post['post.pending']({ personId })).crisis) {
        tellByChat(key);
      }
    }
    await mailing;
  }

  // Beside the mail: neither waits for the other.
  function tellByChat(key: string): void {
    chatting = chatting.then(() => chat(input, key));
  }
}

/** A refusal is final for this person; silence is not: the message stays claimed, and is begun anew by its key. */
async function mail({ personId, queues, time }: PostmanInput, key: string): Promise<void> {
  const activities = proxyActivities<PostMailActivities>({
    taskQueue: queues.mail,
    summary: 'Mail it to the person',
    ...ATTEMPT,
    scheduleToCloseTimeout: '24 hours',
    retry: vendorRetry(120_000, time),
  });
  try {
    await activities['post.send']({ personId, key });
  } catch (error) {
    if (!(error instanceof ActivityFailure)) {
      throw error;
    }
    const why = error.cause instanceof ApplicationFailure ? error.cause.type : undefined;
    if (why === 'VendorRejected' || why === 'VendorUnconfigured') {
      await post['post.giveUp']({ personId, key, why });
    }
  }
}

/** Every crisis by chat too, once each. The mail tells it in any case, so trouble here is noted and left. */
async function chat({ personId, queues, time }: PostmanInput, key: string): Promise<void> {
  const activities = proxyActivities<PostChatActivities>({
    taskQueue: queues.chat,
    summary: 'Tell the person of the crisis in the chat',
    ...ATTEMPT,
    // A crisis is news for hours, not for days.
    scheduleToCloseTimeout: '2 hours',
    retry: vendorRetry(60_000, time),
  });
  try {
    await activities['post.chat']({ personId, key });
  } catch (error) {
    if (!(error instanceof ActivityFailure)) {
      throw error;
    }
    log.warn('The chat could not be reached; the mail tells it too');
  }
}
