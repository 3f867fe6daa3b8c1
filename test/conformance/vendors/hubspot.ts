import type { NewHelpdeskTicket } from '../../../src/capability/offered/helpdesk';
import { shortEffectKey } from '../../../src/vendors/kit/effect-key';
import { signHubspot } from '../../../src/vendors/hubspot/webhook';
import type { AskVendor, Connector } from '../connector';
import { personal, secret } from '../marks';

const OBJECTS = '/crm/objects/2026-09';
const LIST = '1';

interface Page {
  results: { id: string; properties: Record<string, string | null> }[];
  paging?: { next: { after: string } };
}

/** How many objects of a type have a property that holds a text. */
async function having(ask: AskVendor, type: string, property: string, text: string): Promise<number> {
  let found = 0;
  for (let after: string | undefined = '0'; after !== undefined; ) {
    const query = { limit: '100', after, properties: property };
    const page: Page = await ask('GET', `${OBJECTS}/${type}`, { query });
    found += page.results.filter(({ properties }) => properties[property]?.includes(text)).length;
    after = page.paging?.next.after;
  }
  return found;
}

async function listMembers(ask: AskVendor, key: string): Promise<number> {
  const query = { idProperty: 'email', properties: 'email' };
  const email = encodeURIComponent(personal(key).email);
  const { id }: { id: string } = await ask('GET', `${OBJECTS}/contacts/${email}`, { query });
  const path = `/crm/lists/2026-09/${LIST}/memberships`;
  const { results }: { results: { recordId: string }[] } = await ask('GET', path, {
    query: { limit: '250' },
  });
  return results.filter(({ recordId }) => recordId === id).length;
}

/** HubSpot counts on each contact how many mails went there. */
async function mailsTo(ask: AskVendor, key: string): Promise<number> {
  const query = { idProperty: 'email', properties: 'hs_email_delivered' };
  type Contact = { properties?: { hs_email_delivered?: string | null } };
  const contact: Contact = await ask('GET', `${OBJECTS}/contacts/${personal(key).email}`, { query });
  return Number(contact.properties?.hs_email_delivered ?? '0');
}

async function requestersOf(ask: AskVendor, key: string): Promise<number> {
  const query = { idProperty: 'ticket_key', associations: 'contacts' };
  type Ticket = { associations?: { contacts?: { results: { id: string }[] } } };
  const ticket: Ticket = await ask('GET', `${OBJECTS}/tickets/${key}`, { query });
  return new Set(ticket.associations?.contacts?.results.map(({ id }) => id)).size;
}

async function linkedContacts(ask: AskVendor, key: string): Promise<number> {
  const query = { idProperty: 'engagement_key', associations: 'contacts' };
  type Deal = { associations?: { contacts?: { results: { id: string }[] } } };
  const deal: Deal = await ask('GET', `${OBJECTS}/deals/${key}`, { query });
  return new Set(deal.associations?.contacts?.results.map(({ id }) => id)).size;
}

const dealOf = (key: string) => ({
  name: personal(key).company,
  value: { amount: '1200.00', currency: 'EUR' },
});
const ticketOf = (key: string): NewHelpdeskTicket => ({
  subject: personal(key).text,
  description: personal(key).text,
  stage: 'new',
  priority: 'high',
  requester: personal(key),
  dealId: undefined,
});
const contactOf = (key: string) => personal(key);

