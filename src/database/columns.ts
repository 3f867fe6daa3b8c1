/** A row as PostgreSQL writes it in JSON, with its columns' names in camel case; inner keys of documents stay as they are. */
export function fromColumns<T>(row: Record<string, unknown>): T {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [camel(name), readable(name, value)]),
  ) as T;
}

/** A row with its columns' names, for PostgreSQL to read. */
export function toColumns(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [columnOf(name), value]));
}

/** The column of a property: `dueAt` is `due_at`. */
export function columnOf(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camel(column: string): string {
  return column.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}

const INSTANT = /(^at|_at|_since|^respond_by)$/;

/** PostgreSQL writes instants with an offset and without trailing zeros. */
function readable(column: string, value: unknown): unknown {
  return typeof value === 'string' && INSTANT.test(column) ? new Date(value).toISOString() : value;
}
