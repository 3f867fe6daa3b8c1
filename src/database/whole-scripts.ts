import { PrismaPg } from '@prisma/adapter-pg';
import {
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import { DatabaseError, type Pool } from 'pg';

/**
 * Prisma's adapter, but for scripts: it would cut them at every semicolon, also within a comment, a text or a
 * function's body. PostgreSQL takes a script whole, and does all of it or nothing.
 */
export class WholeScripts implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName = '@prisma/adapter-pg';

  constructor(private readonly pool: Pool) {}

  connect(): Promise<SqlDriverAdapter> {
    return connectWhole(this.pool);
  }

  connectToShadowDb(): Promise<SqlDriverAdapter> {
    throw new Error('Applying migrations needs no shadow database.');
  }
}

/** An adapter on the pool that runs scripts whole. */
export async function connectWhole(pool: Pool): Promise<SqlDriverAdapter> {
  const adapter = await new PrismaPg(pool).connect();
  const executeScript = async (script: string): Promise<void> => {
    try {
      await pool.query(script);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      const { code = '', severity = '', message, detail, column, hint } = error;
      throw new DriverAdapterError({ kind: 'postgres', code, severity, message, detail, column, hint });
    }
  };
  return Object.assign(adapter, { executeScript });
}
