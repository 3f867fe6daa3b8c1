import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A promise as the API shows it. */
export interface ShownPromise {
  id: string;
  title: string;
  stage: string;
  owedBy: string;
  state: 'open' | 'kept' | 'waived' | 'cancelled';
  late: boolean;
  level: number | string;
  dueAt: string | null;
  keptBy: { signal: string; body: Record<string, unknown> }[];
}

export interface ShownEngagement {
  id: string;
  reference: string;
  title: string;
  stage: string;
  status: string;
  promises: ShownPromise[];
  links: { temporal: string };
}

export interface ShownEntry {
  seq: number;
  at: string;
  kind: string;
  summary: string;
}

/** A running installation, spoken to by nothing but its HTTP API, as anybody else would. */
export class Installation {
  private constructor(
    readonly baseUrl: string,
    private readonly adminToken: string,
  ) {}

  /**
   * Finds the installation of this checkout: its address from PORT, the administrator's token from the setting or from
   * the data folder where `npm start` keeps it.
   * @throws Error that says how to start one when none answers
   */
  static async find(env: NodeJS.ProcessEnv): Promise<Installation> {
    const baseUrl = env['PROMISEKEEPER_URL'] ?? `http://127.0.0.1:${env['PORT'] ?? '3000'}`;
    const dataDir = env['PROMISEKEEPER_DATA_DIR'] ?? join(process.cwd(), '.data');
    const token = env['PROMISEKEEPER_ADMIN_TOKEN'] ?? keptToken(dataDir);
    const ready = await fetch(`${baseUrl}/readyz`).catch(() => null);
    if (!ready?.ok || token === null) {
      throw new Error(
        `No installation answers at ${baseUrl}. Start one in another terminal:\n` +
          '  PROMISEKEEPER_TIME_SCALE=3600 npm start\n' +
          'and run npm run demo again. Nothing was changed.',
      );
    }
    return new Installation(baseUrl, token);
  }

  /** One call; the answer's JSON. @throws Error with the problem's own words when it is refused */
  async call<T>(method: string, path: string, body?: unknown, token = this.adminToken): Promise<T> {
    const response = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'wait=10' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    }
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async engagement(id: string): Promise<ShownEngagement> {
    return await this.call('GET', `/v1/engagements/${id}`);
  }

  async journal(id: string): Promise<ShownEntry[]> {
    const entries: ShownEntry[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { items: ShownEntry[]; nextCursor: string | null } = await this.call(
        'GET',
        `/v1/engagements/${id}/journal?limit=200${cursor ? `&cursor=${cursor}` : ''}`,
      );
      entries.push(...page.items);
      cursor = page.nextCursor;
    }
    return entries;
  }
}

function keptToken(dataDir: string): string | null {
  try {
    return readFileSync(join(dataDir, 'admin-token'), 'utf8').trim();
  } catch {
    return null;
  }
}
