import { Prisma } from './generated/client';

/** Prisma's codes for: cannot connect, timed out, closed, pool or transaction not to be had in time. */
const OUTAGE_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037', 'ECONNREFUSED']);
/** PostgreSQL's classes for: connection, resources (disk full, too many), operator's intervention, system error. */
const OUTAGE_STATES = /^(08|53|57|58)/;
const OUTAGE_KINDS = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'DatabaseDoesNotExist',
]);

/** Whether the database was away, full or shutting down, as opposed to being asked something wrong. */
export function isDatabaseOutage(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientInitializationError) {
    return true;
  }
  const seen = new Set<unknown>();
  for (let current = error; typeof current === 'object' && current !== null && !seen.has(current); ) {
    seen.add(current);
    const { code, originalCode, kind, cause, meta, message } = current as Record<string, unknown>;
    if (typeof code === 'string' && (OUTAGE_CODES.has(code) || OUTAGE_STATES.test(code))) {
      return true;
    }
    if (typeof originalCode === 'string' && OUTAGE_STATES.test(originalCode)) {
      return true;
    }
    if (typeof kind === 'string' && OUTAGE_KINDS.has(kind)) {
      return true;
    }
    if (
      typeof message === 'string' &&
      /ECONNREFUSED|ECONNRESET|Connection terminated|timeout exceeded when trying to connect/.test(message)
    ) {
      return true;
    }
    current = cause ?? (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  }
  return false;
}
