import { createHmac } from 'node:crypto';
import { until } from './until';

export const ADMIN_TOKEN = 'an-administrator-for-tests';

/** A call whose process was killed or stopped under it must not be waited for longer than a long answer takes. */
const ANSWER_WITHIN_MS = 40_000;

export interface ShownPromise {
  id: string;
  title: string;
  owedBy: string;
  state: string;
  level: number | string;
  openedAt: string;
  dueAt: string | null;
  keptBy: { signal: string; body: Record<string, unknown> }[];
}

export interface ShownEngagement {
  id: string;
  reference: string;
  title: string;
  client: { id: string; name: string };
  status: string;
  stage: string;
  promises: ShownPromise[];
  discrepancies: { vendor: string; what: string; how: string; promiseId: string | null }[];
}

/** What an engagement has asked of a vendor. */
export interface ShownEffect {
  key: string;
  action: string;
  vendor: string;
  title: string;
  state: string;
  note: string | null;
  failure: string | null;
}

export interface JournalLine {
  seq: number;
  at: string;
  kind: string;
  summary: string;
  data: Record<string, unknown>;
}

/** What a sandbox has received. */
export interface Received {
  at: string;
  method: string;
  path: string;
  status: number;
  body: unknown;
}

export interface Answer<T> {
  status: number;
  body: T;
}

/** What is sent with a call beside its body, and for how long it is sent again. */
export interface CallOptions {
  headers?: Record<string, string>;
  withinMs?: number;
}

/** An installation as its clients see it: over HTTP alone, and patient through restarts. */
export abstract class InstallationApi {
  private readonly tokens = new Map<string, string>();

  abstract get baseUrl(): string;

  /** The address that vendors sign. */
  protected get publicUrl(): string {
    return this.baseUrl;
  }

  /** One call of the API; without a token it is the administrator's. Server errors of a restart are waited out. */
  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    token = ADMIN_TOKEN,
    { headers = {}, withinMs = 60_000 }: CallOptions = {},
  ): Promise<Answer<T>> {
    return await until(
      `${method} ${path}`,
      async () => {
        const answer = await this.callOnce<T>(method, path, body, token, headers);
        return answer === null || answer.status >= 500 ? null : answer;
      },
      { withinMs },
    );
  }

  /** The same without patience: whatever is answered; null when nobody answers. */
  async callOnce<T>(
    method: string,
    path: string,
    body?: unknown,
    token = ADMIN_TOKEN,
    headers: Record<string, string> = {},
  ): Promise<Answer<T> | null> {
    try {
      const response = await fetch(`${this.baseUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') === true;
      return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T };
    } catch {
      return null;
    }
  }

  /** Every item of a list, page by page. */
  async all<T>(path: string, limit = 200): Promise<T[]> {
    const items: T[] = [];
    for (let cursor = ''; ; ) {
      const page = `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor}`;
      const { body } = await this.call<{ items: T[]; nextCursor: string | null }>('GET', page);
      items.push(...body.items);
      if (!body.nextCursor) {
        return items;
      }
      cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
    }
  }

  /** Somebody who has this role; hired at the first asking. */
  async tokenOf(role: string): Promise<string> {
    const known = this.tokens.get(role);
    if (known) {
      return known;
    }
    const { body } = await this.call<{ token: string }>(
      'POST',
      `/v1/people/${await this.hire(role)}/tokens`,
      {},
    );
    this.tokens.set(role, body.token);
    return body.token;
  }

  /** Hires somebody for a role. One whose hiring was answered by nobody is there already. @returns the person's id */
  private async hire(role: string): Promise<string> {
    const email = `${role}@example.com`;
    const hired = await this.call<{ id: string }>('POST', '/v1/people', {
      name: `The ${role}`,
      email,
      roles: [role],
    });
    if (hired.status === 201) return hired.body.id;
    const people = await this.all<{ id: string; email: string }>('/v1/people');
    const found = people.find((person) => person.email === email);
    if (!found) throw new Error(`Nobody could be hired as ${role}: ${JSON.stringify(hired)}`);
    return found.id;
  }

  async engagement(id: string): Promise<ShownEngagement> {
    return (await this.call<ShownEngagement>('GET', `/v1/engagements/${id}`)).body;
  }

  /** The whole journal of an engagement, or of an incident, oldest first. */
  async journal(id: string, of: 'engagements' | 'incidents' = 'engagements'): Promise<JournalLine[]> {
    return await this.all(`/v1/${of}/${id}/journal`);
  }

  async effects(id: string): Promise<ShownEffect[]> {
    return await this.all(`/v1/engagements/${id}/effects`);
  }

  async engagementsNamed(title: string): Promise<ShownEngagement[]> {
    const path = `/v1/engagements?q=${encodeURIComponent(title)}`;
    return (await this.call<{ items: ShownEngagement[] }>('GET', path)).body.items;
  }

  async received(vendor: string): Promise<Received[]> {
    return (await this.call<{ items: Received[] }>('GET', `/sandbox/${vendor}/_log`)).body.items;
  }

  /** HubSpot's own call for a deal that moved to a stage, in its documented form and signature. */
  async hubspotSays(dealId: string, stage: string): Promise<number> {
    const body = JSON.stringify([
      {
        eventId: 1,
        subscriptionId: 11,
        portalId: 62515,
        appId: 54321,
        occurredAt: 1_790_000_000_000,
        subscriptionType: 'deal.propertyChange',
        attemptNumber: 0,
        objectId: Number(dealId),
        propertyName: 'dealstage',
        propertyValue: stage,
        changeSource: 'CRM',
      },
    ]);
    const timestamp = String(Date.now());
    const signature = createHmac('sha256', 'sandbox-hubspot-client-secret')
      .update(`POST${this.publicUrl}/webhooks/hubspot${body}${timestamp}`)
      .digest('base64');
    const response = await fetch(`${this.baseUrl}/webhooks/hubspot`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-hubspot-signature-v3': signature,
        'x-hubspot-request-timestamp': timestamp,
      },
      body,
    });
    return response.status;
  }

  /** Puts a deal into the sandbox's HubSpot without a word about it. */
  async putDeal(
    id: string,
    dealname: string,
    dealstage: string,
    more: Record<string, string> = {},
  ): Promise<void> {
    await this.call('POST', '/sandbox/hubspot/_emit', {
      event: 'deal.propertyChange',
      deliver: false,
      object: { id, properties: { dealname, amount: '1200.00', dealstage, ...more } },
    });
  }
}
