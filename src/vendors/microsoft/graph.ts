import { z } from 'zod';
import { type VendorAnswer, VendorHttp, type VendorRequest } from '../kit/http';
import type { TokenProvider } from '../kit/token';
import type { VendorSettings } from '../kit/vendor-settings';
import { graphTrouble } from './auth';

export const GRAPH_URL = 'https://graph.microsoft.com';
const VERSION = '/v1.0';
const MOST_PAGES = 200;

const Page = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
});

/** One page of a list, and the address by which a later call learns what has changed, where the list has one. */
export interface GraphPage {
  readonly items: readonly unknown[];
  readonly deltaLink: string | undefined;
}

/** What a question carries beside its path. */
export type GraphQuery = NonNullable<VendorRequest['query']>;

/** Microsoft Graph v1.0. Paths begin after the version. */
export class Graph {
  private readonly http: VendorHttp;

  constructor(system: string, { baseUrl }: VendorSettings, auth: TokenProvider) {
    this.http = new VendorHttp({ system, baseUrl, auth, trouble: graphTrouble });
  }

  request(request: VendorRequest): Promise<VendorAnswer> {
    return this.http.request({ ...request, path: `${VERSION}${request.path}` });
  }

  /**
   * A list, page by page. Graph links to the next page by a whole address: its host is not followed, only the path.
   * @throws Error when the list has no end
   */
  async *pages(op: string, path: string, query: GraphQuery = {}): AsyncGenerator<GraphPage> {
    let answer = await this.request({ op, method: 'GET', path, query });
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { value, ...links } = Page.parse(answer.body);
      yield { items: value, deltaLink: links['@odata.deltaLink'] };
      const next = links['@odata.nextLink'];
      if (next === undefined) return;
      answer = await this.request({ op, method: 'GET', path: pathOfLink(next) });
    }
    throw new Error(`A list of Graph has more than ${MOST_PAGES} pages.`);
  }

  /** A list, whole. */
  async all<T>(op: string, path: string, item: z.ZodType<T>, query?: GraphQuery): Promise<T[]> {
    const items: T[] = [];
    for await (const page of this.pages(op, path, query)) items.push(...z.array(item).parse(page.items));
    return items;
  }
}

/** Path and query of an address that Graph gave, after the version. */
export function pathOfLink(link: string): string {
  const { pathname, search } = new URL(link);
  return `${pathname.slice(pathname.indexOf(`${VERSION}/`) + VERSION.length)}${search}`;
}

/** A text literal in a `$filter`. */
export function odataText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** How Graph is told of an object by its address. */
export function graphReference(path: string): string {
  return `${GRAPH_URL}${VERSION}${path}`;
}

const Users = z.object({ id: z.string() });

/** @returns the id of the user who has this address; undefined when the tenant has none */
export async function findUser(graph: Graph, email: string): Promise<string | undefined> {
  const address = odataText(email);
  const [user] = await graph.all('users.list', '/users', Users, {
    $filter: `mail eq ${address} or userPrincipalName eq ${address}`,
    $select: 'id',
  });
  return user?.id;
}
