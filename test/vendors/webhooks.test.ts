import { signHubspot } from '../../src/vendors/hubspot/webhook';
import { signSlack } from '../../src/vendors/slack/webhook';
import { findVendor } from '../../src/vendors/registry';
import type {
  VendorWebhook,
  WebhookCall,
  WebhookVerdict,
} from '../../src/vendors/kit/webhook/webhook-receiver';
import { signXero } from '../../src/vendors/xero/webhook';

const NOW_MS = Date.parse('2026-11-22T12:00:00Z');
const URL = 'https://promises.example/webhooks/vendor';
const SECRET = 'a-shared-secret';

function receiver(vendor: 'hubspot' | 'slack' | 'xero'): VendorWebhook {
  const found = findVendor(vendor)?.webhook;
  if (found === undefined) throw new Error(`no receiver of ${vendor}`);
  return found;
}

function call(body: string, headers: Record<string, string>, more: Partial<WebhookCall> = {}): WebhookCall {
  return {
    rawBody: Buffer.from(body),
    headers,
    method: 'POST',
    url: URL,
    secret: SECRET,
    nowMs: NOW_MS,
    ...more,
  };
}

function hubspotCall(body: string, signedAtMs = NOW_MS, more: Partial<WebhookCall> = {}): WebhookCall {
  const timestamp = String(signedAtMs);
  const signature = signHubspot(SECRET, 'POST', URL, body, timestamp);
  return call(body, { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': timestamp }, more);
}

function slackCall(body: string, contentType: string, signedAtMs = NOW_MS): WebhookCall {
  const timestamp = String(Math.floor(signedAtMs / 1000));
  return call(body, {
    'content-type': contentType,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signSlack(SECRET, timestamp, body),
  });
}

function keysOf(verdict: WebhookVerdict): string[] {
  if (!verdict.ok) throw new Error(`refused: ${verdict.reason}`);
  return verdict.deliveries.map(({ key }) => key);
}

const DEAL_CHANGE = {
  eventId: 100,
  subscriptionId: 12,
  portalId: 62515,
  occurredAt: NOW_MS - 1000,
  subscriptionType: 'deal.propertyChange',
  attemptNumber: 0,
  objectId: 777,
  propertyName: 'dealstage',
  propertyValue: 'closedwon',
  changeSource: 'CRM_UI',
};

describe('HubSpot signature v3', () => {
  it.each([
    ['1693657560000', 'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y='],
    ['1700000300000', 'RnbPH7+UMKVkbV32P8bz450N4M56aPmcru1+D3kSDtw='],
  ])('agrees with the vendor’s own vector at %s', (timestamp, signature) => {
    const secret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
    const url = 'https://www.example.com/webhook_uri';
    const body = "{'example_field':'example_value'}";
    expect(signHubspot(secret, 'POST', url, body, timestamp)).toBe(signature);
    const headers = { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': timestamp };
    const verdict = receiver('hubspot').verify(
      call(body, headers, { secret, url, nowMs: Number(timestamp) + 299_000 }),
    );
    // The vendor's own vector is no JSON: it is signed all the same, and taken whole.
    expect(verdict).toMatchObject({ ok: true, deliveries: [{ payload: body }] });
  });

  it('signs the address as HubSpot reads it: some characters decoded, others not', () => {
    const plain = signHubspot(SECRET, 'POST', 'https://a.example/hook?x=a:b c', '[]', '1');
    expect(signHubspot(SECRET, 'POST', 'https://a.example/hook%3Fx=a%3ab c', '[]', '1')).toBe(plain);
    expect(signHubspot(SECRET, 'POST', 'https://a.example/hook?x=a:b%20c', '[]', '1')).not.toBe(plain);
  });

  it('gives one delivery per event, and a repeat the same key whatever its attempt number', () => {
    const first = receiver('hubspot').verify(hubspotCall(JSON.stringify([DEAL_CHANGE])));
    const again = { ...DEAL_CHANGE, eventId: 101, attemptNumber: 1 };
    const later = { ...DEAL_CHANGE, occurredAt: NOW_MS };
    const second = receiver('hubspot').verify(hubspotCall(JSON.stringify([again, later])));
    expect(keysOf(first)).toHaveLength(1);
    expect(keysOf(second)[0]).toBe(keysOf(first)[0]);
    expect(keysOf(second)[1]).not.toBe(keysOf(first)[0]);
  });

  it.each([
    ['an older signature', hubspotCall('[]', NOW_MS - 300_001)],
    ['a signature from the future', hubspotCall('[]', NOW_MS + 300_001)],
    ['another body', { ...hubspotCall('[]'), rawBody: Buffer.from('[ ]') }],
    ['another address', hubspotCall('[]', NOW_MS, { url: 'https://evil.example/' })],
    ['another secret', hubspotCall('[]', NOW_MS, { secret: 'other' })],
    ['another method', hubspotCall('[]', NOW_MS, { method: 'PUT' })],
    ['no signature', call('[]', {})],
  ])('refuses %s', (_name, forged) => {
    expect(receiver('hubspot').verify(forged)).toMatchObject({ ok: false, status: 401 });
  });

  it('takes what is signed and no list of events, for a person to look at', () => {
    const verdict = receiver('hubspot').verify(hubspotCall('{"a":1}'));
    expect(verdict).toMatchObject({ ok: true, deliveries: [{ payload: { a: 1 } }] });
    expect(receiver('hubspot').read({ a: 1 })).toMatchObject({ about: 'unknown' });
  });
});

describe('Slack signature', () => {
  const BODY =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V' +
    '&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=' +
    '&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN' +
    '&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';

  it('agrees with the vendor’s own vector', () => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': '1531420618',
      'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
    };
    const signed = call(BODY, headers, {
      secret: '8f742231b10e8888abcd99yyyzzz85a5',
      nowMs: 1_531_420_618_000,
    });
    const verdict = receiver('slack').verify(signed);
    expect(keysOf(verdict)).toEqual(['command:398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c']);
    expect(receiver('slack').verify({ ...signed, nowMs: 1_531_421_618_000 })).toMatchObject({ status: 401 });
  });

  it('answers the check of the address with its challenge', () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: '3eZbrw1a' });
    expect(receiver('slack').verify(slackCall(body, 'application/json'))).toEqual({
      ok: true,
      deliveries: [],
      answer: { contentType: 'text/plain', body: '3eZbrw1a' },
    });
  });

  it('[SYS-06] reads a pressed button from the form, once per press', () => {
    const payload = {
      type: 'block_actions',
      user: { id: 'U1' },
      actions: [{ action_id: 'approve', action_ts: '1700000000.000100', value: 'promise-1' }],
    };
    const form = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const verdict = receiver('slack').verify(slackCall(form, 'application/x-www-form-urlencoded'));
    expect(verdict).toEqual({
      ok: true,
      deliveries: [{ key: 'action:1700000000.000100:approve:U1', payload }],
    });
  });

  it('gives an event the key that Slack repeats it under', () => {
    const body = JSON.stringify({ type: 'event_callback', event_id: 'Ev9', event: { type: 'message' } });
    expect(keysOf(receiver('slack').verify(slackCall(body, 'application/json')))).toEqual(['event:Ev9']);
  });

  it.each([
    ['an old signature', slackCall('{}', 'application/json', NOW_MS - 301_000)],
    ['another body', { ...slackCall('{}', 'application/json'), rawBody: Buffer.from('{} ') }],
    ['no signature', call('{}', {})],
  ])('refuses %s', (_name, forged) => {
    expect(receiver('slack').verify(forged)).toMatchObject({ ok: false, status: 401 });
  });
});

