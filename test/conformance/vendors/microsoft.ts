import type { AskVendor, Connector } from '../connector';
import { secret } from '../marks';

/** No secret: whoever signs in at Microsoft may see it. */
const TENANT = 'the-tenant';

/** An application with an administrator's consent, as every connector to Microsoft 365 takes it. */
export const MICROSOFT: Pick<Connector, 'values' | 'token'> = {
  values: {
    tenantId: TENANT,
    clientId: secret('microsoft-client'),
    clientSecret: secret('microsoft-client-secret'),
  },
  token: { method: 'POST', path: `/${TENANT}/oauth2/v2.0/token` },
};

/** A list of Graph, whole; empty where there is no such list. */
export async function everyOne<T>(ask: AskVendor, path: string): Promise<T[]> {
  const all: T[] = [];
  for (let query: Record<string, string> | undefined = {}; query !== undefined; ) {
    type Page = { value?: T[]; '@odata.nextLink'?: string };
    const page: Page = await ask('GET', `/v1.0${path}`, { query });
    all.push(...(page.value ?? []));
    const next = page['@odata.nextLink'];
    query = next === undefined ? undefined : Object.fromEntries(new URL(next).searchParams);
  }
  return all;
}