export const hubspot: Connector = {
  values: {
    refreshToken: secret('hubspot-refresh'),
    clientId: secret('hubspot-client'),
    clientSecret: secret('hubspot-webhooks'),
    npsListId: LIST,
    emailId: '1',
    ticketPipeline: '0',
    portalUrl: 'https://portal.example/tickets',
  },
  token: { method: 'POST', path: '/oauth/2026-09/token' },
  operations: {
    crm: {
      readDeal: { run: async (crm, key) => crm.readDeal(await crm.ensureDeal(key, dealOf(key))) },
      readContacts: {
        run: async (crm, key) => crm.readContacts([await crm.ensureContact(contactOf(key))]),
      },
      ensureDeal: {
        run: (crm, key) => crm.ensureDeal(key, dealOf(key)),
        makes: [
          {
            call: { method: 'POST', path: `${OBJECTS}/deals/batch/upsert` },
            count: (ask, key) => having(ask, 'deals', 'engagement_key', key),
          },
        ],
      },
      moveDeal: {
        run: async (crm, key) => crm.moveDeal(await crm.ensureDeal(key, dealOf(key)), 'contractsent'),
      },
      closeProject: { run: async (crm, key) => crm.closeProject(await crm.ensureDeal(key, dealOf(key))) },
      fillDeal: {
        run: async (crm, key) => {
          const deal = await crm.ensureDeal(key, { ...dealOf(key), value: null });
          return crm.fillDeal(deal, { currency: 'EUR' });
        },
      },
      ensureContact: {
        run: (crm, key) => crm.ensureContact(contactOf(key)),
        makes: [
          {
            call: { method: 'POST', path: `${OBJECTS}/contacts` },
            count: (ask, key) => having(ask, 'contacts', 'email', personal(key).email),
          },
        ],
      },
      fillContact: {
        run: async (crm, key) => {
          const contact = await crm.ensureContact({ ...contactOf(key), company: undefined });
          return crm.fillContact(contact, { company: personal(key).company });
        },
      },
      linkContact: {
        run: async (crm, key) => {
          const deal = await crm.ensureDeal(key, dealOf(key));
          return crm.linkContact(deal, await crm.ensureContact(contactOf(key)));
        },
        makes: [{ call: { method: 'PUT', path: `${OBJECTS}/deals/` }, count: linkedContacts }],
      },
      addNote: {
        run: async (crm, key) => {
          const deal = await crm.ensureDeal(`${key}deal`, dealOf(`${key}deal`));
          return crm.addNote(deal, key, personal(key).text, Date.parse('2026-11-22T10:00:00Z'));
        },
        makes: [
          {
            call: { method: 'POST', path: `${OBJECTS}/notes` },
            count: (ask, key) => having(ask, 'notes', 'hs_note_body', shortEffectKey(key)),
          },
        ],
      },
      surveyList: { run: (crm) => crm.surveyList() },
      addToList: {
        run: async (crm, key) => crm.addToList(LIST, [await crm.ensureContact(contactOf(key))]),
        makes: [
          {
            call: { method: 'PUT', path: `/crm/lists/2026-09/${LIST}/memberships/add` },
            count: listMembers,
          },
        ],
      },
    },
    mail: {
      send: {
        run: async (mail, key) => {
          const { name, email, text, company } = personal(key);
          const to = [{ name, address: email }];
          return (await mail.send(key, async () => ({ to, subject: company, text }))).id;
        },
        makes: [
          {
            call: { method: 'POST', path: '/marketing/transactional/2026-09/single-email/send' },
            count: mailsTo,
          },
        ],
      },
    },
    survey: {
      questions: { run: (survey) => survey.questions() },
      ensureRespondent: {
        run: (survey, key) => survey.ensureRespondent(contactOf(key)),
        makes: [
          {
            call: { method: 'POST', path: `${OBJECTS}/contacts` },
            count: (ask, key) => having(ask, 'contacts', 'email', personal(key).email),
          },
        ],
      },
      ask: {
        run: async (survey, key) => survey.ask([await survey.ensureRespondent(contactOf(key))]),
        makes: [
          {
            call: { method: 'PUT', path: `/crm/lists/2026-09/${LIST}/memberships/add` },
            count: listMembers,
          },
        ],
      },
      readAnswers: {
        run: async (survey, key) => survey.readAnswers(await survey.ensureRespondent(contactOf(key))),
      },
    },
    helpdesk: {
      portalUrl: { run: (helpdesk) => helpdesk.portalUrl() },
      isShared: { run: (helpdesk) => helpdesk.isShared() },
      readTicket: {
        run: async (helpdesk, key) => helpdesk.readTicket(await helpdesk.ensureTicket(key, ticketOf(key))),
      },
      ensureTicket: {
        run: (helpdesk, key) => helpdesk.ensureTicket(key, ticketOf(key)),
        makes: [
          {
            call: { method: 'POST', path: `${OBJECTS}/tickets/batch/upsert` },
            count: (ask, key) => having(ask, 'tickets', 'ticket_key', key),
          },
          { call: { method: 'PUT', path: `${OBJECTS}/tickets/` }, count: requestersOf, completes: true },
        ],
      },
      changeTicket: {
        run: async (helpdesk, key) => {
          const ticket = await helpdesk.ensureTicket(key, ticketOf(key));
          return helpdesk.changeTicket(ticket, { stage: 'waitingForClient', priority: 'critical' });
        },
      },
    },
  },
  webhook: {
    sign: ({ body, secret: by, url, atMs }) => ({
      'content-type': 'application/json',
      'x-hubspot-request-timestamp': String(atMs),
      'x-hubspot-signature-v3': signHubspot(by, 'POST', url, body, String(atMs)),
    }),
    act: (actions, request) => actions['crm.upsertContacts']({ ...request, params: {} }),
    made: { method: 'POST', path: `${OBJECTS}/deals/batch/upsert` },
    async change(emit, ask, engagementId) {
      const query = { idProperty: 'engagement_key' };
      const { id }: { id: string } = await ask('GET', `${OBJECTS}/deals/${engagementId}`, { query });
      await emit('deal.propertyChange', { id, properties: { dealstage: 'contractsent' } });
      await emit('deal.propertyChange', { id, properties: { dealstage: 'closedwon' } });
    },
    isLast: ({ stage }) => stage === 'closedwon',
  },
};
