import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';
import { Pool, type QueryResult } from 'pg';

/**
 * Connections on which the schema engine can describe a database. The catalogue answers columns of PostgreSQL's
 * internal one-letter type `"char"`, which Prisma's adapter does not know (as of 7.10) and the engine demands.
 */
export class DescribableDatabase implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName = '@prisma/adapter-pg';

  /** @param url a database whose user may create others beside it; those stay behind when the engine is done */
  constructor(private readonly url: string) {}

  connect(): Promise<SqlDriverAdapter> {
    return open(this.url);
  }

  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const name = `shadow_${randomUUID().replaceAll('-', '')}`;
    const pool = new Pool({ connectionString: this.url, max: 1 });
    await pool.query(`CREATE DATABASE ${name}`);
    await pool.end();
    const shadow = new URL(this.url);
    shadow.pathname = name;
    return open(shadow.href);
  }
}

const CHAR_OID = 18;
const TEXT_OID = 25;

async function open(url: string): Promise<SqlDriverAdapter> {
  const pool = new Pool({ connectionString: url, max: 1 });
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
  const adapter = await new PrismaPg(Object.assign(pool, { query }), { disposeExternalPool: true }).connect();
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
