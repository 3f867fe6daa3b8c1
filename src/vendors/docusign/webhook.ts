import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { VendorEvent } from '../../capability/events';
import { deliveriesOf, wholeDelivery } from '../kit/webhook/deliveries';
import { hmacSha256, sameText } from '../kit/webhook/signature';
import {
  headerOf,
  parseJson,
  refuse,
  type VendorWebhook,
  type WebhookCall,
  type WebhookDeliveryItem,
} from '../kit/webhook/webhook-receiver';
import type { DocusignEnvelope } from './envelope';

/** DocuSign signs with each of its active keys, a header apiece. */
const MOST_KEYS = 100;

/** What Connect tells, in its JSON form. The envelope that it may hold is left unread: what counts is the one that is fetched. */
const ConnectEvent = z.looseObject({
  event: z.string().min(1),
  generatedDateTime: z.string().min(1),
  data: z.looseObject({ envelopeId: z.string().min(1) }),
});

export function signConnect(connectKey: string, body: Buffer | string): string {
  return hmacSha256(connectKey, 'base64', body);
}

/** Every signature is compared, whichever fits: the time tells nothing. */
function isSigned(headers: IncomingHttpHeaders, right: string): boolean {
  let fitting = 0;
  for (let key = 1; key <= MOST_KEYS; key += 1) {
    const presented = headerOf(headers, `x-docusign-signature-${key}`);
    if (presented !== undefined && sameText(presented, right)) fitting += 1;
  }
  return fitting > 0;
}

function verify(call: WebhookCall) {
  if (!isSigned(call.headers, signConnect(call.secret, call.rawBody))) return refuse('wrong signature');
  const text = call.rawBody.toString('utf8');
  const parsed = parseJson(text);
  const deliveries = parsed === undefined ? [wholeDelivery(text, parsed)] : deliveriesOf([parsed], keyOf);
  return { ok: true, deliveries } as const;
}

function keyOf(item: unknown): string[] | undefined {
  const read = ConnectEvent.safeParse(item);
  if (!read.success) return undefined;
  const { event, generatedDateTime, data } = read.data;
  return [data.envelopeId, event, generatedDateTime];
}

function read(payload: unknown): VendorEvent {
  const told = ConnectEvent.safeParse(payload);
  if (!told.success) return { about: 'unknown', why: 'it tells of no envelope' };
  const { event, generatedDateTime, data } = told.data;
  return /^(envelope|recipient)-/.test(event)
    ? { about: 'envelope', id: data.envelopeId, atMs: Date.parse(generatedDateTime) }
    : { about: 'nothing', why: event };
}

/**
 * What Connect would have told of an envelope as it stands now, under a key of its own for each state.
 * @param envelope undefined where DocuSign shows none
 */
export function seenAs(envelopeId: string, envelope: DocusignEnvelope | undefined): WebhookDeliveryItem {
  const status = envelope?.status ?? 'missing';
  const signers = (envelope?.recipients?.signers ?? []).map((signer) => signer.status);
  const state = [status, ...signers].join('/');
  const payload = { event: `envelope-${status}`, generatedDateTime: state, data: { envelopeId } };
  return { key: `look:${envelopeId}:${state}`, payload };
}

/** DocuSign Connect. Its calls carry no signed time, so the kept delivery keys are the only guard against replays. */
export const docusignWebhook: VendorWebhook = { verify, refusal: 'problem', read };
