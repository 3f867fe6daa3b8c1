import type { SandboxAnswer } from '../kit/sandbox/vendor-sandbox';
import { refused } from './sandbox-state';
import { parseWhere } from './sandbox-where';

/** Xero's limits: 100 on a page unless asked for more. */
const PAGE_SIZE = 100;
const LARGEST_PAGE = 1_000;

interface ListQuery {
  readonly where?: string;
  readonly page?: string;
  readonly pageSize?: string;
}

/**
 * One answer of Xero's to a list: what fits `where`, and of it the page that was asked for. Without `page` all of it
 * comes at once.
 * @param name under which the items stand, such as `Invoices`
 */
export function listed(
  name: string,
  items: readonly object[],
  query: Readonly<Record<string, string>>,
): SandboxAnswer {
  const { where, page, pageSize = String(PAGE_SIZE) }: ListQuery = query;
  const fits = where === undefined ? () => true : parseWhere(where);
  if (fits === undefined) return refused(`The where clause is not understood: ${where ?? ''}`);
  const found = items.filter(fits);
  if (page === undefined) return { status: 200, body: { [name]: found } };
  const [number, size] = [Number(page), Number(pageSize)];
  if (!(Number.isInteger(number) && number >= 1)) return refused('page must be 1 or more');
  if (!(Number.isInteger(size) && size >= 1 && size <= LARGEST_PAGE)) {
    return refused(`pageSize must be 1 to ${LARGEST_PAGE}`);
  }
  const pageCount = Math.ceil(found.length / size);
  const pagination = { page: number, pageSize: size, pageCount, itemCount: found.length };
  const start = (number - 1) * size;
  return { status: 200, body: { pagination, [name]: found.slice(start, start + size) } };
}
