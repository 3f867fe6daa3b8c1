import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from './generated/client';

export type Database = PrismaClient;
/** Either the database itself or a transaction on it. */
export type Connection = Prisma.TransactionClient;

/**
 * Opens the database. Statements are cut off after `statementTimeoutMs`, so that a caller with little time (a local
 * activity) hears of an outage instead of waiting for it.
 */
export function openDatabase(
  url: string,
  options: { connections?: number; statementTimeoutMs?: number; connectionTimeoutMs?: number } = {},
): Database {
  const adapter = new PrismaPg({
    connectionString: url,
    max: options.connections ?? 10,
    connectionTimeoutMillis: options.connectionTimeoutMs ?? 2_000,
    statement_timeout: options.statementTimeoutMs ?? 15_000,
  });
  return new PrismaClient({ adapter });
}
