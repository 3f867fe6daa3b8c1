import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import { formOf, PAGE, typedIn } from '../../edge/http/page';
import { type Route, route } from '../../edge/http/route';
import { storeDeliveries } from '../../intake/store/webhooks';
import { name as nameField, words } from '../../text/domain/fields';
import { repairedText } from '../../text/domain/storable';
import { cutText } from '../../text/domain/cut';
import type { Vendor } from '../../vendors/kit/vendor';
import type { Origin, SigningFault } from '../domain/envelope';
import { act, openLink, type OpenedLink, type SignerAct } from '../store/envelopes';
import { SIGNING_PATH } from '../store/own-signature';
import {
  documentPage,
  type Draft,
  LONGEST_NAME,
  LONGEST_REASON,
  noSuchLinkPage,
  overtakenPage,
} from './pages';

const LONGEST_FORM_BYTES = 16 * 1_024;
const LONGEST_BROWSER = 300;
const LONGEST_ADDRESS = 200;

const params = z.object({ secret: z.string().min(1) });

/**
 * The pages on which a document is signed. A link is its signer's alone and shows them the document for good; opening it
 * changes nothing, as others than people open links too.
 */
export function signingRoutes(deps: ApiDeps): Route[] {
  const { db, vendors, clock } = deps;
  return [
    route({
      method: 'get',
      path: `${SIGNING_PATH}/{secret}`,
      summary: 'The page of a document for one of its signers',
      tag: 'signing',
      access: 'public',
      params,
      anyQuery: true,
      answers: {
        200: { description: 'The document, with what this signer can do', content: PAGE },
        404: { description: 'A page that says there is no such link', content: PAGE },
      },
      handle: async ({ params: { secret } }) => {
        const opened = await openLink(db, secret);
        return opened ? documentPage(opened) : noSuchLinkPage();
      },
    }),
    route({
      method: 'post',
      path: `${SIGNING_PATH}/{secret}`,
      summary: 'Sign the document, or decline to',
      tag: 'signing',
      access: 'public',
      params,
      anyQuery: true,
      body: formOf(LONGEST_FORM_BYTES),
      answers: {
        303: { description: 'Done: back to the page', headers: { location: 'The page' } },
        404: { description: 'A page that says there is no such link', content: PAGE },
        409: { description: 'The page, which says what came in between', content: PAGE },
        422: { description: 'The page, which says what is missing', content: PAGE },
      },
      handle: async ({ params: { secret }, body, headers, from }) => {
        const opened = await openLink(db, secret);
        if (!opened) return noSuchLinkPage();
        const browser = cutText(repairedText(headers['user-agent'] ?? ''), LONGEST_BROWSER);
        const wanted = actOf(typedIn(body), {
          address: cutText(repairedText(from), LONGEST_ADDRESS),
          browser,
        });
        if ('fault' in wanted) return documentPage(opened, wanted);
        const fault = await done(opened, wanted);
        if (fault === null) return { status: 303, headers: { location: `${SIGNING_PATH}/${secret}` } };
        return overtakenPage((await openLink(db, secret)) ?? opened, fault);
      },
    }),
  ];

  /** What is signed is put down together with the news of it, which the engagement hears like a vendor's. */
  async function done(opened: OpenedLink, wanted: SignerAct): Promise<SigningFault | null> {
    const now = new Date(clock.productNow());
    return await db.$transaction(async (tx) => {
      const fault = await act(tx, opened, wanted, now);
      if (fault !== null) return fault;
      const { envelope, place } = opened;
      const news = {
        key: `${envelope.id}/${place}/${wanted.does}`,
        payload: { envelopeId: envelope.id, atMs: now.getTime() },
      };
      await storeDeliveries(tx, ourPage(vendors).name, [news], now);
      return null;
    });
  }
}

/** What a form asks for, or why it cannot be taken. */
function actOf(typed: (field: string) => string, origin: Origin): SignerAct | Draft {
  switch (typed('do')) {
    case 'decline': {
      const reason = typed('reason');
      const parsed = words(LONGEST_REASON).safeParse(reason);
      return parsed.success
        ? { does: 'decline', reason: parsed.data }
        : { reason, fault: `Nothing was changed. Please say why, in at most ${LONGEST_REASON} characters.` };
    }
    case 'sign': {
      const name = typed('name');
      const parsed = nameField.safeParse(name);
      if (!parsed.success) {
        return {
          name,
          fault: `Nothing was signed. Please write your name, in at most ${LONGEST_NAME} characters.`,
        };
      }
      return typed('agreed') === 'yes'
        ? { does: 'sign', name: parsed.data, origin }
        : { name, fault: 'Nothing was signed. Please tick that you have read the document and sign it.' };
    }
    default:
      return { fault: 'Nothing was changed. Please use one of the buttons of this page.' };
  }
}

/** The vendor of the registry that is this page. @throws Error when the registry has none */
function ourPage(vendors: readonly Vendor[]): Vendor {
  const page = vendors.find(({ inHouse, provides }) => inHouse === true && provides.includes('signature'));
  if (page === undefined) throw new Error('The registry has no vendor for our own signing page.');
  return page;
}
