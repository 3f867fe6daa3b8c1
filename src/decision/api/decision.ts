import { z } from 'zod';
import { messageOf } from '../../client/store/messages';
import type { ApiDeps } from '../../edge/http/deps';
import { faultsOf } from '../../edge/http/handle-request';
import type { Principal } from '../../edge/http/principal';
import { Problem } from '../../edge/http/problem';
import { formOf, PAGE, typedIn } from '../../edge/http/page';
import { type Answer, type Route, route } from '../../edge/http/route';
import { bodyWith, inWords } from '../domain/inputs';
import { DECISION_PATH, type DecisionLink, openDecisionLink } from '../store/links';
import { belongingOf } from '../store/belonging';
import { type Act, actsOn } from './acts';
import { decisionPage, noDecisionPage, type Refused, type Shown, statedPage } from './pages';

const LONGEST_FORM_BYTES = 64 * 1_024;
/** So long the page waits for what becomes of a fact. */
const PATIENCE = 'wait=3';

const params = z.object({ secret: z.string().min(1) });

/**
 * The pages on which people decide about promises, by the links of the messages that told them. A link is one person's and
 * leads to one promise; what is stated there goes through the API's own route, as if they had called it.
 */
export function decisionRoutes(deps: ApiDeps): Route[] {
  const { db, clock } = deps;
  const actsOf = actsOn(deps);

  async function show(link: DecisionLink): Promise<Shown> {
    const { person, promise } = link;
    const [of, acts, message] = await Promise.all([
      belongingOf(db, promise),
      actsOf(link),
      messageOf(db, promise),
    ]);
    return { promise, of, reader: person, acts, message, now: new Date(clock.productNow()) };
  }

  async function opened(secret: string): Promise<DecisionLink | undefined> {
    return await openDecisionLink(db, secret, new Date(clock.productNow()));
  }

  return [
    route({
      method: 'get',
      path: `${DECISION_PATH}/{secret}`,
      summary: 'The page of a promise for somebody who was told of it; it changes nothing',
      tag: 'decisions',
      access: 'public',
      params,
      anyQuery: true,
      answers: {
        200: { description: 'The promise, with what can be stated about it', content: PAGE },
        404: { description: 'A page that says there is no such link', content: PAGE },
      },
      handle: async ({ params: { secret } }) => {
        const link = await opened(secret);
        return link ? decisionPage(await show(link)) : noDecisionPage();
      },
    }),
    route({
      method: 'post',
      path: `${DECISION_PATH}/{secret}`,
      summary: 'State a fact about the promise, in the name of whoever has the link',
      tag: 'decisions',
      access: 'public',
      params,
      anyQuery: true,
      body: formOf(LONGEST_FORM_BYTES),
      answers: {
        200: { description: 'A page that says what became of it', content: PAGE },
        403: { description: 'The page, which says who may state it', content: PAGE },
        404: { description: 'A page that says there is no such link', content: PAGE },
        409: { description: 'The page, which says what came in between', content: PAGE },
        422: { description: 'The page, which says what is missing', content: PAGE },
        503: { description: 'The page, which says that it cannot be taken for the moment', content: PAGE },
      },
      handle: async ({ params: { secret }, body, url, from }) => {
        const link = await opened(secret);
        if (!link) return noDecisionPage();
        const typed = typedIn(body);
        const shown = await show(link);
        const key = typed('act');
        const act = shown.acts.find((one) => one.key === key);
        const refuse = (refused: Omit<Refused, 'act' | 'typed'>) =>
          decisionPage(shown, { ...refused, act: key, typed });
        if (!act?.inputs) {
          const message = 'Nothing was changed: this cannot be stated about the promise any more.';
          return refuse({ status: 409, message, errors: [] });
        }
        const known = { ...act.body, commandId: typed('commandId') };
        const parsed = act.schema.safeParse(bodyWith(known, act.inputs, typed, clock.productNow()));
        if (!parsed.success) {
          const message = 'Nothing was changed. Please look at these:';
          return refuse({ status: 422, message, errors: faultsOf(parsed.error, '') });
        }
        try {
          const answer = await stated(act, link, { body: parsed.data, url, from });
          return statedPage(link.promise.title, outcomeOf(act, answer), `${DECISION_PATH}/${secret}`);
        } catch (error) {
          if (!(error instanceof Problem) || (error.status >= 500 && error.status !== 503)) throw error;
          return refuse({ status: error.status, message: error.message, errors: error.errors });
        }
      },
    }),
  ];
}

async function stated(
  { route: own, targetId, signal }: Act,
  { person }: DecisionLink,
  request: { body: unknown; url: string; from: string },
): Promise<Answer> {
  const principal: Principal = { kind: 'person', id: person.id, name: person.name, roles: person.roles };
  return await own.handle({
    ...request,
    params: { id: targetId, name: signal },
    query: undefined,
    headers: { prefer: PATIENCE },
    principal,
  });
}

/** In words for whoever stated it. */
function outcomeOf({ signal }: Act, { status, body }: Answer): string {
  const { state, note, reason } = (body ?? {}) as { state?: string; note?: string; reason?: string };
  const what = inWords(signal);
  if (status === 202)
    return `"${what}" is stored for good and will have its effect. You need not state it again.`;
  if (state === 'ignored')
    return `"${what}" was taken, but changes nothing: ${reason ?? 'it does not fit any more'}.`;
  return `"${what}" is taken and has had its effect.${note === undefined ? '' : ` ${note}`}`;
}
