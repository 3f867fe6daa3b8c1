import { z } from 'zod';
import { type CredentialRow, listCredentials } from '../../credential/store/credentials';
import { decodeCursor, instantPart, pageOf, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import { notFound, Problem } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, instant, instantOf } from '../../edge/http/schemas';
import { effectPage, effectPlace, effectSchema } from '../../engagement/api/effects';
import { type Asked, askedByVendor, listEffects } from '../../engagement/store/effects';
import { insistOnOperator } from '../../trouble/api/operators';
import { webhookSecretOf } from '../../vendors/kit/vendor-variables';
import type { Vendor } from '../../vendors/kit/vendor';
import { findVendor } from '../../vendors/registry';
import { type Circuit, type CircuitState, listCircuits } from '../store/circuits';
import {
  findDelivery,
  listDeadLetters,
  replay,
  type Traffic,
  trafficByVendor,
  type WebhookDelivery,
} from '../store/dead-letters';

const connectorSchema = z
  .strictObject({
    vendor: z.string(),
    title: z.string(),
    state: z
      .enum(['live', 'sandbox', 'unconfigured'])
      .describe('Unconfigured: without credentials; its steps are tasks for people'),
    provides: z.array(z.string()).describe('The capabilities that it has'),
    serves: z.array(z.string()).describe('Those of them that it serves here'),
    consent: z
      .strictObject({
        account: z.string().nullable().describe('For which account of the vendor, where it has several'),
        consentedAt: instant,
        endsAt: instant.nullable().describe('When it ends unless it is used before; null: it does not'),
        isGood: z.boolean().describe('False: somebody has to consent again, or to put back a key'),
      })
      .nullable()
      .describe(
        "What somebody consented to on the vendor's page; null: nobody has. Instants are the wall clock's",
      ),
    calls: z.strictObject({
      circuit: z
        .enum(['closed', 'open'])
        .describe('Open: it does not answer, and is not asked for a while; what it is to do waits'),
      since: instant.nullable().describe('Since when; null: it was never asked'),
      failure: z.string().nullable().describe('What the last call failed by, while it is open'),
      waiting: z.int().describe('What engagements have asked of it, and is not answered'),
      waitingSince: instant.nullable().describe('The oldest of it'),
      lastSuccessAt: instant.nullable(),
    }),
    webhook: z
      .strictObject({
        address: z.string().describe('What the vendor has to call'),
        isVerifiable: z.boolean().describe('Whether the secret is set without which its calls are refused'),
        lastReceivedAt: instant.nullable(),
        waiting: z.int().describe('What came, and is not handled yet'),
        deadLetters: z.int().describe('What could not be handled'),
      })
      .nullable()
      .describe('Null: it does not call us'),
  })
  .meta({ id: 'Connector' });

const deadLetterSchema = z
  .strictObject({
    id,
    receivedAt: instant,
    why: z.string().describe('Why it could not be handled'),
    payload: z.unknown().describe('What the vendor sent, as it came; NUL and half characters as U+FFFD'),
    replays: z.int().describe('How often it was handled again'),
  })
  .meta({ id: 'DeadLetter' });

const vendorParams = z.object({ vendor: z.string().max(60) });

