import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import { PAGE, pageAnswer } from '../../edge/http/page';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, idParams, instant, instantOf } from '../../edge/http/schemas';
import { htmlOf } from '../../text/domain/html';
import { findEngagement } from '../../engagement/store/engagements';
import { CHANNELS, channelOf } from '../domain/channel';
import { listMessages, MESSAGE_PATH, openMessageLink } from '../store/messages';

const messageSchema = z
  .strictObject({
    channel: z
      .enum(CHANNELS)
      .describe('portal: the client reads it on our page; phone: whoever owes the promise says it'),
    subject: z.string(),
    text: z.string(),
    promiseId: id.nullable().describe('The promise that it keeps, or that somebody keeps by saying it'),
    createdAt: instant,
  })
  .meta({ id: 'ClientMessage' });

/** What clients are told by another way than mail, as they prefer. */
export function messageRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/engagements/{id}/messages',
      summary: 'What the client of an engagement was or is to be told by another way than mail',
      tag: 'engagements',
      access: 'signed-in',
      params: idParams,
      answers: {
        200: {
          description: 'All of it, the oldest first',
          content: {
            'application/json': z
              .strictObject({ items: z.array(messageSchema) })
              .meta({ id: 'ClientMessages' }),
          },
        },
      },
      handle: async ({ params }) => {
        if (!(await findEngagement(db, params.id))) throw notFound('engagement', params.id);
        const items = (await listMessages(db, params.id)).map(({ channel, createdAt, ...said }) => ({
          ...said,
          channel: channelOf(channel) ?? 'email',
          createdAt: instantOf(createdAt),
        }));
        return { status: 200, body: { items } };
      },
    }),
    route({
      method: 'get',
      path: `${MESSAGE_PATH}/{secret}`,
      summary: 'The page of a message for the client; opening it changes nothing',
      tag: 'clients',
      access: 'public',
      params: z.object({ secret: z.string().min(1) }),
      anyQuery: true,
      answers: {
        200: { description: 'The message', content: PAGE },
        404: { description: 'A page that says there is no such link', content: PAGE },
      },
      handle: async ({ params: { secret } }) => {
        const message = await openMessageLink(db, secret);
        return message === null
          ? noMessagePage()
          : pageAnswer(200, message.subject, `<p>${htmlOf(message.text)}</p>`);
      },
    }),
  ];
}

function noMessagePage() {
  return pageAnswer(
    404,
    'There is no message behind this link',
    '<p>Perhaps your mail program has cut it. Answer the mail that it came with, and somebody will tell you.</p>',
  );
}
