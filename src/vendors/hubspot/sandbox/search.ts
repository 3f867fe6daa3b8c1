import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../../kit/sandbox/vendor-sandbox';
import { refusal, shown, type Stored, valuesOf } from './state';

interface Filter {
  propertyName: string;
  operator: string;
  value?: string;
}

interface Search {
  filterGroups?: { filters: Filter[] }[];
  sorts?: string[];
  properties?: string[];
  limit?: number;
  after?: string;
}

/** HubSpot's limits of a search. */
const LARGEST_PAGE = 200;
const MOST_FILTERS = 18;

/** Finds objects by their values, page by page; of the operators those that compare one value. */
export async function searchObjects(
  { params, body }: SandboxCall<Search>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { filterGroups = [], sorts = [], properties = [], limit = 10, after = '0' } = body;
  const filters = filterGroups.flatMap((group) => group.filters);
  if (filters.length > MOST_FILTERS) return invalid(`more than ${MOST_FILTERS} filters`);
  if (!(limit >= 1 && limit <= LARGEST_PAGE)) return invalid(`limit must be 1 to ${LARGEST_PAGE}`);
  if (!/^\d+$/.test(after)) return invalid(`invalid paging token: ${after}`);
  const unknown = filters.find(({ operator }) => COMPARE[operator] === undefined);
  if (unknown !== undefined) return invalid(`operator ${unknown.operator} is not supported here`);
  const all = (await world.list<Stored>(params['objectType'] ?? '')).filter(({ archived }) => !archived);
  const found = all.filter(
    (object) =>
      filterGroups.length === 0 ||
      filterGroups.some((group) => group.filters.every((filter) => fits(object, filter))),
  );
  const [sort] = sorts;
  if (sort !== undefined) found.sort((a, b) => numberOf(valuesOf(a)[sort]) - numberOf(valuesOf(b)[sort]));
  const start = Number(after);
  const page = found.slice(start, start + limit);
  const end = start + page.length;
  const results = page.map((object) =>
    shown(object, ['hs_createdate', 'hs_lastmodifieddate', ...properties]),
  );
  const paging = end < found.length ? { paging: { next: { after: String(end) } } } : {};
  return { status: 200, body: { total: found.length, results, ...paging } };
}

function invalid(message: string): SandboxAnswer {
  return refusal(400, 'VALIDATION_ERROR', `There was a problem with the request: ${message}.`);
}

const COMPARE: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  EQ: (value, wanted) => value === wanted,
  NEQ: (value, wanted) => value !== wanted,
  GT: (value, wanted) => numberOf(value) > numberOf(wanted),
  GTE: (value, wanted) => numberOf(value) >= numberOf(wanted),
  LT: (value, wanted) => numberOf(value) < numberOf(wanted),
  LTE: (value, wanted) => numberOf(value) <= numberOf(wanted),
};

function fits(object: Stored, { propertyName, operator, value = '' }: Filter): boolean {
  const own = valuesOf(object)[propertyName];
  return own != null && COMPARE[operator]?.(own, value) === true;
}

/** Times are filtered by milliseconds and shown as text. */
function numberOf(value: string | null | undefined): number {
  const text = value ?? '';
  return /^-?\d+([.]\d+)?$/.test(text) ? Number(text) : Date.parse(text);
}
