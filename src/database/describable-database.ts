import { randomUUID } from 'node:crypto';
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';
import { Pool, type QueryResult } from 'pg';
import { connectWhole } from './whole-scripts';

/**
 * Connections on which the schema engine can describe a database. The catalogue answers columns of PostgreSQL's
 * internal one-letter type `"char"`, which Prisma's adapter does not know (as of 7.10) and the engine demands.
 */
export class DescribableDatabase implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName = '@prisma/adapter-pg';

  /** @param url a database whose user may create others beside it; those stay behind when the engine is done */
  constructor(private readonly url: string) {}

  private readonly pools: Pool[] = [];

  connect(): Promise<SqlDriverAdapter> {
    return open(this.pool(this.url));
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    await Promise.all(this.pools.map((pool) => pool.end()));
  }

  private pool(url: string): Pool {
    const pool = new Pool({ connectionString: url, max: 1 });
    // The database may be gone before its idle connections are; whoever asks next hears of it.
    pool.on('error', () => {});
    this.pools.push(pool);
    return pool;
  }

  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const name = `shadow_${randomUUID().replaceAll('-', '')}`;
    await this.pool(this.url).query(`CREATE DATABASE ${name}`);
    const shadow = new URL(this.url);
    shadow.pathname = name;
    return open(this.pool(shadow.href));
  }
}

const CHAR_OID = 18;
const TEXT_OID = 25;

async function open(pool: Pool): Promise<SqlDriverAdapter> {
  const ask = pool.query.bind(pool) as (...args: unknown[]) => Promise<QueryResult>;
  // The engine asks one question after the other, so this belongs to the one that is being asked.
  let charColumns: number[] = [];
  const query = async (...args: unknown[]): Promise<QueryResult> => {
    const result = await ask(...args);
    for (const [index, field] of (result.fields ?? []).entries()) {
      if (field.dataTypeID !== CHAR_OID) continue;
      charColumns.push(index);
      field.dataTypeID = TEXT_OID;
    }
    return result;
  };
  const adapter = await connectWhole(Object.assign(pool, { query }));
  const queryRaw = adapter.queryRaw.bind(adapter);
  return Object.assign(adapter, {
    queryRaw: async (question: SqlQuery) => {
      charColumns = [];
      const result = await queryRaw(question);
      for (const index of charColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    },
  });
}
