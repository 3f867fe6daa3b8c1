import { cpus, loadavg, totalmem } from 'node:os';

/** Columns of text under each other: the first to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What a figure is worth nothing without: the machine, how busy it was already, and the day. */
export function circumstances(): string {
  const [first] = cpus();
  const memoryGb = Math.round(totalmem() / 1e9);
  const load = loadavg()[0]?.toFixed(1);
  return `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} x ${first?.model.trim()}, ${memoryGb} GB, load average ${load} at the start`;
}
