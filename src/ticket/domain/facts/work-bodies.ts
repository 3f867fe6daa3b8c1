import { z } from 'zod';
import { bodyOf, lookedUp, plainBody } from '../../../fact/domain/body';
import { type Priority, normalPriority, PRIORITIES } from '../../../service-desk/domain/service-desk';
import {
  articleLinked,
  clientReplied,
  estimated,
  priorityChanged,
  responded,
  rulesRenewed,
  waitingForClient,
  workLogged,
} from './work';

const minutes = z.int().min(1).max(100_000);

/** `critical, high, medium, low`; `normal` stands for medium, `general` for low. */
export const prioritySchema = z
  .enum([...PRIORITIES, 'normal', 'general'])
  .transform((word): Priority => normalPriority(word) ?? 'medium');

/** How an answer or a message went: every channel counts alike. */
const by = z.enum(['email', 'portal', 'phone', 'whatsapp', 'video', 'api']).optional();

export const workBodies = {
  responded: bodyOf(
    responded,
    {
      public: z.boolean().default(true).describe('false: an internal note, which answers nobody'),
      automatic: z.boolean().default(false).describe('true: no human wrote it, so it answers nobody'),
      channel: by,
    },
    ({ public: isPublic, automatic, channel }) => {
      const answers = isPublic && !automatic;
      const isCall = channel === 'phone' || channel === 'whatsapp';
      return { public: answers, ...(answers && isCall ? { called: true as const } : {}) };
    },
  ),
  clientReplied: plainBody(clientReplied, { channel: by }),
  waitingForClient: plainBody(waitingForClient, {}),
  priorityChanged: bodyOf(priorityChanged, { priority: prioritySchema }, ({ priority }) => ({ priority })),
  articleLinked: plainBody(articleLinked, { url: z.url({ protocol: /^https?$/ }).max(2_000) }),
  estimated: bodyOf(estimated, { minutes }, (body) => ({ minutes: body.minutes })),
  workLogged: bodyOf(workLogged, { minutes }, (body) => ({ minutes: body.minutes })),
  rulesRenewed: lookedUp(rulesRenewed, {}),
};