describe('Xero signature', () => {
  const INTENT = '{"events":[],"lastEventSequence":0,"firstEventSequence":0,"entropy":"S0m3r4Nd0mt3xt"}';

  it('passes the intent-to-receive check: right signatures taken, wrong ones answered 401', () => {
    const signature = 'EdYklJed5IHFhARDvQN0ijRTdhah3t/CRF2NOqhxq34=';
    const secret = 'xero-test-webhook-key';
    expect(receiver('xero').verify(call(INTENT, { 'x-xero-signature': signature }, { secret }))).toEqual({
      ok: true,
      deliveries: [],
    });
    const wrong = signXero('other', INTENT);
    for (const headers of [{ 'x-xero-signature': wrong }, { 'x-xero-signature': '' }, {}]) {
      expect(
        receiver('xero').verify(call(INTENT, headers as Record<string, string>, { secret })),
      ).toMatchObject({ ok: false, status: 401 });
    }
  });

  it('[SYS-10] gives each event the key that Xero repeats it under', () => {
    const event = {
      resourceId: 'inv-1',
      tenantId: 'org-1',
      eventCategory: 'INVOICE',
      eventType: 'UPDATE',
      eventDateUtc: '2026-11-22T12:00:00.000',
    };
    const body = JSON.stringify({
      events: [event],
      firstEventSequence: 1,
      lastEventSequence: 1,
      entropy: 'X',
    });
    const verdict = receiver('xero').verify(call(body, { 'x-xero-signature': signXero(SECRET, body) }));
    expect(verdict).toEqual({
      ok: true,
      deliveries: [{ key: 'org-1:inv-1:UPDATE:2026-11-22T12:00:00.000', payload: event }],
    });
  });
});