/** How each vendor stands, and what of its calls could not be handled. */
export function connectorRoutes({ db, settings, vendors }: ApiDeps): Route[] {
  const named = (name: string): Vendor => {
    const vendor = findVendor(name, vendors);
    if (!vendor) throw notFound('vendor of the name', name);
    return vendor;
  };
  const onlyOperators = { 403: { description: 'Only for administrators and operations managers' } };
  const show = (
    vendor: Vendor,
    traffic: Traffic | undefined,
    asked: Asked | undefined,
    circuit: Circuit | undefined,
    consent: CredentialRow | undefined,
  ) => {
    const { name, title, provides, webhook } = vendor;
    const known = settings.vendors[name];
    const secret = known?.values[webhookSecretOf(vendor.settings)?.as ?? ''];
    return {
      vendor: name,
      title,
      state: known?.mode ?? 'unconfigured',
      provides,
      serves: provides.filter((capability) => settings.capabilities[capability] === name),
      consent: consent === undefined ? null : showConsent(consent),
      calls: {
        circuit: (circuit?.state ?? 'closed') as CircuitState,
        since: instantOf(circuit?.since ?? null),
        failure: circuit?.failure ?? null,
        waiting: asked?.waiting ?? 0,
        waitingSince: instantOf(asked?.waitingSince ?? null),
        lastSuccessAt: instantOf(asked?.lastDoneAt ?? null),
      },
      webhook: webhook
        ? {
            address: `${settings.publicUrl}/webhooks/${name}`,
            isVerifiable: secret !== undefined && secret !== '',
            lastReceivedAt: instantOf(traffic?.lastReceivedAt ?? null),
            waiting: traffic?.waiting ?? 0,
            deadLetters: traffic?.deadLetters ?? 0,
          }
        : null,
    };
  };
  return [
    route({
      method: 'get',
      path: '/v1/connectors',
      summary: 'List the vendors that this installation can work with, and how each stands',
      tag: 'connectors',
      access: 'signed-in',
      query: z.strictObject(pageQuery),
      answers: {
        200: { description: 'A page', content: { 'application/json': pageOf(connectorSchema) } },
        ...onlyOperators,
      },
      handle: async ({ query: { limit, cursor }, principal }) => {
        insistOnOperator(principal);
        const after = decodeCursor(cursor, z.tuple([z.string()]))?.[0] ?? '';
        const sorted = vendors.toSorted((a, b) => (a.name < b.name ? -1 : 1));
        const page = sorted.filter(({ name }) => name > after).slice(0, limit + 1);
        const [traffic, asked, circuits, consents] = await Promise.all([
          trafficByVendor(db),
          askedByVendor(db),
          listCircuits(db),
          listCredentials(db),
        ]);
        const of = (vendor: Vendor) => {
          const its = <T extends { vendor: string }>(all: T[]) =>
            all.find((one) => one.vendor === vendor.name);
          return show(vendor, its(traffic), its(asked), its(circuits), its(consents));
        };
        return { status: 200, body: toPage(page, limit, of, ({ name }) => [name]) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/connectors/{vendor}/waiting',
      summary: 'List what engagements have asked of a vendor that has not answered, the oldest first',
      tag: 'connectors',
      access: 'signed-in',
      params: vendorParams,
      query: z.strictObject(pageQuery),
      answers: {
        200: { description: 'A page', content: { 'application/json': pageOf(effectSchema) } },
        ...onlyOperators,
        404: { description: 'No such vendor' },
      },
      handle: async ({ params, query: { limit, cursor }, principal }) => {
        insistOnOperator(principal);
        const { name } = named(params.vendor);
        const which = { vendor: name, state: 'waiting' } as const;
        return {
          status: 200,
          body: effectPage(await listEffects(db, which, limit + 1, effectPlace(cursor)), limit),
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/connectors/{vendor}/dead-letters',
      summary: "List what of a vendor's calls could not be handled, the oldest first",
      tag: 'connectors',
      access: 'signed-in',
      params: vendorParams,
      query: z.strictObject(pageQuery),
      answers: {
        200: { description: 'A page', content: { 'application/json': pageOf(deadLetterSchema) } },
        ...onlyOperators,
        404: { description: 'No such vendor' },
      },
      handle: async ({ params, query: { limit, cursor }, principal }) => {
        insistOnOperator(principal);
        const { name } = named(params.vendor);
        const after = decodeCursor(cursor, z.tuple([instantPart, z.string()]));
        const place = after && { receivedAt: after[0], id: after[1] };
        const rows = await listDeadLetters(db, name, limit + 1, place);
        return { status: 200, body: toPage(rows, limit, showLetter, (row) => [row.receivedAt, row.id]) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/connectors/{vendor}/dead-letters/{id}/replay',
      summary: 'Have a call handled again that could not be handled',
      tag: 'connectors',
      access: 'signed-in',
      params: vendorParams.extend({ id }),
      answers: {
        202: {
          description: 'It is handled again within seconds; if it fails again, it is listed again',
          content: { 'application/json': deadLetterSchema },
        },
        ...onlyOperators,
        404: { description: 'No such vendor, or no such call of it' },
        409: { description: 'It was handled meanwhile' },
      },
      handle: async ({ params, principal }) => {
        insistOnOperator(principal);
        const { name } = named(params.vendor);
        const found = await findDelivery(db, name, params.id);
        if (!found) throw notFound('dead letter', params.id);
        if (!(await replay(db, found))) {
          throw new Problem('conflict', 'It is no dead letter any more. Nothing was changed.');
        }
        return { status: 202, body: showLetter({ ...found, replays: found.replays + 1 }) };
      },
    }),
  ];
}

function showConsent({ account, accountName, consentedAt, endsAt, fault }: CredentialRow) {
  return {
    account: accountName ?? account,
    consentedAt: instantOf(consentedAt),
    endsAt: instantOf(endsAt),
    isGood: fault === null && (endsAt === null || endsAt.getTime() > Date.now()),
  };
}

function showLetter({ id: letter, receivedAt, outcome, payload, replays }: WebhookDelivery) {
  return { id: letter, receivedAt: instantOf(receivedAt), why: outcome ?? '', payload, replays };
}
